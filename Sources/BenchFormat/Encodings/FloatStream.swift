package import BenchSchema

/// Reversible codings of a list of doubles, cut into runs (Specs/registry.md, "Float encodings").
///
/// Bytes: id; for decimals the digits, for counts the digits and the total, for binary fractions the shift, for fractions
/// the denominator and the spread; for all but bits the number of exceptions and, if there are any, the integer streams of their places and of their bit patterns;
/// then the integer stream of the values.
/// A map of another series (`ValueMap`) and quotients (`Quotients`) have forms of their own.
package enum FloatStream {
    private enum ID {
        static let decimal: UInt8 = 1
        static let bits: UInt8 = 2
        static let counts: UInt8 = 3
        static let mapped: UInt8 = 4
        static let float32: UInt8 = 5
        static let quotients: UInt8 = 6
        static let binary: UInt8 = 7
        static let fractions: UInt8 = 8
    }

    /// Reads a stream of as many values as the lengths add up to. O(n).
    package static func decode(lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Double] {
        let layout = RunLayout(lengths: lengths)
        return try decoder(layout, from: &cursor).values(of: 0..<layout.runs, layout)
    }

    /// Reads a stream of values that lie so, and leaves their decoding for later.
    static func decoder(_ layout: RunLayout, from cursor: inout ByteCursor) throws(BenchError) -> FloatDecoder {
        switch try cursor.byte() {
        case ID.mapped: return .list(try ValueMap.decode(layout, from: &cursor))
        case ID.quotients: return .list(try Quotients.decode(layout, from: &cursor))
        case let id:
            let domain = try domain(id, from: &cursor)
            let exceptions =
                domain == .bits ? FloatExceptions() : try FloatExceptions(count: layout.count, from: &cursor)
            return .integers(try IntegerStream.decoder(layout, from: &cursor), domain, exceptions)
        }
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
            let digits = try FloatDomain.digits(from: &cursor)
            cursor.note("decimal \(digits)")
            return .decimal(digits: digits)
        case ID.binary:
            let shift = Int(try cursor.byte())
            guard shift <= FloatDomain.maximumShift else { throw BenchError(.damaged, "fractions of 2^-\(shift)") }
            cursor.note("binary \(shift)")
            return .binary(shift: shift)
        case ID.counts:
            let digits = try FloatDomain.digits(from: &cursor)
            let total = try total(from: &cursor)
            cursor.note("counts of \(total)")
            return .counts(total: total, digits: digits)
        case ID.fractions:
            let denominator = Int64(try cursor.count(Int(FloatDomain.maximumDenominator)))
            let spread = Int64(try cursor.byte())
            guard denominator > 0, spread <= FloatDomain.maximumSpread else {
                throw BenchError(.damaged, "fractions of \(denominator), \(spread) steps away")
            }
            cursor.note("fractions of \(denominator)")
            return .fractions(denominator: denominator, spread: spread)
        case let id: throw BenchError(.unsupported, "float encoding \(id) needs a newer hasbench")
        }
    }

    private static func total(from cursor: inout ByteCursor) throws(BenchError) -> Int64 {
        let total = Int64(try cursor.count(Int(FloatDomain.maximumTotal)))
        guard total > 0 else { throw BenchError(.damaged, "counts out of nothing") }
        return total
    }

    /// How a list of doubles is stored.
    enum Form {
        case integers(FloatIntegers)
        case quotients(Quotients)

        /// Decimals or counts if nearly all values are such, else other fractions, else their bits. O(n).
        init(_ values: [Double]) {
            let integers = FloatIntegers(values)
            if integers.domain != .bits {
                self = .integers(integers)
            } else if let quotients = Quotients(values) {
                self = .quotients(quotients)
            } else {
                self = .integers(FloatIntegers(fractions: values) ?? integers)
            }
        }
    }

    /// Appends the stream of these values. O(n).
    package static func encode(
        _ values: [Double], lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        try encode(Form(values), lengths: lengths, zstd, to: &out)
    }

    /// Appends the stream of values in this form. O(n).
    static func encode(
        _ form: Form, lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        switch form {
        case .quotients(let quotients):
            out.append(ID.quotients)
            try quotients.append(lengths: lengths, zstd, to: &out)
        case .integers(let integers):
            try encodeDomain(integers, zstd, to: &out)
            try IntegerStream.encode(integers.integers, lengths: lengths, zstd, to: &out)
        }
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
        case .binary(let shift): out += [ID.binary, UInt8(shift)]
        case .counts(let total, let digits):
            out += [ID.counts, UInt8(digits)]
            out.append(count: Int(total))
        case .fractions(let denominator, let spread):
            out.append(ID.fractions)
            out.append(count: Int(denominator))
            out.append(UInt8(spread))
        }
        try FloatExceptions(places: integers.places, patterns: integers.patterns).append(zstd, to: &out)
    }
}

extension FloatDomain {
    /// Reads a number of digits after the point.
    static func digits(from cursor: inout ByteCursor) throws(BenchError) -> Int {
        let digits = Int(try cursor.byte())
        guard digits + 2 < powersOfTen.count else { throw BenchError(.damaged, "\(digits) decimal digits") }
        return digits
    }
}
