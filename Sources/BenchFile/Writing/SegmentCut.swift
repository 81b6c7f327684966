import BenchFormat
public import BenchSchema

extension SegmentEncoder {
    /// Cuts runs where a segment must end: before a run with which it would hold more than it may. O(values).
    ///
    /// Few tables have such runs; their segments have fewer runs than were asked for.
    public static func cut(_ runs: [Run]) -> [ArraySlice<Run>] {
        var segments: [ArraySlice<Run>] = []
        var start = 0
        var load = SegmentLoad()
        for (place, run) in runs.enumerated() where !load.add(run) {
            if place > start { segments.append(runs[start..<place]) }
            start = place
            load = SegmentLoad()
            // A run that is too large alone is the encoder's to refuse.
            _ = load.add(run)
        }
        if start < runs.count { segments.append(runs[start...]) }
        return segments
    }
}

/// What the runs of a segment hold so far, counted as if no two strings were equal.
private struct SegmentLoad {
    private struct Column {
        var elements = 0
        var strings = 0
        var stringBytes = 0

        var fits: Bool {
            elements <= ColumnBlock.maximumElements && strings <= ByteStringStream.maximumDistinct
                && stringBytes <= ByteStringStream.maximumBytes
        }
    }

    private var bytes = 0
    private var columns: [Column] = []

    /// Adds a run; false if the segment holds too much with it.
    mutating func add(_ run: Run) -> Bool {
        if columns.isEmpty { columns = Array(repeating: Column(), count: run.cells.count) }
        var fits = true
        for place in 0..<min(columns.count, run.cells.count) {
            let count = run.cells[place].byteCount
            bytes += count
            switch run.cells[place] {
            case .string, .json: add(strings: 1, count, at: place)
            case .series(let series):
                columns[place].elements += series.count
                if case .string = series.elements { add(strings: series.count, count, at: place) }
                if case .json = series.elements { add(strings: series.count, count, at: place) }
            default: continue
            }
            fits = fits && columns[place].fits
        }
        return fits && bytes <= SegmentRoom.maximumBytes
    }

    private mutating func add(strings: Int, _ byteCount: Int, at place: Int) {
        columns[place].strings += strings
        columns[place].stringBytes += byteCount - 8 * strings
    }
}
