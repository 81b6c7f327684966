import BenchStatistics

/// How well predictions agree with what was measured.
struct Agreement: Sendable {
    /// The share of the variance that is explained.
    let determination: Double?
    /// Kendall's tau-b.
    let rank: Double?
    /// The mean absolute error.
    let error: Double
    /// The number of values.
    let count: Int

    init(measured: [Double], predicted: [Double]) {
        count = measured.count
        let mean = measured.reduce(0, +) / Double(max(count, 1))
        let variance = measured.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let rest = zip(measured, predicted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        determination = variance > 0 ? 1 - rest / variance : nil
        rank = PairedSample(measured.span, predicted.span)?.kendall
        error = zip(measured, predicted).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(max(count, 1))
    }
}
