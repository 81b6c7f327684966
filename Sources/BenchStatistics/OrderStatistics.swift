/// The order statistics of a sample: its numbers in ascending order.
///
/// NaN is not a number and has no place in an order, so it is left out and counted in ``missing``.
/// Infinities are numbers and stay. Everything that needs a sorted sample (``Summary``, ``BoxPlot``,
/// ``DistributionFunction``, quantiles) takes one of these, so that a column is sorted once.
///
/// Shapes: n values in, n − missing values held. Units: those of the values.
/// Complexity: O(n) to make, O(1) to read one.
/// Source: H. A. David and H. N. Nagaraja, *Order Statistics*, 3rd ed., Wiley 2003; numpy `sort`.
public struct OrderStatistics: Sendable, Equatable {
    /// The numbers of the sample, smallest first; never holds NaN.
    public let ascending: [Double]

    /// How many of the sample's values were NaN and are not in ``ascending``.
    public let missing: Int

    /// Sorts a sample, leaving out and counting its NaN.
    public init(_ values: Span<Double>) {
        var numbers: [Double] = []
        numbers.reserveCapacity(values.count)
        for index in values.indices where !values[index].isNaN {
            numbers.append(values[index])
        }
        missing = values.count - numbers.count
        numbers.radixSort()
        ascending = numbers
    }
}

extension OrderStatistics {
    /// How many numbers the sample has, infinities among them and NaN not.
    public var count: Int { ascending.count }

    /// Whether the sample has no numbers at all.
    public var isEmpty: Bool { ascending.isEmpty }

    /// The smallest number, or nil in an empty sample.
    public var minimum: Double? { ascending.first }

    /// The largest number, or nil in an empty sample.
    public var maximum: Double? { ascending.last }

    /// How many numbers of the sample are infinite, of either sign.
    ///
    /// Complexity: O(log n).
    public var infinities: Int {
        count(atMost: -.infinity) + (count - count(below: .infinity))
    }

    /// The quantile at a probability, or nil if the sample is empty or the probability is outside 0...1.
    ///
    /// Complexity: O(1). Source: see ``QuantileMethod``.
    public func quantile(_ probability: Double, method: QuantileMethod = .linear) -> Double? {
        BenchStatistics.quantile(probability, ofSorted: ascending.span, method: method)
    }

    /// How many numbers of the sample are less than `bound`; 0 for NaN.
    ///
    /// Complexity: O(log n). Source: numpy `searchsorted(side="left")`.
    public func count(below bound: Double) -> Int {
        ascending.span.count(whilePrefix: { $0 < bound })
    }

    /// How many numbers of the sample are less than or equal to `bound`; 0 for NaN.
    ///
    /// Complexity: O(log n). Source: numpy `searchsorted(side="right")`.
    public func count(atMost bound: Double) -> Int {
        ascending.span.count(whilePrefix: { $0 <= bound })
    }
}

extension Span<Double> {
    /// The length of the longest prefix whose elements all satisfy `predicate`, by bisection.
    ///
    /// Sound only if no element that fails `predicate` comes before one that satisfies it.
    func count(whilePrefix predicate: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
