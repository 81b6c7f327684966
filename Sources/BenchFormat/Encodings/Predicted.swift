import BenchSchema

/// Values predicted from another series of the same runs: only what the prediction misses is stored.
///
/// Bytes: the source's name (counted), the digits after the point at which a float64 source is read as an integer, the
/// predictor (id and parameters), the stream of the residuals. The source itself must not be predicted.
enum Predicted {
    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let name = try cursor.string(limit: 4096)
        let digits = Int(try cursor.byte())
        guard digits < FloatDomain.powersOfTen.count else { throw BenchError(.damaged, "\(digits) decimal digits") }
        let predictor = try Predictor(from: &cursor)
        cursor.note("\(predictor.name) of \(name)")
        guard depth == 0, let source = cursor.source else {
            throw BenchError(.damaged, "a prediction where there can be none")
        }
        let (block, runs) = try source(name)
        cursor.isPredicted = true
        guard runs.count == lengths.count, runs.allSatisfy({ $0 < block.runs }), block.starts != nil,
            !block.isPredicted, let known = SourceIntegers(block, digits: digits)
        else {
            throw BenchError(.damaged, "it is predicted from \(name), which can't be a source")
        }
        var pairs = PairedRuns(
            values: try IntegerStream.decode(lengths: lengths, depth: depth + 1, from: &cursor), source: known.all,
            runs: Self.ranges(lengths, runs.map(block.range(of:))))
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

    static func append(source name: String, digits: Int, _ predictor: Predictor, to out: inout [UInt8]) {
        out.append(IntegerStream.ID.predicted)
        out.append(counted: name.utf8)
        out.append(UInt8(digits))
        predictor.append(to: &out)
    }
}

/// The values of a source as integers.
struct SourceIntegers {
    /// One an element of the block.
    let all: [Int64]

    /// Nil for a column that isn't of float64 or int64.
    init?(_ block: ColumnBlock, digits: Int) {
        switch block.elements {
        case .int64(let values): all = values
        case .float64(let values): all = Self.integers(values, digits: digits)
        case .bool, .string, .json: return nil
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
