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
        let ordered = keys.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        var text = ConfigText(names: ordered.map(\.name))
        for (key, member) in ordered.enumerated() { try text.append(member.cell, key: key) }
        self = text.hash
    }

    /// Takes the next 16 bytes.
    init(nextOf bytes: inout some IteratorProtocol<UInt8>) {
        var halves: [UInt64] = [0, 0]
        for place in 0..<16 { halves[place / 8] = halves[place / 8] << 8 | UInt64(bytes.next() ?? 0) }
        self.init(high: halves[0], low: halves[1])
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
    @inlinable
    public static func < (a: ConfigHash, b: ConfigHash) -> Bool {
        // One comparison instead of two: a search of the index consists of these.
        UInt128(a.high) << 64 | UInt128(a.low) < UInt128(b.high) << 64 | UInt128(b.low)
    }
}

extension Schema {
    /// The config hash of a run.
    public func configHash(of run: Run) throws(BenchError) -> ConfigHash {
        try configHash { place throws(BenchError) in run.cells[place] }
    }

    /// The config hash of the cells that `cell` gives for the places of the keys.
    public func configHash(_ cell: (Int) throws(BenchError) -> Cell) throws(BenchError) -> ConfigHash {
        var text = ConfigText(keyNames)
        for (key, place) in keys.enumerated() { try text.append(try cell(place), key: key) }
        return text.hash
    }

    /// What a configuration, given by the names of its keys, is called in a table.
    package enum ConfigName {
        /// It has this hash.
        case hash(ConfigHash)
        /// The key of this place can't have this value.
        case wrongValue(LooseValue, Int)
        /// One of the names is no key's.
        case unknownKey
    }

    /// Names a configuration. O(keys).
    package func configName(of configuration: [String: LooseValue]) throws(BenchError) -> ConfigName {
        var values = [LooseValue?](repeating: nil, count: keys.count)
        var known = 0
        for (name, value) in configuration {
            guard let place = place(name, .key), let key = keyNames.key(ofColumn: place) else { continue }
            values[key] = value
            known += 1
        }
        var text = ConfigText(keyNames)
        for (key, value) in values.enumerated() {
            guard let value else { continue }
            guard try text.append(value, as: keyNames.types[key], key: key) else {
                return .wrongValue(value, keys[key])
            }
        }
        return known == configuration.count ? .hash(text.hash) : .unknownKey
    }
}

extension Schema {
    /// The id of the key list: the hash of the canonical JSON of {key: type}, so that equal ids mean equal hashes.
    public var keyIdentifier: String {
        let types = keys.map { (columns[$0].name, Cell.string(ByteString(columns[$0].type.name))) }
        return ((try? ConfigHash(keys: types)) ?? ConfigHash(high: 0, low: 0)).description
    }
}
