package import BenchSchema

/// What runs hold in one column, without a copy of the cells: copies count references to all that these hold.
package struct ColumnCells: RandomAccessCollection {
    private let runs: [Run]
    private let place: Int

    /// Takes the cells of the column at this place of the schema.
    package init(_ runs: [Run], _ place: Int) { (self.runs, self.place) = (runs, place) }

    /// 0.
    package var startIndex: Int { 0 }
    /// The number of runs.
    package var endIndex: Int { runs.count }
    /// A run's cell.
    package subscript(run: Int) -> Cell { runs[run].cells[place] }

    /// What each run holds there.
    var states: [ColumnBlock.PresenceState] {
        runs.indices.map { run -> ColumnBlock.PresenceState in
            switch runs[run].cells[place] {
            case .absent: .absent
            case .null: .null
            default: .present
            }
        }
    }

    /// The cell that all these runs share, if it is worth storing once.
    package var shared: Cell? {
        guard let first, first != .absent, runs.indices.allSatisfy({ runs[$0].cells[place] == first }) else {
            return nil
        }
        return first
    }
}
