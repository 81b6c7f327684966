package import BenchSchema

/// Reversible codings of a list of doubles, cut into runs (Specs/registry.md, "Float encodings").
///
/// Bytes: id; for decimals the digits, for counts the digits and the total; for all but bits the number of exceptions and, if
/// there are any, the integer streams of their places and of their bit patterns; then the integer stream of the values.
/// A map of another series (`ValueMap`) has a form of its own.
package enum FloatStream {
    private enum ID {
        static let decimal: UInt8 = 1
        static let bits: UInt8 = 2
        static let counts: UInt8 = 3
        static let mapped: UInt8 = 4
        static let float32: UInt8 = 5
    }

    /// Reads a stream of as many values as the lengths add up to. O(n).
    package static func decode(lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Double] {
        let id = try cursor.byte()
        if id == ID.mapped { return try ValueMap.decode(lengths: lengths, from: &cursor) }
        let domain = try domain(id, from: &cursor)
        let count = lengths.reduce(0, +)
        var places: [Int64] = []
        var patterns: [Int64] = []
        if domain != .bits {
            let exceptions = try cursor.count(count)
            if exceptions > 0 {
                places = try IntegerStream.decode(besideValues: [exceptions], from: &cursor)
                patterns = try IntegerStream.decode(besideValues: [exceptions], from: &cursor)
            }
        }
        var values = domain.values(of: try IntegerStream.decode(lengths: lengths, from: &cursor))
        var next: Int64 = 0
        for (place, pattern) in zip(places, patterns) {
            guard place >= next, place < count else { throw BenchError(.damaged, "an exception is out of place") }
            values[Int(place)] = Double(bitPattern: UInt64(bitPattern: pattern))
            next = place + 1
        }
        return values
    }

    private static func domain(_ id: UInt8, from cursor: inout ByteCursor) throws(BenchError) -> FloatDomain {
        switch id {
        case ID.bits:
            cursor.note("bits")
            return .bits
        case ID.float32:
            cursor.note("float32")
            return .float32
        case ID.decimal:
            let digits = try digits(from: &cursor)
            cursor.note("decimal \(digits)")
            return .decimal(digits: digits)
        case ID.counts:
            let digits = try digits(from: &cursor)
            let total = try total(from: &cursor)
            cursor.note("counts of \(total)")
            return .counts(total: total, digits: digits)
        case let id: throw BenchError(.unsupported, "float encoding \(id) needs a newer hasbench")
        }
    }

    private static func digits(from cursor: inout ByteCursor) throws(BenchError) -> Int {
        let digits = Int(try cursor.byte())
        guard digits + 2 < FloatDomain.powersOfTen.count else { throw BenchError(.damaged, "\(digits) decimal digits") }
        return digits
    }

    private static func total(from cursor: inout ByteCursor) throws(BenchError) -> Int64 {
        let total = Int64(try cursor.count(Int(FloatDomain.maximumTotal)))
        guard total > 0 else { throw BenchError(.damaged, "counts out of nothing") }
        return total
    }

    /// Appends the stream of these values: as decimals or counts if nearly all are, else by their bits. O(n).
    package static func encode(
        _ values: [Double], lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        let integers = FloatIntegers(values)
        try encodeDomain(integers, zstd, to: &out)
        try IntegerStream.encode(integers.integers, lengths: lengths, zstd, to: &out)
    }

    /// Appends the values as a map of another series' values.
    static func encode(
        _ map: ValueMap, of source: PredictionSource, _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        out.append(ID.mapped)
        source.append(to: &out)
        try map.append(zstd, to: &out)
    }

    /// Appends all but the stream of the values.
    static func encodeDomain(
        _ integers: FloatIntegers, _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        switch integers.domain {
        case .bits: return out.append(ID.bits)
        case .float32: out.append(ID.float32)
        case .decimal(let digits): out += [ID.decimal, UInt8(digits)]
        case .counts(let total, let digits):
            out += [ID.counts, UInt8(digits)]
            out.append(count: Int(total))
        }
        out.append(count: integers.places.count)
        guard !integers.places.isEmpty else { return }
        try IntegerStream.encode(integers.places, lengths: [integers.places.count], zstd, to: &out)
        try IntegerStream.encode(integers.patterns, lengths: [integers.places.count], zstd, to: &out)
    }
}
