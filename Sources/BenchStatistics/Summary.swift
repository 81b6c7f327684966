/// The summary of a sample: how many values it has, where they lie and how far they spread.
///
/// It is Tukey's five-number summary (minimum, quartiles and median, maximum) with ``Moments``. NaN is counted
/// in ``missing`` and takes part in nothing else; infinities are counted in ``infinities`` and do take part.
/// A figure the sample does not define is nil, never a number that could be taken for one.
///
/// Shapes: n values in. Units: the counts are counts, all else is in the unit of the values.
/// Complexity: O(n log n), or O(n) for a sample already in order.
/// Source: J. W. Tukey, *Exploratory Data Analysis*, Addison-Wesley 1977, ch. 2; numpy.
public struct Summary: Sendable, Equatable {
    /// How many values are numbers, infinities among them.
    public let count: Int

    /// How many values are NaN.
    public let missing: Int

    /// How many values are infinite, of either sign.
    public let infinities: Int

    /// The arithmetic mean; nil if there are no numbers. See ``Moments/mean``.
    public let mean: Double?

    /// The sample standard deviation; nil if there are fewer than two numbers. See ``Moments/standardDeviation``.
    public let standardDeviation: Double?

    /// The smallest number; nil if there are none.
    public let minimum: Double?

    /// The quantile at ¼; nil if there are no numbers.
    public let lowerQuartile: Double?

    /// The quantile at ½; nil if there are no numbers.
    public let median: Double?

    /// The quantile at ¾; nil if there are no numbers.
    public let upperQuartile: Double?

    /// The largest number; nil if there are none.
    public let maximum: Double?

    /// Summarizes a sample that is already in order.
    ///
    /// Complexity: O(n).
    public init(_ sample: OrderStatistics, method: QuantileMethod = .linear) {
        let moments = Moments(sample.ascending.span)
        count = moments.count
        missing = sample.missing
        infinities = moments.infinities
        mean = moments.mean
        standardDeviation = moments.standardDeviation
        minimum = sample.minimum
        lowerQuartile = sample.quantile(0.25, method: method)
        median = sample.quantile(0.5, method: method)
        upperQuartile = sample.quantile(0.75, method: method)
        maximum = sample.maximum
    }

    /// Summarizes a sample in any order.
    ///
    /// Complexity: O(n log n).
    public init(_ values: Span<Double>, method: QuantileMethod = .linear) {
        self.init(OrderStatistics(values), method: method)
    }
}
