import BenchStatistics
import Testing

/// Weights, repeats and resamples.
@Suite struct ResamplingTests {
    struct Weighted: Decodable {
        let name: String
        let values: [Double]
        let weights: [Double]
        let mean: Double
        let probabilities: [Double]
        let quantiles: [Double]
    }

    struct Bootstrap: Decodable {
        let name: String
        let values: [Double]
        let confidence: Double
        let resamples: Int
        let seed: String
        let estimate: Double
        let lower: Double
        let upper: Double
    }

    @Test func weightsEqualNumpy() throws {
        for fixture in try Fixture.read("weighted", as: Weighted.self) {
            let sample = try #require(WeightedSample(of: fixture.values, fixture.weights))
            let name = Comment(rawValue: fixture.name)
            #expect(close(sample.mean, fixture.mean), name)
            #expect(fixture.probabilities.map { sample.quantile($0) } == fixture.quantiles, name)
        }
    }

    @Test func whatIsNoWeight() throws {
        #expect(WeightedSample(of: [1, 2], [1]) == nil)
        for weight in [-1, .nan, .infinity] { #expect(WeightedSample(of: [1], [weight]) == nil) }
        let none = try #require(WeightedSample(of: [.nan, 5], [1, 0]))
        #expect(none.mean == nil && none.quantile(0.5) == nil && none.missing == 1 && none.weight == 0)
        #expect(WeightedSample(of: [1], [1])?.quantile(1.5) == nil)
    }

    @Test func intervalsEqualNumpyOverTheSameDraws() throws {
        for fixture in try Fixture.read("bootstraps", as: Bootstrap.self) {
            let seed = try #require(UInt64(fixture.seed))
            let interval = try #require(
                BootstrapInterval(
                    of: fixture.values, confidence: fixture.confidence, resamples: fixture.resamples, seed: seed))
            let name = Comment(rawValue: fixture.name)
            #expect(close(interval.estimate, fixture.estimate), name)
            #expect(close(interval.lower, fixture.lower), name)
            #expect(close(interval.upper, fixture.upper), name)
            #expect(interval.missing == fixture.values.count { $0.isNaN }, name)
        }
    }

    @Test func whatHasNoInterval() {
        #expect(BootstrapInterval(of: [.nan], confidence: 0.9, resamples: 10, seed: 1) == nil)
        #expect(BootstrapInterval(of: [1], confidence: 1, resamples: 10, seed: 1) == nil)
        #expect(BootstrapInterval(of: [1], confidence: 0.9, resamples: 0, seed: 1) == nil)
    }

    @Test func repeatsAreReducedAsSaid() {
        #expect(RepeatRule.mean.values(repeats: [1, 2, 6]) == [3])
        #expect(RepeatRule.median.values(repeats: [6, 1, 2]) == [2])
        #expect(RepeatRule.each.values(repeats: [6, 1]) == [6, 1])
        #expect(RepeatRule.mean.values(repeats: [.nan, 2]) == [2])
        #expect(same(RepeatRule.median.values(repeats: [.nan]), [.nan]))
        #expect(RepeatRule.mean.values(repeats: []) == [])
        #expect(RepeatRule.median.values(repeats: [4, 1, 2, 9]) == [3])
        #expect(RepeatRule.median.values(repeats: [.infinity, 1, .infinity]) == [.infinity])
        #expect(RepeatRule.median.values(repeats: [.infinity, .infinity]) == [.infinity])
        #expect(same(RepeatRule.median.values(repeats: [.infinity, -.infinity]), [.nan]))
    }
}
