package import BenchSchema

/// Reversible codings of a list of doubles, cut into runs (Specs/registry.md, "Float encodings").
package enum FloatStream {
    private enum ID {
        static let decimal: UInt8 = 1
        static let bits: UInt8 = 2
    }

    private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]

    /// Reads a stream of as many values as the lengths add up to. O(n).
    package static func decode(lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Double] {
        switch try cursor.byte() {
        case ID.bits:
            cursor.note("bits")
            return try IntegerStream.decode(lengths: lengths, from: &cursor)
                .map { Double(bitPattern: UInt64(bitPattern: $0)) }
        case ID.decimal:
            let digits = Int(try cursor.byte())
            guard digits < powersOfTen.count else { throw BenchError(.damaged, "\(digits) decimal digits") }
            cursor.note("decimal \(digits)")
            let exceptions = try cursor.count(lengths.reduce(0, +))
            let places = try IntegerStream.decode(lengths: [exceptions], from: &cursor)
            let patterns = try IntegerStream.decode(lengths: [exceptions], from: &cursor)
            let power = powersOfTen[digits]
            var values = try IntegerStream.decode(lengths: lengths, from: &cursor).map { Double($0) / power }
            for (place, pattern) in zip(places, patterns) {
                guard place >= 0, place < values.count else { throw BenchError(.damaged, "an exception has no place") }
                values[Int(place)] = Double(bitPattern: UInt64(bitPattern: pattern))
            }
            return values
        case let id: throw BenchError(.unsupported, "float encoding \(id) needs a newer hasbench")
        }
    }

    /// Appends the stream of these values: as decimals if nearly all are short ones, else by their bits. O(n).
    package static func encode(
        _ values: [Double], lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        guard let digits = decimalDigits(values) else {
            out.append(ID.bits)
            let patterns = values.map { Int64(bitPattern: $0.bitPattern) }
            return try IntegerStream.encode(patterns, lengths: lengths, zstd, to: &out)
        }
        var places: [Int64] = []
        var patterns: [Int64] = []
        var previous: Int64 = 0
        var integers = [Int64]()
        integers.reserveCapacity(values.count)
        for (place, value) in values.enumerated() {
            if let integer = scaled(value, powersOfTen[digits]) {
                previous = integer
            } else {
                places.append(Int64(place))
                patterns.append(Int64(bitPattern: value.bitPattern))
            }
            integers.append(previous)
        }
        out += [ID.decimal, UInt8(digits)]
        out.append(count: places.count)
        try IntegerStream.encode(places, lengths: [places.count], zstd, to: &out)
        try IntegerStream.encode(patterns, lengths: [places.count], zstd, to: &out)
        try IntegerStream.encode(integers, lengths: lengths, zstd, to: &out)
    }

    /// The integer that, divided by the power of ten, gives exactly this value.
    private static func scaled(_ value: Double, _ power: Double) -> Int64? {
        let integer = (value * power).rounded()
        guard integer.magnitude <= 0x1p53 else { return nil }
        // Through Int64, as the decoder does: it has no -0.
        let result = Int64(integer)
        return (Double(result) / power).bitPattern == value.bitPattern ? result : nil
    }

    /// The fewest digits after the point that hold all but one in sixteen of the values, or nil.
    ///
    /// A sample rules out most numbers of digits before all values are looked at.
    private static func decimalDigits(_ values: [Double]) -> Int? {
        let sample = stride(from: 0, to: values.count, by: max(values.count / 64, 1)).map { values[$0] }
        for digits in powersOfTen.indices {
            let power = powersOfTen[digits]
            guard misfits(sample, power) * 4 <= sample.count else { continue }
            if misfits(values, power) * 16 <= values.count { return digits }
        }
        return nil
    }

    private static func misfits(_ values: [Double], _ power: Double) -> Int {
        values.reduce(0) { $0 + (scaled($1, power) == nil ? 1 : 0) }
    }
}
