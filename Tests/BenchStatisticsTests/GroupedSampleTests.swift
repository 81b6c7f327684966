import BenchStatistics
import Testing

@Suite struct GroupedSampleTests {
    private func divided(_ values: [Double], _ groups: [Int], count: Int) -> GroupedSample? {
        GroupedSample(values.span, groups: groups.span, count: count)
    }

    @Test func groupsKeepTheOrderOfTheSample() throws {
        let sample = try #require(divided([5, 1, 4, 2, 3], [2, 0, 2, 0, 2], count: 4))
        #expect(sample.count == 4)
        #expect((0..<4).map { Array(sample[$0]) } == [[1, 2], [], [5, 4, 3], []])
        #expect(sample.summaries.map(\.count) == [2, 0, 3, 0])
        #expect(sample.summaries.map(\.median) == [1.5, nil, 4, nil])
    }

    @Test func aGroupsSummaryIsThatOfItsValues() throws {
        var generator = SeededGenerator(seed: 3)
        let values = (0..<500).map { _ in
            Int.random(in: 0..<20, using: &generator) == 0 ? .nan : Double.random(in: -1...1, using: &generator)
        }
        let groups = values.map { _ in Int.random(in: 0..<7, using: &generator) }
        let sample = try #require(divided(values, groups, count: 7))
        for group in 0..<7 {
            let own = zip(values, groups).filter { $0.1 == group }.map(\.0)
            #expect(sample.summaries[group] == Summary(own.span))
        }
    }

    @Test func repeatsAreReducedByTheRule() throws {
        let sample = try #require(divided([5, .nan, 4, 2, 3, .nan, 9], [2, 0, 2, 0, 2, 3, 4], count: 5))
        let mean = sample.representatives(.mean)
        #expect(mean.groups == [0, 2, 3, 4] && same(mean.values, [2, 4, .nan, 9]))
        let median = sample.representatives(.median)
        #expect(median.groups == [0, 2, 3, 4] && same(median.values, [2, 4, .nan, 9]))
        let each = sample.representatives(.each)
        #expect(each.groups == [0, 0, 2, 2, 2, 3, 4] && same(each.values, [.nan, 2, 5, 4, 3, .nan, 9]))
    }

    @Test func wrongShapesAreRefused() {
        #expect(divided([1], [], count: 1) == nil)
        #expect(divided([1], [1], count: 1) == nil)
        #expect(divided([1], [-1], count: 1) == nil)
        #expect(divided([], [], count: -1) == nil)
        #expect(divided([], [], count: 0)?.count == 0)
    }
}
