import BenchStatistics
import Testing

@Suite struct NondominatedRanksTests {
    struct Case: Decodable {
        let name: String
        let columns: [[Double]]
        let ranks: [Int?]
        let frontiers: Int
    }

    @Test func ranksEqualPymoo() throws {
        for fixture in try Fixture.read("ranks", as: Case.self) {
            let directions = fixture.columns.map { _ in Direction.minimize }
            let found = try #require(NondominatedRanks(of: fixture.columns.flatMap(\.self), directions))
            #expect(found.ranks == fixture.ranks, Comment(rawValue: fixture.name))
            #expect(found.frontiers == fixture.frontiers, Comment(rawValue: fixture.name))
        }
    }

    /// Peeling off frontier after frontier gives the same.
    @Test(arguments: 1...4) func ranksCountTheFrontiersBefore(dimension: Int) throws {
        var random = SeededGenerator(seed: UInt64(dimension))
        let odd: [Double] = [.nan, .infinity, -.infinity, -0.0]
        for _ in 0..<60 {
            let count = Int.random(in: 0...50, using: &random)
            let directions = (0..<dimension).map { _ in Bool.random(using: &random) ? Direction.minimize : .maximize }
            let columns = (0..<dimension * count).map { _ -> Double in
                let isOdd = Int.random(in: 0..<20, using: &random) == 0
                return isOdd ? odd.randomElement(using: &random) ?? 0 : Double(Int.random(in: 0..<7, using: &random))
            }
            let found = try #require(NondominatedRanks(of: columns, directions))
            var rest = Set(0..<count)
            var rank = 0
            while true {
                let left = rest.sorted()
                let part = (0..<dimension).flatMap { objective in left.map { columns[objective * count + $0] } }
                let frontier = try #require(ParetoFrontier(of: part, directions)).indices.map { left[$0] }
                if frontier.isEmpty { break }
                for point in frontier { #expect(found.ranks[point] == rank) }
                rest.subtract(frontier)
                rank += 1
            }
            #expect(found.frontiers == rank)
            for point in rest { #expect(found.ranks[point] == nil) }
        }
    }

    @Test func wrongShapesHaveNoRanks() {
        #expect(NondominatedRanks(of: [1, 2, 3], [.minimize, .minimize]) == nil)
        #expect(NondominatedRanks(of: [1, 2, 3], []) == nil)
    }
}
