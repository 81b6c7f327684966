extension Predictor {
    /// The kinds of predictors that there are to try.
    enum Kind: CaseIterable {
        case runningMinimum, affine, knots, remaining, proportional
    }

    private static let knotShiftTarget = 4

    /// The predictor of a kind that fits these runs best, by least squares; nil where there is nothing to fit. O(n).
    init?(_ kind: Kind, fitting pairs: PairedRuns) {
        switch kind {
        case .runningMinimum: self = .runningMinimum
        case .affine: self.init(affine: pairs)
        case .remaining: self.init(remaining: pairs)
        case .knots: self.init(knots: pairs)
        case .proportional: self.init(proportional: pairs)
        }
    }

    /// A least-squares line, of what stays below a limit.
    init?(affine pairs: PairedRuns, below limit: Double = 0x1p60) {
        var (n, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var largest = 1.0
        pairs.forEachPair { y, x, _ in
            n += 1
            sumX += x
            sumY += y
            sumXX += x * x
            sumXY += x * y
            largest = max(largest, x.magnitude)
        }
        let determinant = n * sumXX - sumX * sumX
        guard n > 1, determinant > 0 else { return nil }
        let slope = (n * sumXY - sumX * sumY) / determinant
        let offset = (sumY - slope * sumX) / n
        guard let shift = Self.shift(slope.magnitude * largest + offset.magnitude, below: limit) else { return nil }
        let scale = Double(sign: .plus, exponent: Int(shift), significand: 1)
        // A half more, so that the shift rounds.
        self = .affine(
            slope: Int64((slope * scale).rounded()), offset: Int64(((offset + 0.5) * scale).rounded()), shift: shift)
    }

    /// Seconds left are whole ones, cut off: half of one is lost on average.
    private init?(remaining pairs: PairedRuns) {
        var (sumXX, sumXY, largest) = (0.0, 0.0, 1.0)
        pairs.forEachPair { y, x, rest in
            let x = x * Double(rest)
            sumXX += x * x
            sumXY += x * (y + 0.5)
            largest = max(largest, x.magnitude)
        }
        guard sumXX > 0, let shift = Self.shift((sumXY / sumXX).magnitude * largest) else { return nil }
        let scale = Double(sign: .plus, exponent: Int(shift), significand: 1)
        self = .remaining(slope: Int64((sumXY / sumXX * scale).rounded()), shift: shift)
    }

    /// A least-squares slope through the origin for each run, as exact as the values scatter around it.
    private init?(proportional pairs: PairedRuns) {
        var slopes: [Double] = []
        var (largest, steepest, misses, count) = (1.0, 0.0, 0.0, 0)
        for run in pairs.runs {
            let steps = 0..<min(run.values.count, run.source.count)
            var (sumXX, sumXY) = (0.0, 0.0)
            for step in steps {
                let x = Double(pairs.source[run.source.lowerBound + step])
                sumXX += x * x
                sumXY += x * Double(pairs.values[run.values.lowerBound + step])
                largest = max(largest, x.magnitude)
            }
            let slope = sumXX > 0 ? sumXY / sumXX : 0
            for step in steps {
                let expected = slope * Double(pairs.source[run.source.lowerBound + step])
                misses += (Double(pairs.values[run.values.lowerBound + step]) - expected).magnitude
            }
            count += steps.count
            steepest = max(steepest, slope.magnitude)
            slopes.append(slope)
        }
        let scatter = max(misses / Double(max(count, 1)), 1)
        guard steepest > 0, steepest * largest < 0x1p52 else { return nil }
        // An eighth of the scatter is exact enough.
        let shift = min(max((8 * largest / scatter).exponent + 1, 0), 40)
        let scale = Double(sign: .plus, exponent: Int(shift), significand: 1)
        guard steepest * scale < 0x1p52, steepest * scale * largest < 0x1p62 else { return nil }
        self = .proportional(slopes: slopes.map { Int64(($0 * scale).rounded()) }, shift: Int64(shift))
    }

    /// The most bits after the point that keep products below 2^62, up to 32; nil where there is no room at all, and
    /// where nothing but 0 is expected.
    private static func shift(_ largest: Double, below limit: Double = 0x1p60) -> Int64? {
        guard largest > 0, largest < limit else { return nil }
        return Int64(max(min(60 - largest.exponent, 32), 0))
    }

    /// A least-squares linear spline: hat functions at equal distances, a tridiagonal system (de Boor, "A Practical Guide
    /// to Splines", ch. III).
    private init?(knots pairs: PairedRuns) {
        var (low, high) = (Double.infinity, -Double.infinity)
        pairs.forEachPair { _, x, _ in (low, high) = (min(low, x), max(high, x)) }
        guard low < high, low.magnitude < 0x1p52, high.magnitude < 0x1p52 else { return nil }
        let (least, most) = (Int64(low), Int64(high))
        let width = 64 - (most - least).leadingZeroBitCount
        let shift = Int64(max(width - Self.knotShiftTarget, 0))
        let cells = Int((most - least) >> shift) + 1
        let span = Double(sign: .plus, exponent: Int(shift), significand: 1)
        var diagonal = [Double](repeating: 1e-6, count: cells + 1)
        var above = [Double](repeating: 0, count: cells + 1)
        var right = [Double](repeating: 0, count: cells + 1)
        pairs.forEachPair { y, x, _ in
            let distance = (x - low) / span
            let cell = Int(distance)
            let within = distance - Double(cell)
            diagonal[cell] += (1 - within) * (1 - within)
            diagonal[cell + 1] += within * within
            above[cell] += within * (1 - within)
            right[cell] += (1 - within) * y
            right[cell + 1] += within * y
        }
        for knot in 1...cells {
            let factor = above[knot - 1] / diagonal[knot - 1]
            diagonal[knot] -= factor * above[knot - 1]
            right[knot] -= factor * right[knot - 1]
        }
        var heights = [Double](repeating: 0, count: cells + 1)
        for knot in stride(from: cells, through: 0, by: -1) {
            let next = knot < cells ? above[knot] * heights[knot + 1] : 0
            heights[knot] = (right[knot] - next) / diagonal[knot]
            guard heights[knot].magnitude < 0x1p52 else { return nil }
        }
        self = .knots(first: least, shift: shift, heights: heights.map { Int64($0.rounded()) })
    }

    /// What is left of the values. O(n).
    func residuals(_ pairs: PairedRuns) -> [Int64] {
        var rest = pairs.values
        var all = rest.mutableSpan
        for (number, run) in pairs.runs.enumerated() {
            var values = all.extracting(run.values)
            apply(to: &values, source: pairs.source.span.extracting(run.source), run: number, sign: -1)
        }
        return rest
    }
}
