import BenchStatistics
import Testing

@Suite struct DistributionFunctionTests {
    struct Case: Decodable {
        let name: String
        let values: [Double]
        let support: [Double]
        let counts: [Int]
        let shares: [Double]
        let points: [Double]
        let below: [Double]
        let atMost: [Double]
    }

    @Test func functionsEqualScipy() throws {
        for fixture in try Fixture.read("distributions", as: Case.self) {
            let function = DistributionFunction(of: fixture.values)
            let name = Comment(rawValue: fixture.name)
            #expect(function.support == fixture.support, name)
            #expect(function.cumulativeCounts == fixture.counts, name)
            #expect(function.steps.map(\.value) == fixture.support, name)
            #expect(zip(function.steps, fixture.shares).allSatisfy { close($0.share, $1) }, name)
            #expect(function.points(fixture.points, { $0.share(below: $1) }) == fixture.below, name)
            #expect(function.points(fixture.points, { $0.share(atMost: $1) }) == fixture.atMost, name)
        }
    }

    @Test func emptySampleHasNoShares() {
        let function = DistributionFunction(of: [.nan])
        #expect(function.count == 0 && function.missing == 1 && function.steps.isEmpty)
        #expect(function.share(below: 1) == nil && function.share(atMost: 1) == nil)
        #expect(function.steps(limit: 0).isEmpty && function.steps(limit: 3).isEmpty)
        #expect(DistributionFunction(of: [1]).share(atMost: .nan) == nil)
    }

    @Test func limitedStepsAreStepsOfTheFunction() {
        var generator = SeededGenerator(seed: 8)
        for length in [1, 2, 5, 300] {
            let values = (0..<length).map { _ in Double(Int.random(in: 0..<200, using: &generator)) }
            let function = DistributionFunction(of: values)
            let all = function.steps
            for limit in [-1, 0, 1, 2, 3, 10, 50, 1000, .max, .min] {
                let some = function.steps(limit: limit)
                #expect(some.count <= max(limit, 0))
                #expect(some.allSatisfy(all.contains))
                #expect(zip(some, some.dropFirst()).allSatisfy { $0.value < $1.value })
                if limit >= 1 { #expect(some.last == all.last) }
                if limit >= 2 { #expect(some.first == all.first) }
            }
        }
    }
}

extension DistributionFunction {
    fileprivate func points(_ points: [Double], _ share: (Self, Double) -> Double?) -> [Double] {
        points.compactMap { share(self, $0) }
    }
}
