import BenchSchema

/// Another column of the same runs, of which values are predicted: a series of a series, a scalar of a scalar.
///
/// Bytes: its name (counted), how it is read.
struct PredictionSource {
    var name: String
    var reading: SourceReading

    init(name: String, reading: SourceReading) { (self.name, self.reading) = (name, reading) }

    init(from cursor: inout ByteCursor) throws(BenchError) {
        name = try cursor.string(limit: 4096)
        reading = try SourceReading(from: &cursor)
    }

    func append(to out: inout [UInt8]) {
        out.append(counted: name.utf8)
        out.append(reading.id)
    }

    /// The source of predictions for the block at hand, whose values lie so.
    func values(_ layout: RunLayout, from cursor: inout ByteCursor) throws(BenchError) -> Values {
        guard let source = cursor.source else { throw BenchError(.damaged, "a prediction where there can be none") }
        let found = try source(name)
        cursor.predictionDepth = found.block.predictionDepth + 1
        let (count, depth) =
            found.isScalar
            ? (layout.count, ScalarPredictions.maximumDepth) : (layout.runs, PredictionPlan.maximumDepth)
        guard found.runs.count == count, found.runs.allSatisfy({ $0 < found.block.runs }),
            found.block.holdsNumbers(ofScalar: found.isScalar), cursor.predictionDepth <= depth
        else {
            throw BenchError(.damaged, "it is predicted from \(name), which can't be a source")
        }
        return Values(block: found.block, rows: found.runs, isScalar: found.isScalar, reading: reading)
    }

    /// The values of a source, run by run; those of a scalar are one run.
    struct Values: Sendable {
        fileprivate let block: ColumnBlock
        /// The source's row for each run of the block at hand; of a scalar for each value.
        fileprivate let rows: [Int]
        fileprivate let isScalar: Bool
        fileprivate let reading: SourceReading

        /// About how many bytes it takes in memory.
        var byteCount: Int { block.byteCount + 8 * rows.count }

        /// Calls with the source's values of each of these runs, as integers. O(values of the runs).
        func forEachRun(of runs: Range<Int>, _ body: (_ run: Int, _ values: Span<Int64>) -> Void) {
            guard !isScalar else {
                let all = block.scalarIntegers(reading)
                let values = rows.count == all.count ? all : rows.map { all[$0] }
                return runs.forEach { body($0, values.span) }
            }
            guard let first = runs.first, rows[runs.upperBound - 1] - rows[first] == runs.count - 1 else {
                for run in runs { body(run, block.integers(of: rows[run]..<rows[run] + 1, reading).span) }
                return
            }
            // Rows without a gap, which nearly all are, are read at once.
            let all = block.integers(of: rows[first]..<rows[first] + runs.count, reading)
            let start = block.range(of: rows[first]).lowerBound
            for run in runs {
                let range = block.range(of: rows[run])
                body(run, all.span.extracting(range.lowerBound - start..<range.upperBound - start))
            }
        }
    }
}

/// How the float64 values of a source become integers; those of int64 stay as they are.
enum SourceReading: Equatable, Sendable {
    /// Scaled by a power of ten and rounded half away from zero; what isn't finite, or then beyond 2^53, is 0.
    case decimal(digits: Int)
    /// The bits of the magnitude in single precision, with the value's sign: they rise with the value, by about the same for
    /// the same ratio. What isn't finite, or has none so small or large, is 0.
    case singlePrecision

    private static let singlePrecisionID: UInt8 = 32

    init(from cursor: inout ByteCursor) throws(BenchError) {
        let id = try cursor.byte()
        guard id != Self.singlePrecisionID else {
            self = .singlePrecision
            return
        }
        guard Int(id) < FloatDomain.powersOfTen.count else { throw BenchError(.damaged, "\(id) decimal digits") }
        self = .decimal(digits: Int(id))
    }

    /// The byte that names it.
    var id: UInt8 {
        switch self {
        case .decimal(let digits): UInt8(digits)
        case .singlePrecision: Self.singlePrecisionID
        }
    }

    /// Values as integers. O(n).
    func integers(_ values: [Double]) -> [Int64] {
        switch self {
        case .decimal(let digits):
            let power = FloatDomain.powersOfTen[digits]
            return Self.smallIntegers(values, times: power)
                ?? values.map { value in
                    let scaled = FloatDomain.rounded(value * power)
                    return scaled.magnitude <= 0x1p53 ? Int64(scaled) : 0
                }
        case .singlePrecision:
            return values.map { value in
                let narrow = Float(value)
                guard narrow.isFinite else { return 0 }
                let bits = Int64(narrow.magnitude.bitPattern)
                return value < 0 ? -bits : bits
            }
        }
    }
    /// As `integers`, in a loop without a branch; nil where one would be beyond 2^51. O(n).
    private static func smallIntegers(_ values: [Double], times power: Double) -> [Int64]? {
        var excess: UInt64 = 0
        let integers = unsafe [Int64](unsafeUninitializedCapacity: values.count) { slots, filled in
            let values = values.span
            for place in values.indices {
                let scaled = values[place] * power
                let sum = scaled + SmallIntegers.magic
                excess |= SmallIntegers.excess(sum)
                // Half to even; where that was towards zero, it is one less than half away from it.
                let rest = scaled - (sum - SmallIntegers.magic)
                let isShort: Int64 = rest == 0.5 && scaled > 0 ? 1 : 0
                let isLong: Int64 = rest == -0.5 && scaled < 0 ? 1 : 0
                unsafe slots[place] = SmallIntegers.integer(sum) &+ isShort &- isLong
            }
            filled = values.count
        }
        return excess == 0 ? integers : nil
    }
}
