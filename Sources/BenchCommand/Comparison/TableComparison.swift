import BenchFile
import BenchSchema

/// All that differs between two tables.
struct TableComparison {
    let a, b: ComparedTable
    /// Nil where the two have one content digest, so that nothing differs.
    let differences: Differences?

    /// What two tables that aren't equal differ in.
    struct Differences {
        let columns: SchemaComparison
        /// Nil where the keys differ, so that no run of one can be found in the other.
        let runs: (matching: RunMatching, values: ValueComparison)?
    }

    var isEqual: Bool { differences == nil }

    /// - Parameter limit: How many runs without a partner, on either side, and how many values are listed.
    ///
    /// Throws `.damaged` where the content digests differ, but nothing else does: then one of them is wrong.
    init(_ first: BenchReader, _ second: BenchReader, limit: Int) throws(BenchError) {
        (a, b) = (try ComparedTable(first), try ComparedTable(second))
        guard first.contentDigest != second.contentDigest else {
            differences = nil
            return
        }
        let columns = SchemaComparison(first.schema, second.schema)
        guard columns.haveSameKeys else {
            differences = Differences(columns: columns, runs: nil)
            return
        }
        let matching = try RunMatching(a, b, common: columns.common, limit: limit)
        let values = try ValueComparison(a, b, matching.pairs, common: columns.common, limit: limit)
        guard !columns.isEqual || matching.onlyInA.count + matching.onlyInB.count + values.count > 0 else {
            throw BenchError(
                .damaged,
                "nothing differs but the content digest, so that one is wrong; hasbench verify --deep says which",
                at: first.path, second.path)
        }
        differences = Differences(columns: columns, runs: (matching, values))
    }

    /// The value of a pair of runs that differs, and the step of the axis where it does first.
    func difference(
        _ pair: (a: Int, b: Int), in column: (a: Int, b: Int)
    ) throws(BenchError) -> (value: ValueDifference, step: Cell?) {
        let value = ValueDifference(try a.cell(column.a, of: pair.a), try b.cell(column.b, of: pair.b))
        guard let elements = value.elements, a.schema.columns[column.a].role == .series else { return (value, nil) }
        for (table, place, run) in [(a, column.a, pair.a), (b, column.b, pair.b)] {
            guard let axis = table.schema.axis(of: place), case .series(let steps) = try table.cell(axis, of: run),
                elements.position < steps.count
            else { continue }
            return (value, steps.elements.cell(at: elements.position))
        }
        return (value, nil)
    }
}
