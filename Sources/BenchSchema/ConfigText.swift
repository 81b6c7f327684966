import Crypto

/// The keys of a table as the config hash covers them, in its order.
final class KeyNames: Sendable {
    /// The type of each key.
    let types: [ValueType]
    /// The members' names as canonical JSON, each between a comma and a colon, one after another.
    private let members: [UInt8]
    private let ends: [Int]
    /// Which key each column is, counted from 1; 0 for other columns.
    private let keyOfColumn: [Int]

    init(_ names: [String], types: [ValueType] = [], keyOfColumn: [Int] = []) {
        var members: [UInt8] = []
        ends = names.map { name in
            members.append(UInt8(ascii: ","))
            CanonicalJSON.append(name, to: &members)
            members.append(UInt8(ascii: ":"))
            return members.count
        }
        (self.members, self.types, self.keyOfColumn) = (members, types, keyOfColumn)
    }

    /// Which key a column is; nil where it is none.
    func key(ofColumn place: Int) -> Int? { keyOfColumn[place] > 0 ? keyOfColumn[place] - 1 : nil }

    fileprivate func append(_ key: Int, to text: inout [UInt8]) {
        // A slice would count a reference to what many threads share.
        unsafe members.withUnsafeBufferPointer {
            unsafe text.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range(key)]))
        }
    }

    /// The name of a key in quotes.
    fileprivate func quoted(_ key: Int) -> String {
        String(decoding: members[range(key)].dropFirst().dropLast(), as: UTF8.self)
    }

    private func range(_ key: Int) -> Range<Int> { (key == 0 ? 0 : ends[key - 1])..<ends[key] }
}

/// The canonical JSON of a configuration, as it comes about; keys must come in order (Specs/config-hash.md).
struct ConfigText {
    private let names: KeyNames
    private var text: [UInt8] = []
    /// The most bytes of a configuration's text.
    static let maximumBytes = 1 << 22
    /// The most bytes of this text, of which several configurations may be parts.
    private let limit: Int

    init(_ names: KeyNames, limit: Int = maximumBytes) {
        (self.names, self.limit) = (names, limit)
        text.reserveCapacity(512)
    }

    init(names: [String]) { self.init(KeyNames(names)) }

    /// The members appended so far, a comma before each.
    var members: [UInt8] { text }
    /// Their bytes.
    var count: Int { text.count }

    /// Appends a member, unless it is absent.
    mutating func append(_ cell: Cell, key: Int) throws(BenchError) {
        if case .absent = cell { return }
        names.append(key, to: &text)
        do throws(BenchError) {
            try append(cell)
            try checkSize()
        } catch { throw error.within("key \(names.quoted(key))") }
    }

    /// Appends a member whose value stands for a cell of this type; false where it stands for none.
    mutating func append(_ value: LooseValue, as type: ValueType, key: Int) throws(BenchError) -> Bool {
        switch (type, value) {
        // The usual ones need no cell in between.
        case (.int64, .int64(let value)) where value.magnitude <= 1 << 53:
            names.append(key, to: &text)
            CanonicalJSON.append(value, to: &text)
        case (.float64, .float64(let bits)) where bits.value.isFinite:
            names.append(key, to: &text)
            try CanonicalJSON.append(bits.value, to: &text)
        default:
            guard let cell = value.cell(as: type) else { return false }
            try append(cell, key: key)
        }
        return true
    }

    private func checkSize(adding count: Int = 0) throws(BenchError) {
        guard text.count + count < limit else { throw Self.isTooLarge }
    }

    /// Says that a configuration's text is larger than it may be.
    static var isTooLarge: BenchError {
        BenchError(.limit, "a configuration takes more than \(maximumBytes >> 20) MiB as JSON")
    }

    private mutating func append(_ cell: Cell) throws(BenchError) {
        switch cell {
        case .float64(let bits): try CanonicalJSON.append(bits.value, to: &text)
        case .int64(let value):
            guard value.magnitude <= 1 << 53 else { throw BenchError(.usage, "\(value) is beyond 2^53") }
            CanonicalJSON.append(value, to: &text)
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .string(let string):
            // Escaping may take six times as much.
            try checkSize(adding: string.bytes.count)
            guard string.bytes.allSatisfy({ $0 < 0x80 }) || String(validating: string.bytes, as: UTF8.self) != nil
            else {
                throw BenchError(.usage, "a key's value must be UTF-8")
            }
            JSONText.append(string.bytes, to: &text)
        case .null: text += "null".utf8
        case .absent: break
        case .json, .series: throw BenchError(.usage, "a list can't be a key's value")
        }
    }

    /// The hash of the members appended so far.
    var hash: ConfigHash {
        mutating get {
            if text.isEmpty { text.append(UInt8(ascii: ",")) }
            text[0] = UInt8(ascii: "{")
            text.append(UInt8(ascii: "}"))
            defer {
                text.removeLast()
                text[0] = UInt8(ascii: ",")
            }
            return unsafe text.withUnsafeBytes { unsafe Self.hash(of: $0) }
        }
    }

    /// The hash of a whole canonical JSON.
    static func hash(of text: UnsafeRawBufferPointer) -> ConfigHash {
        var hasher = SHA256()
        unsafe hasher.update(bufferPointer: text)
        return unsafe hasher.finalize().withUnsafeBytes { bytes in
            ConfigHash(
                high: unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }
}
