import BenchSchema

/// Each value predicted from those before it in its run, by differences and then by a filter of integer weights; or all
/// of them from one centre.
///
/// Bytes: order of differences (0, 1 or 2). For order 0 the centre as a stream of one value, and the stream of what all
/// values are more than that. Else the number of weights (0 or 4); if there are weights, a shift (0...30) and the
/// weights (zigzag LEB128), the one of the latest difference first; the stream of the runs' first values; the stream of
/// the residuals of all others. A difference is its residual plus the weighted sum of the differences before it, shifted
/// right arithmetically; before the first one they are 0.
struct Linear: Sendable {
    private let order: Int
    private let filter: Filter?
    /// One a run that isn't empty; for order 0 the centre alone.
    private let firsts: [Int64]
    /// For each run, how many before it aren't empty.
    private let ranks: [Int]
    private let residuals: IntegerDecoder

    /// How a stream is predicted.
    struct Model {
        var order: Int
        var weights: [Int64] = []
        /// For order 0: what all values are expected to be.
        var centre: Int64 = 0

        static let shift: Int64 = 12
        /// Eight weights save a fifth of a percent more, and cost twice the time to decode.
        static let taps = 4
    }

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, depth: Int, from cursor: inout ByteCursor) throws(BenchError) {
        order = Int(try cursor.byte())
        guard order <= 2 else { throw BenchError(.damaged, "differences of order \(order)") }
        guard order > 0 else {
            cursor.note("centred")
            (filter, ranks) = (nil, [])
            firsts = try IntegerStream.decode(lengths: [1], depth: depth + 1, from: &cursor)
            residuals = try IntegerStream.decoder(layout, depth: depth + 1, from: &cursor)
            return
        }
        let taps = Int(try cursor.byte())
        guard taps == 0 || taps == Model.taps else {
            throw BenchError(.unsupported, "\(taps) weights need a newer hasbench")
        }
        cursor.note(taps == 0 ? "delta \(order)" : "delta \(order), linear \(taps)")
        filter = taps == 0 ? nil : try Filter(from: &cursor)
        let lengths = layout.lengths
        var ranks: [Int] = []
        ranks.reserveCapacity(lengths.count)
        var nonEmpty = 0
        for length in lengths {
            ranks.append(nonEmpty)
            if length > 0 { nonEmpty += 1 }
        }
        self.ranks = ranks
        firsts = try IntegerStream.decode(lengths: [nonEmpty], depth: depth + 1, from: &cursor)
        residuals = try IntegerStream.decoder(
            RunLayout(lengths: lengths.map { max($0 - 1, 0) }), depth: depth + 1, from: &cursor)
    }

    /// Writes the values of runs.
    func read(into slots: RunSlots) {
        guard order > 0 else {
            residuals.read(into: slots)
            for run in slots.runs { unsafe add(firsts[0], to: slots[run]) }
            return
        }
        residuals.read(into: slots.withoutFirsts)
        for run in slots.runs {
            let out = unsafe slots[run]
            if !out.isEmpty { unsafe out[0] = firsts[ranks[run]] }
        }
        switch (filter, order) {
        case (nil, 1): for run in slots.runs { unsafe sum(slots[run]) }
        case (nil, _): for run in slots.runs { unsafe sumTwice(slots[run]) }
        case (let filter?, 1):
            // Each value waits for the one before it, but two runs don't wait for each other.
            for run in stride(from: slots.runs.lowerBound, to: slots.runs.upperBound - 1, by: 2) {
                unsafe filter.filterAndSum(slots[run], slots[run + 1])
            }
            if slots.runs.count % 2 == 1, let last = slots.runs.last { unsafe filter.filterAndSum(slots[last]) }
        case (let filter?, _): for run in slots.runs { unsafe filter.filterAndSumTwice(slots[run]) }
        }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int { 8 * (firsts.count + ranks.count) + residuals.byteCount }

    /// A run's slots: its first value, and behind it residuals, which become values.
    private typealias Values = UnsafeMutableBufferPointer<Int64>

    private func add(_ centre: Int64, to values: Values) {
        for place in 0..<values.count { unsafe values[place] &+= centre }
    }

    private func sum(_ values: Values) {
        guard var sum = unsafe values.first else { return }
        for place in 1..<values.count {
            unsafe sum &+= values[place]
            unsafe values[place] = sum
        }
    }

    private func sumTwice(_ values: Values) {
        var slope: Int64 = 0
        guard var sum = unsafe values.first else { return }
        for place in 1..<values.count {
            unsafe slope &+= values[place]
            sum &+= slope
            unsafe values[place] = sum
        }
    }
}

/// A filter of four integer weights.
private struct Filter: Sendable {
    private let weights: (Int64, Int64, Int64, Int64)
    private let shift: Int64

    init(from cursor: inout ByteCursor) throws(BenchError) {
        shift = Int64(try cursor.byte())
        guard shift <= 30 else { throw BenchError(.damaged, "a shift of \(shift)") }
        func weight() throws(BenchError) -> Int64 { IntegerStream.unzigzag(try cursor.varint()) }
        weights = (try weight(), try weight(), try weight(), try weight())
    }

    /// The differences that a filter remembers, latest first, in registers.
    private struct Memory {
        private var d: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)

        /// The next difference, from its residual.
        @inline(__always)
        mutating func next(_ residual: Int64, _ w: (Int64, Int64, Int64, Int64), _ shift: Int64) -> Int64 {
            // All but the latest difference are known a step ahead, so only one product waits for it.
            let known = w.1 &* d.1 &+ w.2 &* d.2 &+ w.3 &* d.3
            let next = residual &+ (known &+ w.0 &* d.0) &>> shift
            d = (next, d.0, d.1, d.2)
            return next
        }
    }

    /// A run's first value and residuals become its values.
    func filterAndSum(_ values: UnsafeMutableBufferPointer<Int64>) {
        var memory = Memory()
        guard var sum = unsafe values.first else { return }
        unsafe filterAndSum(values, from: 1, &sum, &memory)
    }

    private func filterAndSum(
        _ values: UnsafeMutableBufferPointer<Int64>, from start: Int, _ sum: inout Int64, _ memory: inout Memory
    ) {
        let (weights, shift) = (weights, shift)
        for place in start..<values.count {
            unsafe sum &+= memory.next(values[place], weights, shift)
            unsafe values[place] = sum
        }
    }

    /// The same for two runs in step.
    func filterAndSum(_ a: UnsafeMutableBufferPointer<Int64>, _ b: UnsafeMutableBufferPointer<Int64>) {
        guard var sumA = unsafe a.first, var sumB = unsafe b.first else {
            unsafe filterAndSum(a)
            return unsafe filterAndSum(b)
        }
        let (weights, shift) = (weights, shift)
        var (memoryA, memoryB) = (Memory(), Memory())
        let common = min(a.count, b.count)
        for place in 1..<common {
            unsafe sumA &+= memoryA.next(a[place], weights, shift)
            unsafe a[place] = sumA
            unsafe sumB &+= memoryB.next(b[place], weights, shift)
            unsafe b[place] = sumB
        }
        unsafe filterAndSum(a, from: common, &sumA, &memoryA)
        unsafe filterAndSum(b, from: common, &sumB, &memoryB)
    }

    func filterAndSumTwice(_ values: UnsafeMutableBufferPointer<Int64>) {
        let (weights, shift) = (weights, shift)
        var memory = Memory()
        var slope: Int64 = 0
        guard var sum = unsafe values.first else { return }
        for place in 1..<values.count {
            unsafe slope &+= memory.next(values[place], weights, shift)
            sum &+= slope
            unsafe values[place] = sum
        }
    }
}

extension Linear {
    /// The runs' first values, and the residuals of all others, under a model.
    ///
    /// For order 0 the centre of all runs, and the residuals of every value.
    static func residuals(
        _ values: [Int64], lengths: [Int], _ model: Model
    ) -> (firsts: [Int64], residuals: [Int64]) {
        if model.order == 0 { return ([model.centre], values.map { $0 &- model.centre }) }
        var firsts: [Int64] = []
        firsts.reserveCapacity(lengths.count)
        var residuals = [Int64](repeating: 0, count: values.count)
        var rest = residuals.mutableSpan
        let isSecondOrder = model.order == 2
        let weights = model.weights + Array(repeating: 0, count: Model.taps - model.weights.count)
        let (w0, w1, w2, w3) = (weights[0], weights[1], weights[2], weights[3])
        var (start, count) = (0, 0)
        for length in lengths where length > 0 {
            let run = values.span.extracting(start..<start + length)
            start += length
            var last = run[0]
            firsts.append(last)
            var slope: Int64 = 0
            @inline(__always) func difference(_ place: Int) -> Int64 {
                var difference = run[place] &- last
                last = run[place]
                if isSecondOrder { (difference, slope) = (difference &- slope, difference) }
                return difference
            }
            if model.weights.isEmpty {
                for place in 1..<length {
                    rest[count] = difference(place)
                    count &+= 1
                }
                continue
            }
            // The differences before, latest first.
            var (d0, d1, d2, d3) = (0 as Int64, 0 as Int64, 0 as Int64, 0 as Int64)
            for place in 1..<length {
                let difference = difference(place)
                let expected = (w0 &* d0 &+ w1 &* d1 &+ w2 &* d2 &+ w3 &* d3) >> Model.shift
                rest[count] = difference &- expected
                count &+= 1
                (d0, d1, d2, d3) = (difference, d0, d1, d2)
            }
        }
        residuals.removeLast(residuals.count - count)
        return (firsts, residuals)
    }

    /// About how many bits the values take under a model, its weights aside. O(n).
    static func estimate(_ values: [Int64], lengths: [Int], _ model: Model) -> Double {
        let (firsts, residuals) = residuals(values, lengths: lengths, model)
        return WidthClasses(firsts.span).bits + WidthClasses(residuals.span).bits
    }

    /// The model of values that have no order: all lie around their median.
    static func centred(_ values: [Int64]) -> Model { Model(order: 0, centre: median(values)) }

    /// The value in the middle of the sorted list, the later of two; 0 for none. O(n).
    private static func median(_ values: [Int64]) -> Int64 {
        var (candidates, rank) = (values, values.count / 2)
        while true {
            guard let low = candidates.min(), let high = candidates.max() else { return 0 }
            // Those whose eight highest bits, of the bits in which they differ, are those of the value sought.
            let shift = UInt64(max(56 - (high &- low).leadingZeroBitCount, 0))
            func cell(_ value: Int64) -> Int { Int(UInt64(bitPattern: value &- low) >> shift) }
            var counts = [Int](repeating: 0, count: 256)
            for value in candidates { counts[cell(value)] += 1 }
            var middle = 0
            while rank >= counts[middle] {
                rank -= counts[middle]
                middle += 1
            }
            guard shift > 0 else { return low &+ Int64(middle) }
            candidates = candidates.filter { cell($0) == middle }
        }
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
        out += [IntegerStream.ID.linear, UInt8(model.order)]
        if model.order > 0 { out.append(UInt8(model.weights.count)) }
        if !model.weights.isEmpty {
            out.append(UInt8(Model.shift))
            for weight in model.weights { out.append(varint: IntegerStream.zigzag(weight)) }
        }
        let (firsts, residuals) = residuals(values, lengths: lengths, model)
        try IntegerStream.encode(firsts, lengths: [firsts.count], zstd, to: &out)
        let rest = model.order == 0 ? lengths : lengths.map { max($0 - 1, 0) }
        try Split.encode(residuals, lengths: rest, zstd, effort, to: &out)
    }
}
