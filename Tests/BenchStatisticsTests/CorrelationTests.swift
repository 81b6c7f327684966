import BenchStatistics
import Testing

@Suite struct CorrelationTests {
    struct Case: Decodable {
        let name: String
        let first: [Double]
        let second: [Double]
        let missing: Int
        let pearson: Double?
        let spearman: Double?
        let kendall: Double?
        let ranks: [Double]
    }

    @Test func coefficientsEqualScipy() throws {
        for fixture in try Fixture.read("correlations", as: Case.self) {
            let sample = try #require(PairedSample(of: fixture.first, fixture.second))
            let name = Comment(rawValue: fixture.name)
            #expect(sample.missing == fixture.missing, name)
            #expect(averageRanks(sample.first) == fixture.ranks, name)
            #expect(near(sample.pearson, fixture.pearson), name)
            #expect(near(sample.spearman, fixture.spearman), name)
            #expect(near(sample.kendall, fixture.kendall), name)
        }
    }

    /// A coefficient near 0 is a difference of numbers near 1, so that its error is absolute.
    private func near(_ first: Double?, _ second: Double?) -> Bool {
        close(first, second) || (first ?? .infinity).distance(to: second ?? -.infinity).magnitude <= 1e-12
    }

    /// Tau-b by its definition, over all pairs.
    @Test(arguments: 0..<20) func kendallIsWhatAllPairsSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 2...60, using: &random)
        let levels = Double(Int.random(in: 2...30, using: &random))
        let values = (0..<2 * count).map { _ in Double.random(in: 0...levels, using: &random).rounded() }
        let (first, second) = (Array(values[..<count]), Array(values[count...]))
        var (balance, left, right) = (0.0, 0.0, 0.0)
        for one in 0..<count {
            for other in 0..<one {
                let (a, b) = (sign(first[one] - first[other]), sign(second[one] - second[other]))
                balance += a * b
                left += a * a
                right += b * b
            }
        }
        let expected = left > 0 && right > 0 ? balance / (left * right).squareRoot() : nil
        let sample = try #require(PairedSample(of: first, second))
        #expect(near(sample.kendall, expected))
    }

    private func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }

    @Test func sidesOfUnequalLengthAreNoPairs() { #expect(PairedSample(of: [1, 2], [1]) == nil) }
}
