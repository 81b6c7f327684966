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

    /// Reads 64 hex digits; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 64, let first = ConfigHash(hex: hex.prefix(32)),
            let second = ConfigHash(hex: hex.suffix(32))
        else { return nil }
        (self.first, self.second) = (first, second)
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
        for place in digestOrder.places {
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

    /// How digests of runs cover the columns: in order of role and name.
    public var digestOrder: DigestOrder {
        let places = columns.indices.sorted {
            (columns[$0].role, ByteString(columns[$0].name)) < (columns[$1].role, ByteString(columns[$1].name))
        }
        return DigestOrder(self, places: places)
    }

    /// The hash, task, seed and digest of a run. O(bytes of the run).
    ///
    /// - Parameter order: `digestOrder`, computed once by the caller.
    public func identity(of run: Run, order: DigestOrder) throws(BenchError) -> RunIdentity {
        var task: ByteString?
        var number: Int64?
        if let place = self.task, case .string(let text) = run.cells[place] { task = text }
        if let place = seed, case .int64(let value) = run.cells[place] { number = value }
        return RunIdentity(
            hash: try configHash(of: run), task: task, seed: number, digest: digest(of: run, order: order))
    }

    private func digest(of run: Run, order: DigestOrder) -> Digest {
        var hash = SHA256()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 << 12)
        for (index, place) in order.places.enumerated() {
            if case .absent = run.cells[place] { continue }
            bytes += order.labels[index]
            hash.update(&bytes, andCell: run.cells[place])
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

/// The columns of a schema in the order in which digests cover them, each with the bytes that name it.
public struct DigestOrder: Sendable {
    /// The places of the columns.
    package let places: [Int]
    /// Role, name and type of each column in that order.
    fileprivate let labels: [[UInt8]]

    /// Covers some columns of a schema, which must be in that order.
    package init(_ schema: Schema, places: [Int]) {
        self.places = places
        labels = places.map { place in
            let column = schema.columns[place]
            var label = [column.role.rawValue]
            label.appendCounted(column.name.utf8)
            label.append(column.type.rawValue)
            return label
        }
    }
}

extension SHA256 {
    /// So many bytes are worth hashing at once.
    private static let enough = 1 << 16

    /// Covers bytes and what a cell adds to them, as far as that isn't left in `bytes`.
    fileprivate mutating func update(_ bytes: inout [UInt8], andCell cell: Cell) {
        // Curves are hashed from where they stand.
        if case .series(let series) = cell, series.states == nil {
            switch series.elements {
            case .float64(let values):
                bytes.appendHead(of: series)
                return update(&bytes, andWords: values)
            case .int64(let values):
                bytes.appendHead(of: series)
                return update(&bytes, andWords: values)
            case .bool, .string, .json: break
            }
        }
        bytes.appendDigested(cell)
        guard bytes.count > Self.enough else { return }
        update(data: bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Covers bytes, which are cleared, and words of 8 bytes after them, little-endian as they stand in memory.
    private mutating func update<T: BitwiseCopyable>(_ bytes: inout [UInt8], andWords words: [T]) {
        #if !_endian(little)
            #error("words in memory are taken for little-endian")
        #endif
        unsafe bytes.withUnsafeBytes { unsafe update(bufferPointer: $0) }
        bytes.removeAll(keepingCapacity: true)
        unsafe words.withUnsafeBytes { unsafe update(bufferPointer: $0) }
    }
}

extension [UInt8] {
    fileprivate mutating func appendLittleEndian(_ value: UInt64) {
        unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
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
            appendHead(of: series)
            if let states = series.states { self += states.map(\.rawValue) }
            appendDigested(series)
        }
    }

    /// Appends state and count of a series.
    fileprivate mutating func appendHead(of series: Series) {
        append(series.states == nil ? 2 : 3)
        appendLittleEndian(UInt64(series.count))
    }

    private mutating func appendDigested(_ series: Series) {
        switch series.elements {
        case .float64(let values):
            for index in values.indices where series.isValue(index) { appendLittleEndian(values[index].bitPattern) }
        case .int64(let values):
            for index in values.indices where series.isValue(index) {
                appendLittleEndian(UInt64(bitPattern: values[index]))
            }
        case .bool(let values):
            for index in values.indices where series.isValue(index) { append(values[index] ? 1 : 0) }
        case .string(let values), .json(let values):
            for index in values.indices where series.isValue(index) { appendCounted(values[index].bytes) }
        }
    }
}
