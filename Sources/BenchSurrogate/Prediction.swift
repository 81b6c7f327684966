/// What a surrogate says of a configuration; never measured.
public struct Prediction: Sendable, Equatable {
    /// The steps of the axis: whole epochs, up to the last that was asked for.
    public var steps: [Int]
    /// The series by the names of their columns.
    public var curves: [String: Curve]
    /// The metrics by name, as of the last step.
    public var metrics: [String: Value]

    /// A predicted series, one number a step.
    public struct Curve: Sendable, Equatable {
        /// The expected values.
        public var mean: [Double]
        /// Their calibrated standard deviations.
        public var spread: [Double]
        /// The intervals that hold 50, 80 and 95 % of what wasn't fitted to, in this order.
        public var intervals: [Band]
        /// What each network of the Bezier ensemble says; empty unless asked for.
        public var members: [[Double]] = []
        /// The networks' mean, and the standard deviation their disagreement is calibrated to; empty as `members`.
        public var bezier: (mean: [Double], spread: [Double]) = ([], [])

        /// Whether all numbers are the same.
        public static func == (a: Self, b: Self) -> Bool {
            (a.mean, a.spread, a.intervals, a.members) == (b.mean, b.spread, b.intervals, b.members)
                && a.bezier.mean == b.bezier.mean && a.bezier.spread == b.bezier.spread
        }
    }

    /// An interval at each step.
    public struct Band: Sendable, Equatable {
        /// The share of values that it is made to hold.
        public var share: Double
        /// Its lower ends.
        public var lower: [Double]
        /// Its upper ends.
        public var upper: [Double]
    }

    /// A predicted number.
    public struct Value: Sendable, Equatable {
        /// The expected value.
        public var mean: Double
        /// Its calibrated standard deviation.
        public var spread: Double
        /// The intervals that hold 50, 80 and 95 % of what wasn't fitted to, in this order.
        public var intervals: [Interval]
        /// What XGBoost's trees say, where they were asked.
        public var trees: Double?

        /// Makes a number; one without intervals is computed, not predicted.
        public init(mean: Double, spread: Double, intervals: [Interval], trees: Double? = nil) {
            (self.mean, self.spread, self.intervals, self.trees) = (mean, spread, intervals, trees)
        }
    }

    /// An interval.
    public struct Interval: Sendable, Equatable {
        /// The share of values that it is made to hold.
        public var share: Double
        /// Its lower end.
        public var lower: Double
        /// Its upper end.
        public var upper: Double
    }
}
