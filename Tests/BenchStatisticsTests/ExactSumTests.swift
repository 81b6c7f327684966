import Testing

@testable import BenchStatistics

@Suite struct ExactSumTests {
    @Test func oneValueIsItself() {
        var generator = SeededGenerator(seed: 1)
        let ends: [Double] = [
            0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, .nan,
        ]
        for value in ends + (0..<5000).map({ _ in generator.anyDouble() }) {
            #expect(same(ExactSum(of: [value]).value, value))
        }
    }

    /// Of two values, the IEEE sum is already the exact sum rounded once.
    @Test func twoValuesAreTheIEEESum() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<20000 {
            let first = generator.anyDouble()
            let gap = Int.random(in: -110...110, using: &generator)
            let exponent = min(max(Int(first.exponentBitPattern) + gap, 0), 2047)
            let second = Double(
                sign: Bool.random(using: &generator) ? .plus : .minus, exponentBitPattern: UInt(exponent),
                significandBitPattern: generator.next() >> 12)
            #expect(same(ExactSum(of: [first, second]).value, first + second), "\(first) + \(second)")
        }
    }

    @Test func tiesGoToEven() {
        let above = 1.0.nextUp
        #expect(ExactSum(of: [1, 0x1p-53]).value == 1)
        #expect(ExactSum(of: [1, 0x1p-53, 0x1p-1074]).value == above)
        #expect(ExactSum(of: [above, 0x1p-53]).value == above.nextUp)
        #expect(ExactSum(of: [1, 0x1p-53, -0x1p-1074]).value == 1)
    }

    @Test func cancellationLosesNothing() {
        var generator = SeededGenerator(seed: 4)
        let values = (0..<2000).map { _ in generator.anyDouble() }.filter(\.isFinite)
        let all = (values + values.map { -$0 } + [0.1]).shuffled(using: &generator)
        #expect(ExactSum(of: all).value == 0.1)
    }

    @Test func rangeIsLeftOnlyByTheResult() {
        let huge = Double.greatestFiniteMagnitude
        #expect(ExactSum(of: [huge, huge, -huge]).value == huge)
        #expect(ExactSum(of: [huge, huge]).value == .infinity)
        #expect(ExactSum(of: [-huge, -huge]).value == -.infinity)
        #expect(ExactSum(of: [Double](repeating: huge, count: 1000)).mean == huge)
        #expect(ExactSum(of: [.infinity, -.infinity]).value.isNaN)
        #expect(ExactSum().value == 0 && ExactSum().mean == nil)
    }

    @Test func mergedPartsAreTheWhole() {
        var generator = SeededGenerator(seed: 6)
        let values = (0..<3000).map { _ in generator.anyDouble() }.filter(\.isFinite)
        var merged = ExactSum()
        for start in stride(from: 0, to: values.count, by: 37) {
            merged.merge(ExactSum(of: Array(values[start..<min(start + 37, values.count)])))
        }
        #expect(merged.value == ExactSum(of: values).value && merged.count == values.count)
    }

    /// Wherever the quick sum says something, it says what the exact one says; and it mostly does.
    @Test func certifiedSumsAreExact() {
        var generator = SeededGenerator(seed: 7)
        var certified = 0
        for round in 0..<2000 {
            let spread = [0, 1, 30, 300][round % 4]
            let values = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                Double.random(in: -1...1, using: &generator)
                    * Double(sign: .plus, exponent: Int.random(in: -spread...spread, using: &generator), significand: 1)
            }
            let exact = ExactSum(of: values).value
            #expect(roundedSum(values.count) { values[$0] } == exact)
            guard let sum = certifiedSum(values.count, { values[$0] }) else { continue }
            #expect(sum == exact)
            certified += 1
        }
        #expect(certified > 1500)
    }

    @Test func whatIsNotCertainIsNotCertified() {
        for values in [
            [1, 0x1p-53], [1, -1], [.infinity], [.nan], [.greatestFiniteMagnitude, .greatestFiniteMagnitude],
        ] {
            #expect(certifiedSum(values.count) { values[$0] } == nil)
            #expect(same(roundedSum(values.count) { values[$0] }, ExactSum(of: values).value))
        }
        #expect(certifiedSum(1 << 26 + 1) { _ in 0 } == nil)
    }
}
