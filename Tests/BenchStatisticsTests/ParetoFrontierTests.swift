import BenchStatistics
import Testing

@Suite struct ParetoFrontierTests {
    struct Case: Decodable {
        let name: String
        let columns: [[Double]]
        let directions: [String]
        let indices: [Int]
        let missing: Int
    }

    @Test func frontiersEqualPymoo() throws {
        for fixture in try Fixture.read("frontiers", as: Case.self) {
            let directions = fixture.directions.compactMap(Direction.init)
            let frontier = try #require(
                ParetoFrontier(of: fixture.columns.flatMap(\.self), directions))
            let name = Comment(rawValue: fixture.name)
            #expect(frontier.indices == fixture.indices, name)
            #expect(frontier.missing == fixture.missing, name)
            #expect(frontier.directions == directions, name)
            #expect(frontier.count + frontier.missing == fixture.columns.first?.count ?? 0, name)
        }
    }

    /// Points on a small lattice, so that ties and duplicates abound, against the definition in O(n²).
    @Test(arguments: 1...5)
    func frontierIsWhatNoPointDominates(dimension: Int) throws {
        var generator = SeededGenerator(seed: UInt64(dimension))
        let odd: [Double] = [.nan, .infinity, -.infinity, -0.0]
        for round in 0..<300 {
            let length = Int.random(in: 0...60, using: &generator)
            let levels = Int.random(in: 1...12, using: &generator)
            let directions: [Direction] = (0..<dimension).map { _ in
                Bool.random(using: &generator) ? .minimize : .maximize
            }
            let points = (0..<length).map { _ in
                (0..<dimension).map { _ in
                    let isOdd = round.isMultiple(of: 2) && Int.random(in: 0..<15, using: &generator) == 0
                    let value = Double(Int.random(in: 0..<levels, using: &generator))
                    return isOdd ? odd.randomElement(using: &generator) ?? value : value
                }
            }
            let columns = (0..<dimension).flatMap { objective in points.map { $0[objective] } }
            let frontier = try #require(ParetoFrontier(of: columns, directions))
            let complete = points.indices.filter { index in points[index].allSatisfy { !$0.isNaN } }
            let expected = complete.filter { index in
                !complete.contains { dominates(points[$0], points[index], directions) }
            }
            #expect(frontier.indices.sorted() == expected)
            #expect(frontier.count == complete.count && frontier.missing == length - complete.count)
            let first = frontier.indices.map { directions[0] == .minimize ? points[$0][0] : -points[$0][0] }
            #expect(first == first.sorted())
        }
    }

    /// Many points, where most are left out before they are sorted, and as many where none is: against three objectives, of
    /// which one is the same in all points.
    @Test(arguments: [511, 512, 4097, 9000], [0, 3, 40, 1_000_000])
    func manyPointsHaveTheSameFrontierAsFew(count: Int, levels: Int) throws {
        var generator = SeededGenerator(seed: UInt64(count + levels))
        let odd: [Double] = [.nan, .infinity, -.infinity, -0.0]
        var (first, second): ([Double], [Double]) = ([], [])
        for number in 0..<count {
            if levels > 0 {
                first.append(Double(Int.random(in: -levels...levels, using: &generator)))
                second.append(Double(Int.random(in: -levels...levels, using: &generator)))
            } else {
                // All on the frontier, in first costs that agree in their first bits.
                first.append(1e9 + Double((number * 7919) % count) * 1e-6)
                second.append(-first[number])
            }
            if number.isMultiple(of: 700) { second[number] = odd[number / 700 % 4] }
        }
        let constant = [Double](repeating: 1, count: count)
        let frontier = try #require(ParetoFrontier(of: first, .minimize, against: second, .maximize))
        let expected = try #require(ParetoFrontier(of: first + second + constant, [.minimize, .maximize, .minimize]))
        #expect(frontier.indices == expected.indices)
        #expect(frontier.count == expected.count && frontier.missing == expected.missing)
        let costs = try #require(ParetoFrontier(of: first, .minimize, against: second, .minimize))
        let expectedCosts = try #require(
            ParetoFrontier(of: first + second + constant, [.minimize, .minimize, .minimize]))
        #expect(costs.indices == expectedCosts.indices)
    }

    @Test func equalPointsAreAllKept() throws {
        let (cost, gain) = ([1.0, 2, 1, 2, 3], [5.0, 9, 5, 9, 9])
        let frontier = try #require(ParetoFrontier(of: cost, .minimize, against: gain, .maximize))
        #expect(frontier.indices == [0, 2, 1, 3])
    }

    @Test func wrongShapesHaveNoFrontier() {
        #expect(ParetoFrontier(of: [1], .minimize, against: [1, 2], .minimize) == nil)
        #expect(ParetoFrontier(of: [1, 2, 3], [.minimize, .minimize]) == nil)
        #expect(ParetoFrontier(of: [1, 2, 3], []) == nil)
        #expect(!dominates([1], [2, 3], [.minimize]))
    }

    @Test func dominanceIsStrict() {
        let directions: [Direction] = [.minimize, .maximize]
        #expect(dominates([1, 2], [1, 1], directions))
        #expect(!dominates([1, 1], [1, 1], directions))
        #expect(!dominates([1, 1], [2, 2], directions))
        #expect(!dominates([1, .nan], [2, 0], directions))
    }

    @Test func comparisonTellsMembersApart() throws {
        let (latency, energy, accuracy) = ([1.0, 2, 3, 4], [4.0, 1, 2, 3], [1.0, 2, 3, 0])
        let first = try #require(ParetoFrontier(of: accuracy, .maximize, against: latency, .minimize))
        let second = try #require(ParetoFrontier(of: accuracy, .maximize, against: energy, .minimize))
        #expect(first.indices == [2, 1, 0] && second.indices == [2, 1])
        let comparison = FrontierComparison(first, second)
        #expect(comparison.both == [2, 1] && comparison.onlyInFirst == [0] && comparison.onlyInSecond.isEmpty)
        let reverse = FrontierComparison(second, first)
        #expect(reverse.onlyInSecond == [0] && reverse.onlyInFirst.isEmpty)
    }
}
