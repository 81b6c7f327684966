package import BenchSchema

/// A run of the table whose cells are read one after another to be put together.
///
/// They are together no more than a run may hold, whatever a file claims.
package struct CountedRun {
    private let run: TableRun
    private var room = RunRoom(orThrow: .damaged)

    /// Starts with the whole room of a run.
    package init(_ run: TableRun) { self.run = run }

    /// The config hash.
    package var hash: ConfigHash {
        get throws(BenchError) { try run.hash }
    }

    /// What the run holds in a column, by its place in the schema. Each cell that is read takes room.
    package mutating func cell(_ place: Int) throws(BenchError) -> Cell {
        let cell = try run.cell(place)
        do throws(BenchError) { try room.take(cell) } catch { throw run.located(error) }
        return cell
    }

    /// A metric up to a step of its axis, computed anew.
    package func metric(_ place: Int, upTo limit: Double, _ schema: Schema) throws(BenchError) -> Cell {
        try schema.metric(place, upTo: limit) { place throws(BenchError) in try run.cell(place) }
    }
}
