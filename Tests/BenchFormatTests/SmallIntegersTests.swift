import Testing

@testable import BenchFormat

/// Conversions of many numbers at once give what those of one number give.
@Suite struct SmallIntegersTests {
    /// Halves, where rounding differs by its kind, and what lies beside them.
    private static let small: [Double] = (-40...40).flatMap { (quarter: Int) -> [Double] in
        let value = Double(quarter) / 4
        return [value, value.nextUp, value.nextDown]
    }
    private static let edges: [Double] =
        [0x1p50, 0x1p51, 0x1p52, 0x1p53, 0x1p54, 1e300, .infinity].flatMap { [$0, $0.nextDown, -$0, -$0.nextDown] }
        + [0x1p51 - 0.5, -0x1p51 + 0.5, -0.0, .nan, .leastNonzeroMagnitude]

    /// As the specification has it.
    private static func integer(_ value: Double, digits: Int) -> Int64 {
        let scaled = (value * FloatDomain.powersOfTen[digits]).rounded(.toNearestOrAwayFromZero)
        return scaled.magnitude <= 0x1p53 ? Int64(scaled) : 0
    }

    @Test(arguments: [0, 1, 4, 12]) func doublesAsIntegers(digits: Int) {
        let reading = SourceReading.decimal(digits: digits)
        #expect(reading.integers(Self.small) == Self.small.map { Self.integer($0, digits: digits) })
        // One that is beyond what the quick loop takes must not change what the others give.
        for edge in Self.edges {
            let values = Self.small + [edge, -edge]
            #expect(reading.integers(values) == values.map { Self.integer($0, digits: digits) }, "\(edge)")
        }
        #expect(reading.integers([]) == [])
    }

    private static let integers: [Int64] =
        (0...53).flatMap { (shift: Int64) -> [Int64] in
            let power: Int64 = 1 << shift
            return [power, -power, power - 1, 1 - power]
        } + [.max, .min, 0]

    @Test(arguments: [
        FloatDomain.decimal(digits: 0), .decimal(digits: 4), .counts(total: 99_328, digits: 4),
        .counts(total: FloatDomain.maximumTotal, digits: 10),
    ]) func integersAsDoubles(domain: FloatDomain) {
        func doubles(_ integers: [Int64]) -> [UInt64] {
            var slots = integers.map { Double(bitPattern: UInt64(bitPattern: $0)) }
            slots.withUnsafeMutableBufferPointer { domain.convert($0) }
            return slots.map(\.bitPattern)
        }
        // Alone, and with others that are all small, or not.
        for integer in Self.integers {
            let expected = domain.value(of: integer).bitPattern
            #expect(doubles([integer]) == [expected], "\(integer)")
            #expect(doubles([integer, 7])[0] == expected, "\(integer)")
        }
        #expect(doubles(Self.integers) == Self.integers.map { domain.value(of: $0).bitPattern })
    }

    /// A column that is predicted from counts reads them as the doubles that they stand for.
    @Test(arguments: [1, 700, 99_328, FloatDomain.maximumTotal], [0, 2, 10]) func countsAsIntegers(
        total: Int64, digits: Int
    ) {
        let domain = FloatDomain.counts(total: total, digits: digits)
        let counts = Array(stride(from: 0, through: total, by: Int(total / 1000 + 1))) + [total]
        var integers = counts
        #expect(FloatDomain.scaleCounts(&integers, total: total, digits: digits))
        #expect(integers == SourceReading.decimal(digits: digits).integers(counts.map { domain.value(of: $0) }))
        for wrong in [-1, total + 1, .max, .min] {
            integers = [1, wrong]
            #expect(!FloatDomain.scaleCounts(&integers, total: total, digits: digits))
            #expect(integers == [1, wrong])
        }
    }
}
