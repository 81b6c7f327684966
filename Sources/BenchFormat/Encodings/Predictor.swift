import BenchSchema

/// Values beside those of the column they are predicted from, run by run.
struct PairedRuns {
    var values: [Int64]
    let source: [Int64]
    /// Where each run's values are, and where the source's of the same run.
    let runs: [(values: Range<Int>, source: Range<Int>)]

    /// Calls with every value that has a counterpart, and how many values its run still has after it.
    func forEachPair(_ body: (_ y: Double, _ x: Double, _ rest: Int) -> Void) {
        for run in runs {
            for step in 0..<min(run.values.count, run.source.count) {
                body(
                    Double(values[run.values.lowerBound + step]), Double(source[run.source.lowerBound + step]),
                    run.values.count - 1 - step)
            }
        }
    }
}

/// What a value is expected to be, given the value of another column at the same step.
///
/// Integer arithmetic that wraps, so that every machine predicts the same.
enum Predictor: Sendable {
    /// The least value of the other column so far in the run.
    case runningMinimum
    /// `(slope * x + offset) >> shift`.
    case affine(slope: Int64, offset: Int64, shift: Int64)
    /// A line through knots, which lie 2^shift apart from `first` on; outside them as at the nearest.
    case knots(first: Int64, shift: Int64, heights: [Int64])
    /// `(slope * x * r) >> shift`, where r values are still to come in the run.
    case remaining(slope: Int64, shift: Int64)
    /// `(slope * x) >> shift`, with a slope of its own for each run: a machine's watts, its seconds known.
    case proportional(slopes: [Int64], shift: Int64)

    enum ID {
        static let runningMinimum: UInt8 = 1
        static let affine: UInt8 = 2
        static let knots: UInt8 = 3
        static let remaining: UInt8 = 4
        static let proportional: UInt8 = 5
    }

    static let maximumKnots = 257

    /// Adds to every value of a run what is expected, or with `sign` -1 takes it away. O(n).
    ///
    /// A value without a counterpart in the source is predicted from 0.
    func apply(to values: inout MutableSpan<Int64>, source: Span<Int64>, run: Int, sign: Int64) {
        let count = values.count
        let known = min(source.count, count)
        /// Changes every value by what is expected of it, given its counterpart and its step.
        @inline(__always) func predict(_ expected: (_ x: Int64, _ step: Int) -> Int64) {
            for step in 0..<known { values[step] &+= sign &* expected(source[step], step) }
            for step in known..<count { values[step] &+= sign &* expected(0, step) }
        }
        switch self {
        case .runningMinimum:
            var least = Int64.max
            predict { x, _ in
                least = min(least, x)
                return least
            }
        case .affine(let slope, let offset, let shift): predict { x, _ in (slope &* x &+ offset) &>> shift }
        case .proportional(let slopes, let shift):
            let slope = slopes[run]
            predict { x, _ in (slope &* x) &>> shift }
        case .remaining(let slope, let shift):
            predict { x, step in (slope &* x &* Int64(count &- 1 &- step)) &>> shift }
        case .knots(let first, let shift, let heights):
            let last = Int64(heights.count - 2)
            let heights = heights.span
            predict { x, _ in
                let distance = x &- first
                let cell = min(max(distance &>> shift, 0), last)
                let within = min(max(distance &- cell &<< shift, 0), 1 &<< shift)
                let (low, high) = (heights[Int(cell)], heights[Int(cell) + 1])
                return low &+ ((high &- low) &* within) &>> shift
            }
        }
    }

    func append(_ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        switch self {
        case .runningMinimum: out.append(ID.runningMinimum)
        case .proportional(let slopes, let shift):
            out += [ID.proportional, UInt8(shift)]
            try IntegerStream.encode(slopes, lengths: [slopes.count], zstd, to: &out)
        case .affine(let slope, let offset, let shift):
            out += [ID.affine, UInt8(shift)]
            out.append(varint: IntegerStream.zigzag(slope))
            out.append(varint: IntegerStream.zigzag(offset))
        case .remaining(let slope, let shift):
            out += [ID.remaining, UInt8(shift)]
            out.append(varint: IntegerStream.zigzag(slope))
        case .knots(let first, let shift, let heights):
            out += [ID.knots, UInt8(shift)]
            out.append(varint: IntegerStream.zigzag(first))
            out.append(count: heights.count)
            var previous: Int64 = 0
            for height in heights {
                out.append(varint: IntegerStream.zigzag(height &- previous))
                previous = height
            }
        }
    }

    /// Reads a predictor for so many runs, from a source of that name.
    init(runs: Int, of source: String, from cursor: inout ByteCursor) throws(BenchError) {
        let id = try cursor.byte()
        guard let name = Self.names[id] else {
            throw BenchError(.unsupported, "predictor \(id) needs a newer hasbench")
        }
        cursor.note("\(name) of \(source)")
        if id == ID.runningMinimum {
            self = .runningMinimum
            return
        }
        let shift = Int64(try cursor.byte())
        guard shift <= 62 else { throw BenchError(.damaged, "a shift of \(shift)") }
        if id == ID.proportional {
            self = .proportional(slopes: try IntegerStream.decode(besideValues: [runs], from: &cursor), shift: shift)
            return
        }
        let first = IntegerStream.unzigzag(try cursor.varint())
        switch id {
        case ID.affine: self = .affine(slope: first, offset: IntegerStream.unzigzag(try cursor.varint()), shift: shift)
        case ID.remaining: self = .remaining(slope: first, shift: shift)
        default:
            let count = try cursor.count(Self.maximumKnots)
            guard count >= 2 else { throw BenchError(.damaged, "a line needs two knots") }
            var heights: [Int64] = []
            var height: Int64 = 0
            for _ in 0..<count {
                height &+= IntegerStream.unzigzag(try cursor.varint())
                heights.append(height)
            }
            self = .knots(first: first, shift: shift, heights: heights)
        }
    }

    /// The names, as `info` prints them.
    private static let names = [
        ID.runningMinimum: "running minimum", ID.affine: "affine", ID.knots: "knots", ID.remaining: "remaining",
        ID.proportional: "proportional",
    ]
}
