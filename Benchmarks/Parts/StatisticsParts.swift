import BenchStatistics

/// Statistics of large samples.
enum StatisticsParts {
    static var all: [PartMaker] {
        [
            frontier("frontier-random", "independent points, few of them on the frontier") { ($0, $1) },
            frontier("frontier-all", "every point on the frontier") { first, _ in (first, -first) },
            summary,
        ]
    }

    private static let count = 1_000_000

    private static func numbers(seed: UInt64) -> [Double] {
        var random = SampleData(seed: seed)
        return (0..<count).map { _ in random.uniform() }
    }

    private static func frontier(
        _ name: String, _ note: String, _ costs: @escaping (Double, Double) -> (Double, Double)
    ) -> PartMaker {
        PartMaker(name, count: count, per: "point") {
            let points = zip(numbers(seed: 1), numbers(seed: 2)).map(costs)
            let (first, second) = (points.map(\.0), points.map(\.1))
            return (
                "\(count) points in two objectives, \(note)",
                { ParetoFrontier(first.span, .minimize, against: second.span, .minimize)?.indices.count ?? 0 }
            )
        }
    }

    private static var summary: PartMaker {
        PartMaker("summary", count: count, per: "value") {
            let values = numbers(seed: 3)
            return ("\(count) values: moments and quartiles", { Summary(values.span).count })
        }
    }
}
