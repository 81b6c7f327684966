import BenchSchema
import BenchStatistics
import HASBench

/// The points of a file that are compared: its runs, or its configurations where repeats are joined.
struct FrontierPoints {
    let schema: Schema
    let selection: Selection
    private let rows: [SelectedRow]
    private let objects: SelectedObjects

    init(_ selection: Selection, repeats: RepeatRule, in benchmark: Benchmark) throws(BenchError) {
        schema = benchmark.schema
        self.selection = selection
        rows = try selection.rows()
        objects = try selection.objects(repeats)
    }

    /// How many points there are.
    var count: Int { objects.count }
    /// How many rows they stand for.
    var rowCount: Int { objects.rows }
    /// The rule by which repeats were joined; nil where each row is a point.
    var rule: RepeatRule? { objects.areJoined ? objects.rule : nil }
    /// How many points are predictions.
    var predicted: Int { selection.predicted }

    /// The first row of a point: its repeats are of the same configuration and task.
    func row(_ point: Int) -> SelectedRow { rows[objects.firstRow(point)] }

    /// How many rows a point stands for.
    func rows(of point: Int) -> Int { objects.rowCount(point) }

    /// A metric or scalar of the points; nil where a point has none.
    func numbers(_ place: Int) throws(BenchError) -> [Double?] { objects.numbers(try selection.numbers(place)) }
}

/// The frontier of some objectives over points.
struct ObjectiveFrontier {
    let objectives: [Objective]
    let frontier: ParetoFrontier
    /// One column an objective, one after another.
    private let columns: [Double]
    /// All points, those left out too.
    let count: Int

    init(_ objectives: [Objective], _ points: FrontierPoints) throws(BenchError) {
        var columns: [Double] = []
        for objective in objectives { columns += try points.numbers(objective.place).map { $0 ?? .nan } }
        guard let frontier = ParetoFrontier(columns: columns.span, directions: objectives.map(\.direction)) else {
            throw BenchError(.usage, "there is no frontier of these objectives")
        }
        self.objectives = objectives
        self.frontier = frontier
        self.columns = columns
        count = points.count
    }

    var members: [Int] { frontier.indices }
    var missing: Int { frontier.missing }
    var title: String { objectives.map(\.title).joined(separator: ", ") }

    func values(of point: Int) -> [Double] { objectives.indices.map { columns[$0 * count + point] } }
}
