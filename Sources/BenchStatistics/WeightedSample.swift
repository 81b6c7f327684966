/// A sample whose values count more or less: as often as a configuration was run, say.
///
/// A value that is NaN, or has the weight 0, takes no part.
///
/// Shapes: n values and n weights. Units: those of the values.
public struct WeightedSample: Sendable {
    /// The numbers in ascending order, with their weights.
    private let numbers: [(value: Double, weight: Double)]

    /// How many values are NaN.
    public let missing: Int

    /// The sum of the weights of all numbers.
    public let weight: Double

    /// Takes values and weights; nil if they differ in number, or a weight is negative or not finite. O(n log n).
    public init?(_ values: Span<Double>, weights: Span<Double>) {
        guard values.count == weights.count else { return nil }
        var numbers: [(value: Double, weight: Double)] = []
        var missing = 0
        var weight = ExactSum()
        for index in values.indices {
            guard weights[index] >= 0, weights[index].isFinite else { return nil }
            guard !values[index].isNaN else {
                missing += 1
                continue
            }
            guard weights[index] > 0 else { continue }
            numbers.append((values[index], weights[index]))
            weight.add(weights[index])
        }
        (self.missing, self.weight) = (missing, weight.value)
        self.numbers = numbers.sorted { $0.value < $1.value }
    }

    /// The mean of the values, each as often as its weight says; nil if there are none.
    ///
    /// Complexity: O(n). Source: numpy `average`.
    public var mean: Double? {
        guard !numbers.isEmpty else { return nil }
        var sum = ExactSum()
        for number in numbers { sum.add(number.value * number.weight) }
        return sum.value / weight
    }

    /// The least value at or below which lies a share of at least `probability` of the weight; nil if there are no numbers,
    /// or the probability is outside 0...1.
    ///
    /// Complexity: O(n). Source: numpy `quantile(method="inverted_cdf", weights=...)`.
    public func quantile(_ probability: Double) -> Double? {
        guard probability >= 0, probability <= 1 else { return nil }
        // numpy adds up the weights in this order, too.
        let all = numbers.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        for number in numbers {
            sum += number.weight
            if sum / all >= probability { return number.value }
        }
        return numbers.last?.value
    }
}
