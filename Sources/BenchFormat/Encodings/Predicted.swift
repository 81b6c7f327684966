import BenchSchema

/// Values predicted from another series of the same runs: only what the prediction misses is stored.
///
/// Bytes: the source, the predictor (id and parameters), the stream of the residuals.
struct Predicted: Sendable {
    private let predictor: Predictor
    private let source: PredictionSource.Series
    private let residuals: IntegerDecoder

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, depth: Int, from cursor: inout ByteCursor) throws(BenchError) {
        let source = try PredictionSource(from: &cursor)
        predictor = try Predictor(runs: layout.runs, of: source.name, from: &cursor)
        guard depth == 0 else { throw BenchError(.damaged, "a prediction where there can be none") }
        self.source = try source.series(runs: layout.runs, from: &cursor)
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

/// Another series of the same runs, of which values are predicted. It may be predicted itself, but from one that isn't.
///
/// Bytes: its name (counted), the digits after the point at which a float64 is read as an integer.
struct PredictionSource {
    var name: String
    var digits: Int

    init(name: String, digits: Int) { (self.name, self.digits) = (name, digits) }

    init(from cursor: inout ByteCursor) throws(BenchError) {
        name = try cursor.string(limit: 4096)
        digits = Int(try cursor.byte())
        guard digits < FloatDomain.powersOfTen.count else { throw BenchError(.damaged, "\(digits) decimal digits") }
    }

    func append(to out: inout [UInt8]) {
        out.append(counted: name.utf8)
        out.append(UInt8(digits))
    }

    /// The source of predictions for the block at hand, which holds so many runs.
    func series(runs: Int, from cursor: inout ByteCursor) throws(BenchError) -> Series {
        guard let source = cursor.source else { throw BenchError(.damaged, "a prediction where there can be none") }
        let (block, rows) = try source(name)
        cursor.predictionDepth = block.predictionDepth + 1
        guard rows.count == runs, rows.allSatisfy({ $0 < block.runs }), block.isSeriesOfNumbers,
            cursor.predictionDepth <= PredictionPlan.maximumDepth
        else {
            throw BenchError(.damaged, "it is predicted from \(name), which can't be a source")
        }
        return Series(block: block, rows: rows, digits: digits)
    }

    /// The values of a source, run by run.
    struct Series: Sendable {
        fileprivate let block: ColumnBlock
        /// The source's row for each run of the block at hand.
        fileprivate let rows: [Int]
        fileprivate let digits: Int

        /// About how many bytes it takes in memory.
        var byteCount: Int { block.byteCount + 8 * rows.count }

        /// Calls with the source's values of each of these runs, as integers. O(values of the runs).
        func forEachRun(of runs: Range<Int>, _ body: (_ run: Int, _ values: Span<Int64>) -> Void) {
            guard let first = runs.first, rows[runs.upperBound - 1] - rows[first] == runs.count - 1 else {
                for run in runs { body(run, block.integers(of: rows[run]..<rows[run] + 1, digits: digits).span) }
                return
            }
            // Rows without a gap, which nearly all are, are read at once.
            let all = block.integers(of: rows[first]..<rows[first] + runs.count, digits: digits)
            let start = block.range(of: rows[first]).lowerBound
            for run in runs {
                let range = block.range(of: rows[run])
                body(run, all.span.extracting(range.lowerBound - start..<range.upperBound - start))
            }
        }
    }

    /// Scaled and rounded half away from zero; what isn't finite, or beyond 2^53, is 0.
    static func integers(_ values: [Double], digits: Int) -> [Int64] {
        let power = FloatDomain.powersOfTen[digits]
        return values.map { value in
            let scaled = FloatDomain.rounded(value * power)
            return scaled.magnitude <= 0x1p53 ? Int64(scaled) : 0
        }
    }
}
