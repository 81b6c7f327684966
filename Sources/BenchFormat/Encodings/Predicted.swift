import BenchSchema

/// Values predicted from another series of the same runs: only what the prediction misses is stored.
///
/// Bytes: the source, the predictor (id and parameters), the stream of the residuals.
enum Predicted {
    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let source = try PredictionSource(from: &cursor)
        let predictor = try Predictor(from: &cursor)
        cursor.note("\(predictor.name) of \(source.name)")
        guard depth == 0 else { throw BenchError(.damaged, "a prediction where there can be none") }
        let known = try source.integers(lengths: lengths, from: &cursor)
        var pairs = PairedRuns(
            values: try IntegerStream.decode(lengths: lengths, depth: depth + 1, from: &cursor), source: known.all,
            runs: known.ranges)
        predictor.apply(to: &pairs, sign: 1)
        return pairs.values
    }

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

/// Another series of the same runs, of which values are predicted. It must not be predicted itself.
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

    /// The source's values as integers, and where those of each run are beside the run's own.
    func integers(
        lengths: [Int], from cursor: inout ByteCursor
    ) throws(BenchError) -> (all: [Int64], ranges: [(values: Range<Int>, source: Range<Int>)]) {
        guard let source = cursor.source else { throw BenchError(.damaged, "a prediction where there can be none") }
        let (block, runs) = try source(name)
        cursor.isPredicted = true
        guard runs.count == lengths.count, runs.allSatisfy({ $0 < block.runs }), block.starts != nil,
            !block.isPredicted, let all = Self.integers(block, digits: digits)
        else {
            throw BenchError(.damaged, "it is predicted from \(name), which can't be a source")
        }
        return (all, Predicted.ranges(lengths, runs.map(block.range(of:))))
    }

    /// One an element of the block; nil for a column that isn't of float64 or int64.
    private static func integers(_ block: ColumnBlock, digits: Int) -> [Int64]? {
        switch block.elements {
        case .int64(let values): values
        case .float64(let values): integers(values, digits: digits)
        case .bool, .string, .json: nil
        }
    }

    /// Scaled and rounded half away from zero; what isn't finite, or beyond 2^53, is 0.
    static func integers(_ values: [Double], digits: Int) -> [Int64] {
        let power = FloatDomain.powersOfTen[digits]
        return values.map { value in
            let scaled = (value * power).rounded()
            return scaled.magnitude <= 0x1p53 ? Int64(scaled) : 0
        }
    }
}
