import BenchSchema
import BenchStatistics
import Testing

@testable import BenchSpace

@Suite struct SamplerTests {
    /// The generator's published test vector, for seed 1234567.
    @Test func splitMix64IsTheStandardOne() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
    }

    @Test func logarithmAndExponentialAreRight() {
        var generator = SplitMix64(seed: 1)
        for _ in 0..<10_000 {
            let value = (generator.unit() - 0.5) * 600
            let power = PortableMath.exp(value)
            #expect(abs(PortableMath.log(power) - value) <= 2e-15 * max(1, abs(value)))
        }
        #expect(PortableMath.log(1) == 0)
        #expect(PortableMath.exp(0) == 1)
        #expect(abs(PortableMath.exp(1) - 2.718281828459045) < 1e-15)
        #expect(abs(PortableMath.log(10) - 2.302585092994046) < 5e-16)
    }

    @Test func drawsAreInTheSpaceAndNeverTwice() throws {
        let space = try SearchSpaceTests.space()
        var (a, b) = (SpaceSampler(space, seed: 7), SpaceSampler(space, seed: 7))
        var seen: Set<SearchSpace.Point> = []
        for _ in 0..<2000 {
            let point = try a.next()
            #expect(try b.next() == point)
            #expect(try space.point(space.configuration(point)) == point)
            #expect(seen.insert(point).inserted)
        }
    }

    @Test func drawsAllThereIsAndThenSaysSo() throws {
        let space = try SearchSpaceTests.space(
            """
            {"hyperparameters": [{"type": "uniform_int", "name": "a", "lower": 1, "upper": 64, "log": true},
             {"type": "categorical", "name": "b", "choices": [true, false], "weights": [0.1, 0.9]}],
             "forbiddens": [{"type": "CLAUSE_GE", "name": "a", "value": 33}]}
            """)
        var sampler = SpaceSampler(space, seed: 3)
        for _ in 0..<64 { _ = try sampler.next() }
        let error = #expect(throws: BenchError.self) { try sampler.next() }
        #expect(error?.message.contains("after 64") == true)
    }

    /// At the values of a grid the distribution function is linear in the logarithm, as pycls means it.
    @Test func logarithmicGridsAreDrawnAsInPycls() throws {
        let domain = Domain.integer(try #require(IntegerRange(8, 48, step: 8, isLogarithmic: true)))
        var generator = SplitMix64(seed: 5)
        var counts: [Int64: Int] = [:]
        let draws = 100_000
        for _ in 0..<draws {
            guard case .int64(let value) = domain.value(generator.unit()) else { continue }
            counts[value, default: 0] += 1
        }
        var below = 0
        for value in stride(from: Int64(8), through: 48, by: 8) {
            below += counts[value] ?? 0
            let expected =
                (PortableMath.log(Double(value)) - PortableMath.log(4)) / (PortableMath.log(48) - PortableMath.log(4))
            #expect(abs(Double(below) / Double(draws) - expected) < 0.006)
        }
        #expect(below == draws)
    }
}
