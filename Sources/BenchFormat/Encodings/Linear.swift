import BenchSchema

/// Each value predicted from those before it in its run, by differences and then by a filter of integer weights.
///
/// Bytes: order of differences (1 or 2); number of weights (0, 4 or 8); if there are weights, a shift (0...30) and the
/// weights (zigzag LEB128), the one of the latest difference first; the stream of the runs' first values; the stream of
/// the residuals of all others. A difference is its residual plus the weighted sum of the differences before it, shifted
/// right arithmetically; before the first one they are 0.
enum Linear {
    /// How a stream is predicted.
    struct Model {
        var order: Int
        var weights: [Int64]

        static let shift: Int64 = 12
    }

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let order = Int(try cursor.byte())
        guard (1...2).contains(order) else { throw BenchError(.damaged, "differences of order \(order)") }
        let count = Int(try cursor.byte())
        guard [0, 4, 8].contains(count) else {
            throw BenchError(.unsupported, "\(count) weights need a newer hasbench")
        }
        cursor.note(count == 0 ? "delta \(order)" : "delta \(order), linear \(count)")
        var weights: [Int64] = []
        var shift: UInt8 = 0
        if count > 0 {
            shift = try cursor.byte()
            guard shift <= 30 else { throw BenchError(.damaged, "a shift of \(shift)") }
            for _ in 0..<count { weights.append(IntegerStream.unzigzag(try cursor.varint())) }
        }
        let nonEmpty = lengths.count { $0 > 0 }
        let firsts = try IntegerStream.decode(lengths: [nonEmpty], depth: depth + 1, from: &cursor)
        var values = try IntegerStream.decode(lengths: lengths.map { max($0 - 1, 0) }, depth: depth + 1, from: &cursor)
        // The residuals move up to make room for the first values, last run first.
        values.append(contentsOf: repeatElement(0, count: nonEmpty))
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe spread(values, firsts: firsts, lengths: lengths)
            var start = 0
            for length in lengths where length > 0 {
                let run = unsafe UnsafeMutableBufferPointer(rebasing: values[start..<start + length])
                switch count {
                case 4: unsafe filter4(run, weights, Int64(shift))
                case 8: unsafe filter8(run, weights, Int64(shift))
                default: break
                }
                unsafe order == 1 ? sum(run) : sumTwice(run)
                start += length
            }
        }
        return values
    }

    /// Moves packed residuals to their places behind each run's first value.
    private static func spread(_ values: UnsafeMutableBufferPointer<Int64>, firsts: [Int64], lengths: [Int]) {
        var target = values.count
        var source = values.count - firsts.count
        var run = firsts.count
        for length in lengths.reversed() where length > 0 {
            for _ in 1..<length {
                target -= 1
                source -= 1
                unsafe values[target] = values[source]
            }
            target -= 1
            run -= 1
            unsafe values[target] = firsts[run]
        }
    }

    private static func sum(_ run: UnsafeMutableBufferPointer<Int64>) {
        var sum = unsafe run[0]
        for place in 1..<run.count {
            unsafe sum &+= run[place]
            unsafe run[place] = sum
        }
    }

    private static func sumTwice(_ run: UnsafeMutableBufferPointer<Int64>) {
        var slope: Int64 = 0
        var sum = unsafe run[0]
        for place in 1..<run.count {
            unsafe slope &+= run[place]
            sum &+= slope
            unsafe run[place] = sum
        }
    }

    private static func filter4(_ run: UnsafeMutableBufferPointer<Int64>, _ weights: [Int64], _ shift: Int64) {
        let (w0, w1, w2, w3) = (weights[0], weights[1], weights[2], weights[3])
        var (a, b, c, d): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        for place in 1..<run.count {
            let sum = w0 &* a &+ w1 &* b &+ w2 &* c &+ w3 &* d
            let difference = unsafe run[place] &+ sum >> shift
            unsafe run[place] = difference
            (a, b, c, d) = (difference, a, b, c)
        }
    }

    private static func filter8(_ run: UnsafeMutableBufferPointer<Int64>, _ weights: [Int64], _ shift: Int64) {
        let (w0, w1, w2, w3) = (weights[0], weights[1], weights[2], weights[3])
        let (w4, w5, w6, w7) = (weights[4], weights[5], weights[6], weights[7])
        var (a, b, c, d): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        var (e, f, g, h): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        for place in 1..<run.count {
            // All but the latest difference are known a step ahead, so only one product waits for it.
            let older = w1 &* b &+ w2 &* c &+ w3 &* d &+ w4 &* e &+ w5 &* f &+ w6 &* g &+ w7 &* h
            let difference = unsafe run[place] &+ (older &+ w0 &* a) >> shift
            unsafe run[place] = difference
            (a, b, c, d, e, f, g, h) = (difference, a, b, c, d, e, f, g)
        }
    }
}

extension Linear {
    /// The runs' first values, and the residuals of all others, under a model.
    static func residuals(
        _ values: [Int64], lengths: [Int], _ model: Model
    ) -> (firsts: [Int64], residuals: [Int64]) {
        var firsts: [Int64] = []
        var residuals: [Int64] = []
        residuals.reserveCapacity(values.count)
        var history = [Int64](repeating: 0, count: 8)
        var start = 0
        for length in lengths where length > 0 {
            firsts.append(values[start])
            var slope: Int64 = 0
            if !model.weights.isEmpty { for place in history.indices { history[place] = 0 } }
            for place in start + 1..<start + length {
                var difference = values[place] &- values[place - 1]
                if model.order == 2 { (difference, slope) = (difference &- slope, difference) }
                if model.weights.isEmpty {
                    residuals.append(difference)
                    continue
                }
                var sum: Int64 = 0
                for tap in model.weights.indices { sum &+= model.weights[tap] &* history[tap] }
                residuals.append(difference &- sum >> Model.shift)
                for tap in stride(from: model.weights.count - 1, to: 0, by: -1) { history[tap] = history[tap - 1] }
                history[0] = difference
            }
            start += length
        }
        return (firsts, residuals)
    }

    /// Weights that predict a difference from those before it, fitted to all runs alike, whatever their spread.
    ///
    /// Autocorrelations, each run's divided by its variance, then the recursion of Levinson and Durbin (Makhoul, "Linear
    /// prediction: a tutorial review", 1975). Nil where there is nothing to predict.
    static func fit(_ values: [Int64], lengths: [Int], weights count: Int) -> Model? {
        var correlations = [Double](repeating: 0, count: count + 1)
        var start = 0
        for length in lengths {
            if length > count + 1 {
                let differences = (start + 1..<start + length).map { Double(values[$0] &- values[$0 - 1]) }
                // The first differences of a curve are far larger than the rest, so the spread is that of the later half.
                let half = differences.count / 2
                let energy = differences[half...].reduce(0.0) { $0 + $1 * $1 } / Double(differences.count - half)
                let scale = 1 / (energy + 1)
                let limit = 16 * energy + 16
                let clipped = differences.map { $0 * $0 > limit ? 0 : $0 }
                for lag in 0...count {
                    var sum = 0.0
                    for place in lag..<clipped.count { sum += clipped[place] * clipped[place - lag] }
                    correlations[lag] += scale * sum
                }
            }
            start += length
        }
        guard correlations[0] > 0 else { return nil }
        var weights = [Double](repeating: 0, count: count)
        var error = correlations[0] * (1 + 1e-9)
        for step in 0..<count {
            let known = (0..<step).reduce(0.0) { $0 + weights[$1] * correlations[step - $1] }
            let reflection = (correlations[step + 1] - known) / error
            let before = weights
            for place in 0..<step { weights[place] = before[place] - reflection * before[step - 1 - place] }
            weights[step] = reflection
            error *= 1 - reflection * reflection
            guard error > 0, reflection.isFinite else { return nil }
        }
        let scale = Double(1 << Model.shift)
        return Model(order: 1, weights: weights.map { Int64(($0 * scale).rounded()) })
    }

    /// Appends the stream of these values under a model.
    static func encode(
        _ values: [Int64], lengths: [Int], _ model: Model, _ zstd: ZstdCompressor,
        _ effort: ZstdCompressor.Effort, to out: inout [UInt8]
    ) throws(BenchError) {
        out += [IntegerStream.ID.linear, UInt8(model.order), UInt8(model.weights.count)]
        if !model.weights.isEmpty {
            out.append(UInt8(Model.shift))
            for weight in model.weights { out.append(varint: IntegerStream.zigzag(weight)) }
        }
        let (firsts, residuals) = residuals(values, lengths: lengths, model)
        try IntegerStream.encode(firsts, lengths: [firsts.count], zstd, to: &out)
        try Split.encode(residuals, lengths: lengths.map { max($0 - 1, 0) }, zstd, effort, to: &out)
    }
}
