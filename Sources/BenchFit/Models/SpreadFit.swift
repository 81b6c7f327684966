import BenchStatistics
import BenchSurrogate

extension Calibration {
    /// The factors that hold their shares of these deviations, given in units of the spread predicted for them.
    static func fitted(to deviations: [Double]) -> Calibration {
        let sizes = deviations.map { abs($0) }
        let sorted = OrderStatistics(sizes.span)
        return Calibration(factors: shares.map { Float(sorted.quantile($0) ?? 1) })
    }
}

/// Learns the size of deviations: a kernel's smoothing of the logarithms of their sizes.
enum SpreadFit {
    /// Deviations are counted as larger by this share of their root mean square, so that a lucky hit is no certainty.
    private static let floor = 0.05
    /// Sizes of single deviations say little, so they are smoothed under this noise.
    static let noise = 10.0

    /// The logarithm of the size of each deviation, column by column.
    static func logarithms(_ deviations: Matrix) -> Matrix {
        var result = deviations
        for column in 0..<deviations.columns {
            let values = deviations.column(column)
            let square = values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))
            let least = max(square.squareRoot() * floor, 1e-9)
            for row in 0..<deviations.rows { result[row, column] = logarithm(abs(deviations[row, column]) + least) }
        }
        return result
    }
}
