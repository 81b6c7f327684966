import BenchStatistics
import Testing

@Suite struct SummaryTests {
    struct Case: Decodable {
        let name: String
        let values: [Double]
        let count: Int
        let missing: Int
        let infinities: Int
        let sum: Double
        let mean: Double?
        let standardDeviation: Double?
        let minimum: Double?
        let lowerQuartile: Double?
        let median: Double?
        let upperQuartile: Double?
        let maximum: Double?
    }

    @Test func summariesEqualNumpyAndFsum() throws {
        for fixture in try Fixture.read("summaries", as: Case.self) {
            let summary = Summary(of: fixture.values)
            let name = Comment(rawValue: fixture.name)
            #expect(summary.count == fixture.count, name)
            #expect(summary.missing == fixture.missing, name)
            #expect(summary.infinities == fixture.infinities, name)
            #expect(same(summary.mean, fixture.mean), name)
            #expect(close(summary.standardDeviation, fixture.standardDeviation), name)
            #expect(same(summary.minimum, fixture.minimum), name)
            #expect(same(summary.lowerQuartile, fixture.lowerQuartile), name)
            #expect(same(summary.median, fixture.median), name)
            #expect(same(summary.upperQuartile, fixture.upperQuartile), name)
            #expect(same(summary.maximum, fixture.maximum), name)
            #expect(same(ExactSum(of: fixture.values.filter { !$0.isNaN }).value, fixture.sum), name)
        }
    }

    @Test func momentsDoNotDependOnOrder() {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<500).map { _ in Double.random(in: -1...1, using: &generator) * 1e9 }
        #expect(Moments(of: values) == Moments(of: values.shuffled(using: &generator)))
    }

    @Test func deviationOfExtremesIsInRange() {
        let large = [-1.7e308, 1.7e308, 1.7e308, 1.7e308]
        #expect(close(Moments(of: large).standardDeviation, 1.7e308))
        let least = Double.leastNonzeroMagnitude
        let small = [-3 * least, 3 * least]
        #expect(close(Moments(of: small).standardDeviation, 4 * least))
        #expect(Moments(of: [2.5, 2.5, 2.5]).standardDeviation == 0)
        #expect(Moments(of: [0.0, -0.0]).standardDeviation == 0)
    }

    /// The mean of these is rounded by a third of their distance.
    @Test func deviationOfNeighboursIsExact() {
        #expect(close(Moments(of: [1, 1, 1.0.nextUp]).standardDeviation, 1.0.ulp / 3.0.squareRoot()))
    }

    @Test func emptySampleHasNoFigures() {
        for values: [Double] in [[], [.nan, .nan]] {
            let summary = Summary(of: values)
            #expect(summary.count == 0 && summary.missing == values.count)
            #expect(summary.mean == nil && summary.standardDeviation == nil && summary.median == nil)
            #expect(summary.minimum == nil && summary.maximum == nil)
        }
    }

    @Test func anyBitsDoNotTrap() {
        var generator = SeededGenerator(seed: 9)
        for length in 0..<200 {
            let values = (0..<length).map { _ in generator.anyDouble() }
            let summary = Summary(of: values)
            #expect(summary.count + summary.missing == length)
            #expect((BoxPlot(of: values) == nil) == (summary.count == 0))
            #expect(DistributionFunction(of: values).count == summary.count)
        }
    }

    /// Long samples are sorted by digits, short ones by comparisons.
    @Test(arguments: [0, 1, 511, 512, 5000])
    func samplesOfAnyLengthAreSorted(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let odd: [Double] = [.nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude, 1]
        let values = (0..<count).map { $0 % 5 == 0 ? odd[$0 / 5 % odd.count] : generator.anyDouble() }
        let sample = OrderStatistics(of: values)
        let numbers = values.filter { !$0.isNaN }
        #expect(sample.ascending == numbers.sorted() && sample.missing == count - numbers.count)
        // -0.0 comes before 0.0, which no comparison tells.
        #expect(
            zip(sample.ascending, sample.ascending.dropFirst()).allSatisfy {
                $0 != 0 || $1 != 0 || $0.sign == .minus || $1.sign == .plus
            })
    }
}
