import Crypto

/// A SHA-256 digest, as bytes and as hex.
public struct Digest: Hashable, Comparable, Sendable, CustomStringConvertible {
    // Two hashes of 128 bits in a row: no allocation, and a million runs' digests take 32 MB.
    private let first, second: ConfigHash

    /// Wraps 32 bytes; nil if they aren't 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.init(of: bytes)
    }

    init(of bytes: some Sequence<UInt8>) {
        var next = bytes.makeIterator()
        first = ConfigHash(nextOf: &next)
        second = ConfigHash(nextOf: &next)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [first.high, first.low, second.high, second.low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
    }

    /// 64 lower-case hex digits.
    public var description: String { first.description + second.description }

    /// Orders by bytes.
    public static func < (a: Digest, b: Digest) -> Bool { (a.first, a.second) < (b.first, b.second) }
}

/// What the content digest covers of one run, in the order in which it covers runs.
public struct RunIdentity: Hashable, Comparable, Sendable {
    /// The config hash.
    public var hash: ConfigHash
    /// The task; absent comes first.
    public var task: ByteString?
    /// The seed; absent comes first.
    public var seed: Int64?
    /// The digest of the run's values.
    public var digest: Digest

    /// Orders by hash, task, seed and digest.
    public static func < (a: RunIdentity, b: RunIdentity) -> Bool {
        if a.hash != b.hash { return a.hash < b.hash }
        if a.task != b.task { return a.task.map { task in b.task.map { task < $0 } ?? false } ?? true }
        if a.seed != b.seed { return a.seed.map { seed in b.seed.map { seed < $0 } ?? false } ?? true }
        return a.digest < b.digest
    }
}

extension Schema {
    /// The digest of the columns: names, roles, types, units and metric definitions, in order of role and name.
    public var digest: Digest {
        var hash = SHA256()
        var bytes: [UInt8] = []
        for place in digestOrder {
            let column = columns[place]
            bytes.append(column.role.rawValue)
            bytes.appendCounted(column.name.utf8)
            bytes.append(column.type.rawValue)
            bytes.append(column.unit == nil ? 0 : 1)
            if let unit = column.unit { bytes.appendCounted(unit.utf8) }
            if let metric = column.definition {
                bytes += [metric.reduction.rawValue, metric.direction.rawValue]
                bytes.appendLittleEndian(metric.divisor.bitPattern)
                bytes.appendLittleEndian(UInt64(metric.sources.count))
                for source in metric.sources { bytes.appendCounted(source.utf8) }
            }
        }
        hash.update(data: bytes)
        return Digest(of: hash.finalize())
    }

    /// The places of all columns in order of role and name, in which digests cover them.
    public var digestOrder: [Int] {
        columns.indices.sorted {
            (columns[$0].role, ByteString(columns[$0].name)) < (columns[$1].role, ByteString(columns[$1].name))
        }
    }

    /// The hash, task, seed and digest of a run. O(bytes of the run).
    ///
    /// - Parameter order: `digestOrder`, computed once by the caller.
    public func identity(of run: Run, order: [Int]) throws(BenchError) -> RunIdentity {
        var task: ByteString?
        var number: Int64?
        if let place = self.task, case .string(let text) = run.cells[place] { task = text }
        if let place = seed, case .int64(let value) = run.cells[place] { number = value }
        return RunIdentity(
            hash: try configHash(of: run), task: task, seed: number, digest: digest(of: run, order: order))
    }

    private func digest(of run: Run, order: [Int]) -> Digest {
        var hash = SHA256()
        var bytes: [UInt8] = []
        for place in order {
            let cell = run.cells[place]
            if case .absent = cell { continue }
            bytes.append(columns[place].role.rawValue)
            bytes.appendCounted(columns[place].name.utf8)
            bytes.append(columns[place].type.rawValue)
            bytes.appendDigested(cell)
            if bytes.count > 1 << 16 {
                hash.update(data: bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        hash.update(data: bytes)
        return Digest(of: hash.finalize())
    }

    /// The content digest of a table: SHA-256 over the schema's digest and those of the runs, sorted. O(n log n).
    public func contentDigest(of runs: [RunIdentity]) -> Digest {
        var hash = SHA256()
        hash.update(data: digest.bytes)
        for run in runs.sorted() { hash.update(data: run.digest.bytes) }
        return Digest(of: hash.finalize())
    }
}

extension Cell {
    /// 128 bits that are the same for equal cells of one type, and for no two others that anyone knows.
    ///
    /// Bits of numbers as they are; of strings and series, half of SHA-256 over what the content digest covers. O(bytes).
    package var fingerprint: ConfigHash {
        let hashed: UInt64 = 1 << 63
        switch self {
        case .absent: return ConfigHash(high: 0, low: 0)
        case .null: return ConfigHash(high: 0, low: 1)
        case .float64(let bits): return ConfigHash(high: 1, low: bits.value.bitPattern)
        case .int64(let value): return ConfigHash(high: 1, low: UInt64(bitPattern: value))
        case .bool(let value): return ConfigHash(high: 1, low: value ? 1 : 0)
        case .string, .json, .series:
            var bytes: [UInt8] = []
            bytes.appendDigested(self)
            var digest = SHA256.hash(data: bytes).makeIterator()
            let half = ConfigHash(nextOf: &digest)
            return ConfigHash(high: half.high | hashed, low: half.low)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendLittleEndian(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    fileprivate mutating func appendCounted(_ text: some Collection<UInt8>) {
        appendLittleEndian(UInt64(text.count))
        self += text
    }

    /// Appends state, count and values of a cell (Specs/bench-file.md, "Content digest").
    fileprivate mutating func appendDigested(_ cell: Cell) {
        switch cell {
        case .absent: break
        case .null: append(1)
        case .float64(let bits):
            append(2)
            appendLittleEndian(bits.value.bitPattern)
        case .int64(let value):
            append(2)
            appendLittleEndian(UInt64(bitPattern: value))
        case .bool(let value): self += [2, value ? 1 : 0]
        case .string(let text), .json(let text):
            append(2)
            appendCounted(text.bytes)
        case .series(let series):
            append(series.states == nil ? 2 : 3)
            appendLittleEndian(UInt64(series.count))
            if let states = series.states { self += states.map(\.rawValue) }
            appendDigested(series)
        }
    }

    private mutating func appendDigested(_ series: Series) {
        switch series.elements {
        case .float64(let values):
            guard series.states != nil else { return appendWords(values) }
            for index in values.indices where series.isValue(index) { appendLittleEndian(values[index].bitPattern) }
        case .int64(let values):
            guard series.states != nil else { return appendWords(values) }
            for index in values.indices where series.isValue(index) {
                appendLittleEndian(UInt64(bitPattern: values[index]))
            }
        case .bool(let values):
            for index in values.indices where series.isValue(index) { append(values[index] ? 1 : 0) }
        case .string(let values), .json(let values):
            for index in values.indices where series.isValue(index) { appendCounted(values[index].bytes) }
        }
    }

    /// Appends words of 8 bytes, little-endian as they stand in memory.
    private mutating func appendWords<T: BitwiseCopyable>(_ words: [T]) {
        #if _endian(little)
            unsafe words.withUnsafeBytes { unsafe append(contentsOf: $0) }
        #else
            #error("words in memory are taken for little-endian")
        #endif
    }
}
