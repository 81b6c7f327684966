import BenchSchema
import Testing

@Suite struct StepsTests {
    private static let limits = [-.infinity, -3, 0, 0.5, 1, 2, 3, 7, 9.5, 10, 11, 1e19, .infinity, .nan]

    @Test(arguments: [(1, 1, 10), (10, 10, 3), (5, 0, 4), (3, -2, 6), (0, 0, 0), (7, 0, 1)] as [(Int64, Int64, Int)])
    func evenStepsAreThoseWrittenOut(first: Int64, stride: Int64, count: Int) {
        let even = Steps.even(first: first, stride: stride, count: count)
        let series = Series(.int64((0..<count).map { first + Int64($0) * stride }))
        #expect(even.series == series)
        #expect(even.count == count)
        for limit in Self.limits {
            #expect(even.steps(upTo: limit) == series.steps(upTo: limit))
            #expect(even.prefix(even.steps(upTo: limit)).series == series.prefix(series.steps(upTo: limit)))
            #expect(Steps.listed(series).steps(upTo: limit) == series.steps(upTo: limit))
        }
    }

    @Test func atTheEndsOfTheIntegers() {
        let steps = Steps.even(first: .max - 2, stride: 1, count: 3)
        #expect(steps.series == Series(.int64([.max - 2, .max - 1, .max])))
        #expect(steps.steps(upTo: 0) == 0)
        #expect(steps.steps(upTo: 1e19) == 3)
    }
}
