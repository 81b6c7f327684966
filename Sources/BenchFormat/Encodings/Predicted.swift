import BenchSchema

/// Values predicted from another column of the same runs: only what the prediction misses is stored.
///
/// Bytes: the source, the predictor (id and parameters), the stream of the residuals.
struct Predicted: Sendable {
    private let predictor: Predictor
    private let source: PredictionSource.Values
    private let residuals: IntegerDecoder

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, depth: Int, from cursor: inout ByteCursor) throws(BenchError) {
        let source = try PredictionSource(from: &cursor)
        predictor = try Predictor(runs: layout.runs, of: source.name, from: &cursor)
        guard depth == 0 else { throw BenchError(.damaged, "a prediction where there can be none") }
        self.source = try source.values(layout, from: &cursor)
        residuals = try IntegerStream.decoder(layout, depth: depth + 1, from: &cursor)
    }

    /// Writes the values of runs.
    func read(into slots: RunSlots) {
        residuals.read(into: slots)
        source.forEachRun(of: slots.runs) { run, known in
            var values = unsafe slots[run].mutableSpan
            predictor.apply(to: &values, source: known, run: run, sign: 1)
        }
    }

    /// About how many bytes it takes in memory; the source counts, for it is held even when nobody else holds it.
    var byteCount: Int { 256 + residuals.byteCount + source.byteCount }

    /// Where each run's values stand, one run after another, beside where its source's do.
    static func ranges(_ lengths: [Int], _ source: [Range<Int>]) -> [(values: Range<Int>, source: Range<Int>)] {
        zip(starts(lengths), source).map { ($0, $1) }
    }

    /// Where each of the runs with these lengths stands, one after another.
    static func starts(_ lengths: [Int]) -> [Range<Int>] {
        var start = 0
        return lengths.map { length in
            defer { start += length }
            return start..<start + length
        }
    }
}
