/// The mean and the sample standard deviation of a sample, with what was counted to get them.
///
/// NaN is left out and counted in ``missing``; infinities take part and are counted in ``infinities``.
/// The sums are exact (see ``ExactSum``), so the result does not depend on the order of the values.
///
/// Shapes: n values in. Units: those of the values. Complexity: O(n) time, O(1) memory.
/// Source: numpy `nanmean` and `nanstd(ddof=1)`; Python `statistics.fmean`.
public struct Moments: Sendable, Equatable {
    /// How many values are numbers, infinities among them.
    public let count: Int

    /// How many values are NaN; they are in none of the other figures.
    public let missing: Int

    /// How many values are infinite, of either sign.
    public let infinities: Int

    /// The arithmetic mean: the correctly rounded sum, divided once; nil if there are no numbers.
    ///
    /// With infinities it is infinite, or NaN if they have both signs.
    public let mean: Double?

    /// The sample standard deviation √(Σ(x − mean)² / (n − 1)); nil if there are fewer than two numbers.
    ///
    /// NaN if a value is infinite.
    public let standardDeviation: Double?

    /// Reckons the moments of a sample in any order.
    public init(_ values: Span<Double>) {
        var numbers: [Double] = []
        for index in values.indices where values[index].isNaN {
            // Nobody copies a sample that has none.
            numbers = (0..<values.count).map { values[$0] }.filter { !$0.isNaN }
            self.init(numbers: numbers.span, missing: values.count - numbers.count)
            return
        }
        self.init(numbers: values, missing: 0)
    }

    /// Reckons the moments of a sample without NaN.
    private init(numbers: Span<Double>, missing: Int) {
        var infinities = 0
        var largest = 0.0
        for index in numbers.indices {
            if numbers[index].isInfinite { infinities += 1 }
            largest = max(largest, numbers[index].magnitude)
        }
        (count, self.missing, self.infinities) = (numbers.count, missing, infinities)
        // Of values that are not finite, or whose sum isn't, only the exact sum has a mean.
        mean = certifiedSum(count, { numbers[$0] }).map { $0 / Double(numbers.count) } ?? ExactSum(numbers).mean
        if count < 2 {
            standardDeviation = nil
        } else if infinities > 0 {
            standardDeviation = .nan
        } else {
            standardDeviation = Self.deviation(numbers, mean: mean ?? 0, largest: largest)
        }
    }

    /// The sample standard deviation of at least two finite values of magnitudes up to `largest`.
    ///
    /// Two passes with the correction for the rounded mean: T. F. Chan, G. H. Golub and R. J. LeVeque,
    /// "Algorithms for Computing the Sample Variance", *The American Statistician* 37(3), 1983, eq. 1.7.
    /// The values are scaled by a power of two, so that no square leaves the range of a double.
    private static func deviation(_ values: Span<Double>, mean: Double, largest: Double) -> Double {
        guard largest > 0 else { return 0 }
        let exponent = min(max(Int(largest.exponent), -1022), 1022)
        let scale = Double(sign: .plus, exponent: -exponent, significand: 1)
        let scaledMean = mean * scale
        let deviations = roundedSum(values.count) { values[$0] * scale - scaledMean }
        let squares = roundedSum(values.count) { place in
            let deviation = values[place] * scale - scaledMean
            return deviation * deviation
        }
        let count = Double(values.count)
        let variance = max(squares - deviations * deviations / count, 0) / (count - 1)
        return Double(sign: .plus, exponent: exponent, significand: squareRoot(variance))
    }
}
