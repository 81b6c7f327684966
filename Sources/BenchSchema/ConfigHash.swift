import Crypto

/// The name of a configuration: 128 bits of SHA-256 over its canonical JSON (Specs/config-hash.md).
public struct ConfigHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first 8 bytes, big-endian, so that numbers order as hex does.
    public let high: UInt64
    /// The last 8 bytes, big-endian.
    public let low: UInt64

    /// Makes a hash of its two halves.
    public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Reads 32 hex digits of either case; nil if it isn't that.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 32, hex.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
            let high = UInt64(hex.prefix(16), radix: 16), let low = UInt64(hex.suffix(16), radix: 16)
        else { return nil }
        self.init(high: high, low: low)
    }

    /// Hashes the key cells of a configuration, in any order. O(text length).
    ///
    /// Throws `.usage` for a value that has no canonical form: NaN, infinities, integers beyond 2^53, lists.
    public init(keys: [(name: String, cell: Cell)]) throws(BenchError) {
        try self.init(ordered: keys.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) })
    }

    /// Hashes key cells in the order of RFC 8785, which is that of their names' UTF-16 code units.
    init(ordered keys: [(name: String, cell: Cell)]) throws(BenchError) {
        var text: [UInt8] = []
        for (name, cell) in keys {
            try Self.append(Self.member(name), cell, to: &text)
        }
        self.init(members: &text)
    }

    /// A member's name as canonical JSON, and the colon.
    static func member(_ name: String) -> [UInt8] {
        var text: [UInt8] = []
        CanonicalJSON.append(name, to: &text)
        return text + [UInt8(ascii: ":")]
    }

    /// Appends a member, unless it is absent.
    static func append(_ member: [UInt8], _ cell: Cell, to text: inout [UInt8]) throws(BenchError) {
        if case .absent = cell { return }
        text.append(UInt8(ascii: text.isEmpty ? "{" : ","))
        text += member
        do throws(BenchError) { try append(cell, to: &text) } catch {
            throw error.within("key \(String(decoding: member.dropLast(), as: UTF8.self))")
        }
    }

    /// Hashes the text that `append` made.
    init(members text: inout [UInt8]) {
        if text.isEmpty { text.append(UInt8(ascii: "{")) }
        text.append(UInt8(ascii: "}"))
        var bytes = SHA256.hash(data: text).makeIterator()
        self.init(nextOf: &bytes)
    }

    /// Takes the next 16 bytes.
    init(nextOf bytes: inout some IteratorProtocol<UInt8>) {
        var halves: [UInt64] = [0, 0]
        for place in 0..<16 { halves[place / 8] = halves[place / 8] << 8 | UInt64(bytes.next() ?? 0) }
        self.init(high: halves[0], low: halves[1])
    }

    private static func append(_ cell: Cell, to text: inout [UInt8]) throws(BenchError) {
        switch cell {
        case .float64(let bits): try CanonicalJSON.append(bits.value, to: &text)
        case .int64(let value):
            guard value.magnitude <= 1 << 53 else { throw BenchError(.usage, "\(value) is beyond 2^53") }
            text += String(value).utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .string(let string):
            guard let valid = String(validating: string.bytes, as: UTF8.self) else {
                throw BenchError(.usage, "a key's value must be UTF-8")
            }
            CanonicalJSON.append(valid, to: &text)
        case .null: text += "null".utf8
        case .absent: break
        case .json, .series: throw BenchError(.usage, "a list can't be a key's value")
        }
    }

    /// 32 lower-case hex digits.
    public var description: String {
        func hex(_ half: UInt64) -> String {
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return hex(high) + hex(low)
    }

    /// Orders as bytes do.
    public static func < (a: ConfigHash, b: ConfigHash) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

extension Schema {
    /// The config hash of a run.
    public func configHash(of run: Run) throws(BenchError) -> ConfigHash {
        try configHash { place throws(BenchError) in run.cells[place] }
    }

    /// The config hash of the cells that `cell` gives for the places of the keys.
    public func configHash(_ cell: (Int) throws(BenchError) -> Cell) throws(BenchError) -> ConfigHash {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        for (key, member) in zip(keys, keyMembers) { try ConfigHash.append(member, try cell(key), to: &text) }
        return ConfigHash(members: &text)
    }
}

extension Schema {
    /// The id of the key list: the hash of the canonical JSON of {key: type}, so that equal ids mean equal hashes.
    public var keyIdentifier: String {
        let types = keys.map { (columns[$0].name, Cell.string(ByteString(columns[$0].type.name))) }
        return ((try? ConfigHash(keys: types)) ?? ConfigHash(high: 0, low: 0)).description
    }
}
