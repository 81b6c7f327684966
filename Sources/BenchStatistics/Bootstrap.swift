/// An interval that a statistic lies in, by resampling: the percentile bootstrap.
///
/// Each resample draws n of the n numbers with replacement; the interval is between the quantiles of the statistic over
/// all resamples that leave (1 - confidence) / 2 on either side. The draws come from SplitMix64 by the seed, so that the
/// same input gives the same interval on every machine. NaN is left out and counted.
///
/// Source: B. Efron, "Bootstrap Methods: Another Look at the Jackknife", *Annals of Statistics* 7(1), 1979, and "Nonparametric
/// Standard Errors and Confidence Intervals", 1981 (the percentile interval).
public struct BootstrapInterval: Sendable, Equatable {
    /// The statistic of the sample itself.
    public let estimate: Double

    /// The lower end.
    public let lower: Double

    /// The upper end.
    public let upper: Double

    /// How many values are NaN, and take no part.
    public let missing: Int

    /// Reckons the interval; nil where there are no numbers, no resamples, or the confidence isn't between 0 and 1.
    ///
    /// - Parameter statistic: Of n numbers in any order; never called with none.
    ///
    /// Units: those of the statistic. Complexity: O(resamples) calls of the statistic.
    public init?(
        _ values: Span<Double>, confidence: Double = 0.95, resamples: Int = 2000, seed: UInt64,
        statistic: (Span<Double>) -> Double
    ) {
        guard confidence > 0, confidence < 1, resamples > 0 else { return nil }
        var numbers: [Double] = []
        for index in values.indices where !values[index].isNaN { numbers.append(values[index]) }
        guard !numbers.isEmpty else { return nil }
        var random = SplitMix64(seed: seed)
        var resample = numbers
        var found: [Double] = []
        for _ in 0..<resamples {
            for place in resample.indices { resample[place] = numbers[random.below(numbers.count)] }
            found.append(statistic(resample.span))
        }
        let tail = (1 - confidence) / 2
        let sample = OrderStatistics(found.span)
        guard let lower = sample.quantile(tail), let upper = sample.quantile(1 - tail) else { return nil }
        (estimate, self.lower, self.upper) = (statistic(numbers.span), lower, upper)
        missing = values.count - numbers.count
    }
}
