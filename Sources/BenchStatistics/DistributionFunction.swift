/// The empirical distribution function of a sample: the share of its numbers at or below each value.
///
/// F(x) = #{xᵢ ≤ x} / n, a step function that rises at each distinct value of the sample. NaN is left out and
/// counted; infinities take part.
///
/// Shapes: n values in, one step for each distinct value. Units: x in the unit of the values, shares in 0...1.
/// Complexity: O(n log n) to make, or O(n) for a sample already in order; O(log n) to evaluate.
/// Source: A. W. van der Vaart, *Asymptotic Statistics*, Cambridge 1998, ch. 19; `scipy.stats.ecdf`.
public struct DistributionFunction: Sendable, Equatable {
    /// One rise of the function.
    public struct Step: Sendable, Equatable {
        /// The value of the sample at which the function rises.
        public let value: Double

        /// How many numbers of the sample are less than or equal to ``value``.
        public let count: Int

        /// The share of the sample's numbers less than or equal to ``value``, in 0...1.
        public let share: Double
    }

    /// How many values were NaN and are not in the function.
    public let missing: Int

    /// The distinct numbers of the sample, ascending.
    public let support: [Double]

    /// How many numbers are less than or equal to each value of ``support``.
    public let cumulativeCounts: [Int]

    /// Makes the distribution function of a sample that is already in order.
    ///
    /// Complexity: O(n).
    public init(_ sample: OrderStatistics) {
        var support: [Double] = []
        var counts: [Int] = []
        for (index, value) in sample.ascending.enumerated() {
            if value == support.last {
                counts[counts.count - 1] = index + 1
            } else {
                support.append(value)
                counts.append(index + 1)
            }
        }
        missing = sample.missing
        self.support = support
        cumulativeCounts = counts
    }

    /// Makes the distribution function of a sample in any order.
    ///
    /// Complexity: O(n log n).
    public init(_ values: Span<Double>) {
        self.init(OrderStatistics(values))
    }
}

extension DistributionFunction {
    /// How many numbers the sample has, infinities among them and NaN not.
    public var count: Int { cumulativeCounts.last ?? 0 }

    /// The share of numbers less than `x`, the limit of F from the left; nil for an empty sample or NaN.
    ///
    /// Complexity: O(log n). Source: `scipy.stats.percentileofscore(kind="strict")`, there in percent.
    public func share(below x: Double) -> Double? {
        share(of: support.span.count(whilePrefix: { $0 < x }), at: x)
    }

    /// The share of numbers less than or equal to `x`, F(x); nil for an empty sample or NaN.
    ///
    /// Complexity: O(log n). Source: `scipy.stats.percentileofscore(kind="weak")`, there in percent.
    public func share(atMost x: Double) -> Double? {
        share(of: support.span.count(whilePrefix: { $0 <= x }), at: x)
    }

    private func share(of steps: Int, at x: Double) -> Double? {
        guard count > 0, !x.isNaN else { return nil }
        return steps == 0 ? 0 : Double(cumulativeCounts[steps - 1]) / Double(count)
    }

    /// All steps of the function, ascending.
    ///
    /// Complexity: O(steps). Source: `scipy.stats.ecdf(…).cdf` (`quantiles`, `probabilities`).
    public var steps: [Step] { support.indices.map(step) }

    /// At most `limit` steps, for a table or a picture of bounded size.
    ///
    /// The last step is always among them and, from two on, the first; those between are where F first reaches
    /// evenly spaced shares. Each step is one of ``steps``, so every printed pair is true of the sample.
    ///
    /// Complexity: O(limit · log n).
    public func steps(limit: Int) -> [Step] {
        guard limit < support.count else { return steps }
        guard limit > 0 else { return [] }
        var chosen: [Int] = limit > 1 ? [0] : []
        for part in 1..<max(limit - 1, 1) {
            let wanted = Double(part) / Double(limit - 1) * Double(count)
            let index = firstStep(reaching: wanted)
            if let previous = chosen.last, index > previous { chosen.append(index) }
        }
        if chosen.last != support.count - 1 { chosen.append(support.count - 1) }
        return chosen.map(step)
    }

    private func step(_ index: Int) -> Step {
        Step(
            value: support[index], count: cumulativeCounts[index],
            share: Double(cumulativeCounts[index]) / Double(count))
    }

    /// The first step whose cumulative count is at least `wanted`, by bisection; the last if none is.
    private func firstStep(reaching wanted: Double) -> Int {
        var low = 0
        var high = cumulativeCounts.count - 1
        while low < high {
            let middle = low + (high - low) / 2
            if Double(cumulativeCounts[middle]) >= wanted {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
