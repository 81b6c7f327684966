/// A definition of the sample quantile: one of the nine of Hyndman and Fan, by numpy's names.
///
/// For a sorted sample x[0] ≤ … ≤ x[n−1] and a probability q in 0...1 every definition finds a virtual index
/// into the sample. The discrete ones round it to an element; the others interpolate linearly between its
/// two neighbours. The raw values are the names of numpy's `method` argument.
///
/// Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", *The American Statistician*
/// 50(4), 1996, doi:10.1080/00031305.1996.10473566; numpy `quantile`.
public enum QuantileMethod: String, CaseIterable, Sendable {
    /// The smallest element whose share of elements at or below it is at least q (H&F 1); discrete.
    case invertedCDF = "inverted_cdf"

    /// As ``invertedCDF``, but the mean of two elements where q falls on a step (H&F 2).
    case averagedInvertedCDF = "averaged_inverted_cdf"

    /// The element nearest to n·q, to the even one when it is halfway (H&F 3); discrete.
    case closestObservation = "closest_observation"

    /// Linear interpolation of the empirical distribution function (H&F 4).
    case interpolatedInvertedCDF = "interpolated_inverted_cdf"

    /// Linear interpolation between the midpoints of the steps, plotting positions (k − ½)/n (H&F 5).
    case hazen

    /// Plotting positions k/(n + 1), the expected ranks of a uniform sample (H&F 6).
    case weibull

    /// Plotting positions (k − 1)/(n − 1), the usual default of numpy, R and spreadsheets (H&F 7).
    case linear

    /// Plotting positions (k − ⅓)/(n + ⅓), about median-unbiased for every distribution (H&F 8).
    case medianUnbiased = "median_unbiased"

    /// Plotting positions (k − ⅜)/(n + ¼), about unbiased for normal samples (H&F 9).
    case normalUnbiased = "normal_unbiased"
}

/// The quantile of a sorted sample at a probability, or nil if the sample is empty or q is outside 0...1.
///
/// The arithmetic is numpy's, operation for operation, so the result is numpy's to the last bit. That holds
/// for infinities too: where an interpolating method meets one as a neighbour, even with weight zero,
/// ∞ − ∞ and 0·∞ give NaN. The discrete methods do no arithmetic and return infinities as they are.
///
/// - Parameters:
///   - probability: q, a share in 0...1 (not a percentage).
///   - values: n values, ascending. If the last is NaN the result is NaN; if they are not ascending the result
///     is some value of no meaning.
///   - method: the definition; numpy's default is `linear`.
///
/// Units: those of the values. Complexity: O(1). Source: numpy `quantile`; see ``QuantileMethod``.
public func quantile(
    _ probability: Double, ofSorted values: Span<Double>, method: QuantileMethod = .linear
) -> Double? {
    guard !values.isEmpty, probability >= 0, probability <= 1 else { return nil }
    let last = values.count - 1
    if values[last].isNaN { return .nan }

    let position = method.virtualIndex(count: Double(values.count), probability: probability)
    let below = floor(position)
    if let index = method.discreteIndex(at: position, below: below) {
        return values[min(max(index, 0), last)]
    }
    if position >= Double(last) {
        // numpy's index here is −1, the last element from the end.
        return interpolate(values[last], values[last], weight: method.weight(position - -1))
    }
    if position < 0 {
        return interpolate(values[0], values[0], weight: method.weight(position))
    }
    return interpolate(values[below], values[below + 1], weight: method.weight(position - Double(below)))
}

/// The largest integer at most `position`, which is a virtual index and so in the range of Int.
private func floor(_ position: Double) -> Int {
    let truncated = Int(position)
    return Double(truncated) > position ? truncated - 1 : truncated
}

/// The point `weight` of the way from `a` to `b`, reckoned from the nearer end as numpy's `_lerp` does.
private func interpolate(_ a: Double, _ b: Double, weight: Double) -> Double {
    let difference = b - a
    return weight >= 0.5 ? b - difference * (1 - weight) : a + difference * weight
}

extension QuantileMethod {
    /// The place of the quantile in the sorted sample, counted from 0 and not yet rounded or clipped.
    fileprivate func virtualIndex(count n: Double, probability q: Double) -> Double {
        switch self {
        case .invertedCDF, .averagedInvertedCDF: n * q - 1
        case .closestObservation: n * q - 1 - 0.5
        case .linear: (n - 1) * q
        case .interpolatedInvertedCDF: plottingIndex(n, q, alpha: 0, beta: 1)
        case .hazen: plottingIndex(n, q, alpha: 0.5, beta: 0.5)
        case .weibull: plottingIndex(n, q, alpha: 0, beta: 0)
        case .medianUnbiased: plottingIndex(n, q, alpha: 1 / 3, beta: 1 / 3)
        case .normalUnbiased: plottingIndex(n, q, alpha: 3 / 8, beta: 3 / 8)
        }
    }

    private func plottingIndex(_ n: Double, _ q: Double, alpha: Double, beta: Double) -> Double {
        n * q + (alpha + q * (1 - alpha - beta)) - 1
    }

    /// The index a discrete method rounds a virtual index to, or nil if the method interpolates.
    fileprivate func discreteIndex(at position: Double, below: Int) -> Int? {
        let isWhole = position == Double(below)
        switch self {
        case .invertedCDF: return isWhole ? below : below + 1
        case .closestObservation: return isWhole && !below.isMultiple(of: 2) ? below : below + 1
        default: return nil
        }
    }

    /// The weight of the upper neighbour, given the fractional part of the virtual index.
    fileprivate func weight(_ fraction: Double) -> Double {
        guard self == .averagedInvertedCDF else { return fraction }
        return fraction == 0 ? 0.5 : 1
    }
}
