import BenchFile
import BenchSchema
package import BenchStatistics
package import HASBench

/// One file of a report, and what is looked at in it: its runs, or configurations that are in it or predicted from it.
package struct ReportSubject: Sendable {
    /// What the file is called: its name without folder and ending.
    package let name: String
    let benchmark: Benchmark
    /// All rows that are selected, repeats for themselves.
    let rows: [SelectedRow]
    /// What figures show as one point: a configuration, or with `each` a row; each by its first row.
    let points: [SelectedRow]
    private let selection: Selection
    private let objects: SelectedObjects

    /// Takes the rows of a selection, and joins repeats. O(rows).
    package init(
        _ benchmark: Benchmark, _ selection: Selection, repeats: RepeatRule = .mean
    ) throws(BenchError) {
        self.benchmark = benchmark
        self.selection = selection
        let (rows, objects) = (try selection.rows(), try selection.objects(repeats))
        (self.rows, self.objects) = (rows, objects)
        points = (0..<objects.count).map { rows[objects.firstRow($0)] }
        let file = benchmark.reader.path.split(separator: "/").last.map(String.init) ?? ""
        name = file.hasSuffix(".hasb") ? String(file.dropLast(5)) : file
        guard !rows.isEmpty else {
            throw BenchError(.usage, "nothing is selected that a report could be about", at: benchmark.reader.path)
        }
    }

    var schema: Schema { benchmark.schema }
    /// How many rows nobody trained.
    var predicted: Int { selection.predicted }
    /// Whether the rows are candidates, rather than the runs of the file.
    var isOfCandidates: Bool { selection.isOfCandidates }

    /// How repeats were joined; nil where there are none.
    var joining: RepeatRule? { objects.areJoined ? objects.rule : nil }

    /// A quantity of all points in a unit for all files; NaN where one lacks it. O(rows).
    func numbers(_ quantity: Quantity, _ unit: CommonUnit) throws(BenchError) -> [Double] {
        let place = try benchmark.place(named: quantity.name)
        let conversion = try unit.conversion(of: place, in: benchmark)
        return objects.numbers(try selection.numbers(place, conversion)).map { $0 ?? .nan }
    }

    /// A metric or scalar of all points as the file has it; NaN where one lacks it. O(rows).
    func numbers(at place: Int) throws(BenchError) -> [Double] {
        objects.numbers(try selection.numbers(place)).map { $0 ?? .nan }
    }

    /// As `numbers`, of each row for itself.
    func rowNumbers(at place: Int) throws(BenchError) -> [Double] { try selection.numbers(place).map { $0 ?? .nan } }

    /// The keys of a point, in the order of the schema.
    func keys(of point: Int) throws(BenchError) -> [DataTable.Value] {
        try schema.keys.map { place throws(BenchError) in DataTable.Value(try points[point].key(place)) }
    }
}

/// A metric or scalar that a report is about, in one unit for all files.
struct Quantity: Sendable, Hashable {
    let name: String
    /// The unit in all figures, that of the first file; nil where none is declared.
    let unit: String?
    let direction: Direction

    /// What stands at an axis: the name and the unit.
    var label: String { ShownUnit(unit).label(name) }

    /// A number with its unit, for sentences.
    func text(_ value: Double) -> String {
        let shown = ShownUnit(unit, largest: value.magnitude)
        return (value * shown.factor).rounded(toDigits: 4) + (shown.text.map { " \($0)" } ?? "")
    }

}
