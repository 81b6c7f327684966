/// The figures of Tukey's box plot: the box, its whiskers, the notch and the fliers beyond.
///
/// The box spans the quartiles. Each whisker ends at the last datum within `reach` interquartile ranges of the
/// box, or at the box where there is none; what lies beyond is a flier. NaN is left out and counted. Infinities
/// take part, and a quartile next to one may be NaN, as in numpy (see ``quantile(_:ofSorted:method:)``).
///
/// Shapes: n values in, at most n fliers out. Units: those of the values.
/// Complexity: O(n log n), or O(fliers) for a sample already in order.
/// Source: R. McGill, J. W. Tukey and W. A. Larsen, "Variations of Box Plots", *The American Statistician* 32(1),
/// 1978, doi:10.1080/00031305.1978.10479236; `matplotlib.cbook.boxplot_stats`.
public struct BoxPlot: Sendable, Equatable {
    /// How many numbers the plot shows, fliers among them.
    public let count: Int

    /// How many values were NaN and are not in the plot.
    public let missing: Int

    /// The lower end of the box, the quantile at ¼ (matplotlib `q1`).
    public let lowerQuartile: Double

    /// The line in the box, the quantile at ½ (matplotlib `med`).
    public let median: Double

    /// The upper end of the box, the quantile at ¾ (matplotlib `q3`).
    public let upperQuartile: Double

    /// The end of the lower whisker (matplotlib `whislo`).
    public let lowerWhisker: Double

    /// The end of the upper whisker (matplotlib `whishi`).
    public let upperWhisker: Double

    /// The numbers below the lower whisker, ascending.
    public let lowerFliers: [Double]

    /// The numbers above the upper whisker, ascending.
    public let upperFliers: [Double]

    /// Reckons the box plot of a sample that is already in order; nil if it has no numbers.
    ///
    /// `reach` is the longest a whisker may be, in interquartile ranges (matplotlib `whis`).
    public init?(_ sample: OrderStatistics, reach: Double = 1.5) {
        guard let lowerQuartile = sample.quantile(0.25), let median = sample.quantile(0.5),
            let upperQuartile = sample.quantile(0.75)
        else { return nil }
        let range = upperQuartile - lowerQuartile
        let lowerFence = lowerQuartile - reach * range
        let upperFence = upperQuartile + reach * range
        let least = sample.ascending.first { $0 >= lowerFence }
        let greatest = sample.ascending.last { $0 <= upperFence }
        // A fence is NaN if its quartile is, and then no number is within it.
        let lowerWhisker = least.map { min($0, lowerQuartile) } ?? lowerQuartile
        let upperWhisker = greatest.map { max($0, upperQuartile) } ?? upperQuartile

        count = sample.count
        missing = sample.missing
        self.lowerQuartile = lowerQuartile
        self.median = median
        self.upperQuartile = upperQuartile
        self.lowerWhisker = lowerWhisker
        self.upperWhisker = upperWhisker
        lowerFliers = Array(sample.ascending.prefix { $0 < lowerWhisker })
        upperFliers = Array(sample.ascending.reversed().prefix { $0 > upperWhisker }.reversed())
    }

    /// Reckons the box plot of a sample in any order; nil if it has no numbers.
    ///
    /// `reach` is the longest a whisker may be, in interquartile ranges (matplotlib `whis`).
    public init?(_ values: Span<Double>, reach: Double = 1.5) {
        self.init(OrderStatistics(values), reach: reach)
    }
}

extension BoxPlot {
    /// The interquartile range, the length of the box (matplotlib `iqr`).
    public var interquartileRange: Double { upperQuartile - lowerQuartile }

    /// The numbers beyond the whiskers, ascending (matplotlib `fliers`, which has them in the data's order).
    public var fliers: [Double] { lowerFliers + upperFliers }

    /// The notch, median ∓ 1.57 · iqr/√n: boxes whose notches do not overlap differ at about the 5 % level.
    ///
    /// Source: McGill, Tukey and Larsen 1978; matplotlib `cilo` and `cihi`.
    public var notch: (lower: Double, upper: Double) {
        let half = 1.57 * interquartileRange / squareRoot(Double(count))
        return (median - half, median + half)
    }
}
