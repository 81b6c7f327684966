/// How well predictions agree with what was measured.
public struct Agreement: Sendable, Equatable {
    /// The share of the variance that is explained, R2; nil where all measurements are the same.
    ///
    /// 1 - sum((measured - predicted)^2) / sum((measured - mean)^2). Source: scikit-learn `r2_score`.
    public let determination: Double?
    /// Kendall's tau-b of measured and predicted, as ``PairedSample/kendall``.
    public let rank: Double?
    /// The mean absolute error, in the unit of the values.
    public let error: Double
    /// The number of values.
    public let count: Int

    /// Compares predictions with measurements pair by pair, as many as both spans have. O(n log n).
    public init(measured: Span<Double>, predicted: Span<Double>) {
        count = min(measured.count, predicted.count)
        let (measured, predicted) = (measured.extracting(first: count), predicted.extracting(first: count))
        var (sum, rest, differences, variance) = (0.0, 0.0, 0.0, 0.0)
        for index in measured.indices { sum += measured[index] }
        let mean = sum / Double(max(count, 1))
        for index in measured.indices {
            let difference = measured[index] - predicted[index]
            rest += difference * difference
            differences += difference.magnitude
            variance += (measured[index] - mean) * (measured[index] - mean)
        }
        determination = variance > 0 ? 1 - rest / variance : nil
        rank = PairedSample(measured, predicted)?.kendall
        error = differences / Double(max(count, 1))
    }
}
