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
        var weights = [Int64](repeating: 0, count: 8)
        var shift: UInt8 = 0
        if count > 0 {
            shift = try cursor.byte()
            guard shift <= 30 else { throw BenchError(.damaged, "a shift of \(shift)") }
            for place in 0..<count { weights[place] = IntegerStream.unzigzag(try cursor.varint()) }
        }
        let nonEmpty = lengths.count { $0 > 0 }
        let firsts = try IntegerStream.decode(lengths: [nonEmpty], depth: depth + 1, from: &cursor)
        let residuals = try IntegerStream.decode(
            lengths: lengths.map { max($0 - 1, 0) }, depth: depth + 1, from: &cursor)
        return unsafe [Int64](unsafeUninitializedCapacity: residuals.count + nonEmpty) { values, filled in
            unsafe residuals.withUnsafeBufferPointer { residuals in
                var start = 0
                var run = 0
                for length in lengths where length > 0 {
                    let out = unsafe UnsafeMutableBufferPointer(rebasing: values[start..<start + length])
                    let rest = unsafe UnsafeBufferPointer(rebasing: residuals[start - run..<start - run + length - 1])
                    switch (order, count) {
                    case (1, 0): unsafe sum(rest, firsts[run], out)
                    case (1, _): unsafe filterAndSum(rest, firsts[run], weights, Int64(shift), out)
                    default: unsafe filterAndSumTwice(rest, firsts[run], weights, Int64(shift), out)
                    }
                    start += length
                    run += 1
                }
            }
            filled = residuals.count + nonEmpty
        }
    }

    /// Where a run's values go, and where its residuals come from: one fewer, the first value stands apart.
    private typealias Values = UnsafeMutableBufferPointer<Int64>
    private typealias Residuals = UnsafeBufferPointer<Int64>

    private static func sum(_ residuals: Residuals, _ first: Int64, _ out: Values) {
        var sum = first
        unsafe out[0] = sum
        for place in 0..<residuals.count {
            unsafe sum &+= residuals[place]
            unsafe out[place + 1] = sum
        }
    }

    private static func filterAndSum(
        _ residuals: Residuals, _ first: Int64, _ weights: [Int64], _ shift: Int64, _ out: Values
    ) {
        var filter = Filter(weights, shift)
        var sum = first
        unsafe out[0] = sum
        for place in 0..<residuals.count {
            unsafe sum &+= filter.difference(residuals[place])
            unsafe out[place + 1] = sum
        }
    }

    private static func filterAndSumTwice(
        _ residuals: Residuals, _ first: Int64, _ weights: [Int64], _ shift: Int64, _ out: Values
    ) {
        var filter = Filter(weights, shift)
        var slope: Int64 = 0
        var sum = first
        unsafe out[0] = sum
        for place in 0..<residuals.count {
            unsafe slope &+= filter.difference(residuals[place])
            sum &+= slope
            unsafe out[place + 1] = sum
        }
    }

    /// The filter of weights and the differences it remembers, in registers.
    private struct Filter {
        private let w: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64)
        private let shift: Int64
        private var d: (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0, 0)

        init(_ w: [Int64], _ shift: Int64) {
            self.w = (w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7])
            self.shift = shift
        }

        /// The next difference, from its residual.
        @inline(__always)
        mutating func difference(_ residual: Int64) -> Int64 {
            // All but the latest difference are known a step ahead, so only one product waits for it.
            let near = w.1 &* d.1 &+ w.2 &* d.2 &+ w.3 &* d.3
            let far = w.4 &* d.4 &+ w.5 &* d.5 &+ w.6 &* d.6 &+ w.7 &* d.7
            let next = residual &+ ((near &+ far) &+ w.0 &* d.0) >> shift
            d = (next, d.0, d.1, d.2, d.3, d.4, d.5, d.6)
            return next
        }
    }
}

extension Linear {
    /// The runs' first values, and the residuals of all others, under a model.
    static func residuals(
        _ values: [Int64], lengths: [Int], _ model: Model
    ) -> (firsts: [Int64], residuals: [Int64]) {
        var firsts: [Int64] = []
        firsts.reserveCapacity(lengths.count)
        var residuals: [Int64] = []
        residuals.reserveCapacity(values.count)
        let taps = model.weights.count
        // A run's differences behind as many zeros as the filter reaches back.
        var differences = [Int64](repeating: 0, count: taps)
        var start = 0
        for length in lengths where length > 0 {
            firsts.append(values[start])
            differences.removeLast(differences.count - taps)
            var slope: Int64 = 0
            for place in start + 1..<start + length {
                var difference = values[place] &- values[place - 1]
                if model.order == 2 { (difference, slope) = (difference &- slope, difference) }
                differences.append(difference)
            }
            start += length
            guard taps > 0 else {
                residuals += differences
                continue
            }
            for place in 0..<length - 1 {
                var sum: Int64 = 0
                for tap in 0..<taps { sum &+= model.weights[tap] &* differences[place + taps - 1 - tap] }
                residuals.append(differences[place + taps] &- sum >> Model.shift)
            }
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
