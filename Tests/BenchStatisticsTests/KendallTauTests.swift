import BenchStatistics
import Testing

@Suite struct KendallTauTests {
    private func kendallTau(_ first: [Double], _ second: [Double]) -> Double? {
        PairedSample(of: first, second)?.kendall
    }

    /// Expected from scipy.stats.kendalltau.
    @Test func isScipysWithTies() throws {
        let first = (0..<40).map { Double(($0 * 37) % 11 / 2) }
        let second = (0..<40).map { Double(($0 * 23) % 17 / 3) }
        #expect(abs(try #require(kendallTau(first, second)) - 0.13515600744820086) < 1e-15)
    }

    @Test func isWhatCountingPairsGives() throws {
        var state: UInt64 = 9
        let numbers = (0..<60).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 60)
        }
        let (a, b) = (Array(numbers[..<30]), Array(numbers[30...]))
        var (balance, untiedA, untiedB) = (0.0, 0.0, 0.0)
        for i in 0..<30 {
            for j in 0..<i {
                let (x, y) = (a[i] - a[j], b[i] - b[j])
                balance += x * y > 0 ? 1 : x * y < 0 ? -1 : 0
                untiedA += x != 0 ? 1 : 0
                untiedB += y != 0 ? 1 : 0
            }
        }
        #expect(abs(try #require(kendallTau(a, b)) - balance / (untiedA * untiedB).squareRoot()) < 1e-12)
        #expect(kendallTau([1, 1], [1, 2]) == nil && kendallTau([], []) == nil)
        #expect(abs(try #require(kendallTau([1, 2, 3], [3, 2, 1])) + 1) < 1e-15)
    }
}
