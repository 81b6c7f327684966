/// Two measurements of each of some objects, and how the one goes with the other.
///
/// A pair with a NaN in it is left out and counted in ``missing``; infinities stay. A coefficient that the sample doesn't
/// define, for it has fewer than two pairs or one of its sides is constant, is nil.
///
/// Shapes: n values a side. Units: the coefficients have none.
public struct PairedSample: Sendable {
    /// The first measurement of each pair without NaN.
    public let first: [Double]

    /// The second measurement of each pair without NaN.
    public let second: [Double]

    /// How many pairs have a NaN, and are in none of the coefficients.
    public let missing: Int

    /// Takes two measurements of the same objects in the same order; nil if the spans differ in length. O(n).
    public init?(_ first: Span<Double>, _ second: Span<Double>) {
        guard first.count == second.count else { return nil }
        var (left, right): ([Double], [Double]) = ([], [])
        for index in first.indices where !first[index].isNaN && !second[index].isNaN {
            left.append(first[index])
            right.append(second[index])
        }
        missing = first.count - left.count
        (self.first, self.second) = (left, right)
    }

    /// How many pairs are compared.
    public var count: Int { first.count }

    /// The product-moment coefficient of linear correlation, -1...1; NaN if a value is infinite.
    ///
    /// Two passes over values scaled by powers of two, with exact sums. Complexity: O(n).
    /// Source: K. Pearson, *Proceedings of the Royal Society* 58, 1895; scipy `pearsonr`.
    public var pearson: Double? { Self.pearson(first, second) }

    /// The correlation of ranks, -1...1; values that are equal have the mean of their ranks.
    ///
    /// Complexity: O(n log n). Source: C. Spearman, *American Journal of Psychology* 15(1), 1904; scipy `spearmanr`.
    public var spearman: Double? { Self.pearson(averageRanks(first), averageRanks(second)) }

    /// The share of pairs of objects in one order on both sides less that in opposite order, ties discounted: tau-b.
    ///
    /// Complexity: O(n log n). Source: M. G. Kendall, "The Treatment of Ties in Ranking Problems", *Biometrika* 33(3),
    /// 1945; the algorithm is W. R. Knight's, *JASA* 61, 1966; scipy `kendalltau`.
    public var kendall: Double? { kendallTau(first, second) }

    private static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
        guard first.count > 1, first.contains(where: { $0 != first[0] }), second.contains(where: { $0 != second[0] })
        else { return nil }
        let (left, right) = (deviations(first), deviations(second))
        var (product, leftSquares, rightSquares) = (ExactSum(), ExactSum(), ExactSum())
        for index in left.indices {
            product.add(left[index] * right[index])
            leftSquares.add(left[index] * left[index])
            rightSquares.add(right[index] * right[index])
        }
        let correlation = product.value / squareRoot(leftSquares.value) / squareRoot(rightSquares.value)
        // Rounding may lead a hair beyond the ends.
        return correlation.isNaN ? .nan : min(max(correlation, -1), 1)
    }

    /// Deviations from the mean, of magnitudes near 1; all NaN if a value is infinite.
    private static func deviations(_ values: [Double]) -> [Double] {
        func scaled(_ values: [Double]) -> [Double] {
            let largest = values.reduce(0) { max($0, $1.magnitude) }
            guard largest > 0, largest.isFinite else { return values }
            let exponent = min(max(-Int(largest.exponent), -1022), 1022)
            let scale = Double(sign: .plus, exponent: exponent, significand: 1)
            return values.map { $0 * scale }
        }
        let values = scaled(values)
        let mean = ExactSum(values.span).mean ?? 0
        return scaled(values.map { $0 - mean })
    }
}

/// The rank of each value, the least being 1; values that are equal have the mean of their ranks.
///
/// There must be no NaN among the values. Shapes: n values in, n ranks out. Complexity: O(n log n).
/// Source: scipy `rankdata(method="average")`.
public func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        // The mean of start + 1, ..., end.
        for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
        start = end
    }
    return ranks
}
