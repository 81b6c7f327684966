import BenchStatistics
import Testing

@Suite struct QuantileTests {
    struct Case: Decodable {
        let name: String
        let values: [Double]
        let probabilities: [Double]
        let quantiles: [String: [Double]]
    }

    @Test func everyMethodEqualsNumpy() throws {
        var compared = 0
        for fixture in try Fixture.read("quantiles", as: Case.self) {
            let sample = OrderStatistics(of: fixture.values)
            for method in QuantileMethod.allCases {
                let expected = fixture.quantiles[method.rawValue]
                for (index, probability) in fixture.probabilities.enumerated() {
                    let quantile = sample.quantile(probability, method: method)
                    #expect(same(quantile, expected?[index]), "\(fixture.name), \(method), \(probability)")
                    compared += 1
                }
            }
        }
        #expect(compared > 5000)
    }

    @Test(arguments: QuantileMethod.allCases)
    func noProbabilityOutsideTheUnitInterval(method: QuantileMethod) {
        let values = [1.0, 2, 3]
        for probability in [-0.1, 1.1, -.infinity, .infinity, .nan, -.leastNonzeroMagnitude] {
            #expect(quantile(probability, of: values, method: method) == nil)
        }
        #expect(quantile(0.5, of: [], method: method) == nil)
    }

    @Test(arguments: QuantileMethod.allCases)
    func nanAndDisorderDoNotTrap(method: QuantileMethod) {
        #expect(same(quantile(0.5, of: [1, .nan], method: method), .nan))
        var generator = SeededGenerator(seed: 3)
        for length in 1..<40 {
            let values = (0..<length).map { _ in generator.anyDouble() }
            let probability = Double.random(in: 0...1, using: &generator)
            #expect(quantile(probability, of: values, method: method) != nil)
        }
    }

    @Test(arguments: QuantileMethod.allCases)
    func quantilesRiseAndStayWithinTheSample(method: QuantileMethod) throws {
        var generator = SeededGenerator(seed: 11)
        for length in [1, 2, 3, 10, 57] {
            let values = (0..<length).map { _ in Double(Int.random(in: -5...5, using: &generator)) }
            let sample = OrderStatistics(of: values)
            let quantiles = try (0...200).map { try #require(sample.quantile(Double($0) / 200, method: method)) }
            #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
            #expect(quantiles.first == sample.minimum && quantiles.last == sample.maximum)
        }
    }

    @Test func orderStatisticsLeaveOutNaN() {
        let sample = OrderStatistics(of: [.nan, 3, -.infinity, 1, .nan, .infinity])
        #expect(sample.ascending == [-.infinity, 1, 3, .infinity])
        #expect(sample.missing == 2 && sample.count == 4 && sample.infinities == 2 && !sample.isEmpty)
        #expect(sample.count(below: 3) == 2 && sample.count(atMost: 3) == 3 && sample.count(below: .nan) == 0)
    }
}
