import BenchStatistics

// The module's functions on arrays. Swift Testing's macros cannot take a span, since it must not escape.

func quantile(_ probability: Double, of values: [Double], method: QuantileMethod) -> Double? {
    quantile(probability, ofSorted: values.span, method: method)
}

func dominates(_ first: [Double], _ second: [Double], _ directions: [Direction]) -> Bool {
    dominates(first.span, second.span, directions: directions)
}

extension OrderStatistics {
    init(of values: [Double]) { self.init(values.span) }
}

extension ExactSum {
    init(of values: [Double]) { self.init(values.span) }
}

extension Moments {
    init(of values: [Double]) { self.init(values.span) }
}

extension Summary {
    init(of values: [Double]) { self.init(values.span) }
}

extension BoxPlot {
    init?(of values: [Double], reach: Double = 1.5) { self.init(values.span, reach: reach) }
}

extension DistributionFunction {
    init(of values: [Double]) { self.init(values.span) }
}

extension ParetoFrontier {
    init?(of columns: [Double], _ directions: [Direction]) { self.init(columns: columns.span, directions: directions) }

    init?(of first: [Double], _ firstDirection: Direction, against second: [Double], _ secondDirection: Direction) {
        self.init(first.span, firstDirection, against: second.span, secondDirection)
    }
}

extension PairedSample {
    init?(of first: [Double], _ second: [Double]) { self.init(first.span, second.span) }
}

extension NondominatedRanks {
    init?(of columns: [Double], _ directions: [Direction]) { self.init(columns: columns.span, directions: directions) }
}

func hypervolume(of columns: [Double], _ directions: [Direction], _ reference: [Double]) -> Double? {
    hypervolume(columns: columns.span, directions: directions, reference: reference)
}

extension WeightedSample {
    init?(of values: [Double], _ weights: [Double]) { self.init(values.span, weights: weights.span) }
}

extension BootstrapInterval {
    /// Of the mean.
    init?(of values: [Double], confidence: Double, resamples: Int, seed: UInt64) {
        self.init(values.span, confidence: confidence, resamples: resamples, seed: seed) { ExactSum($0).mean ?? .nan }
    }
}

extension RepeatRule {
    func values(repeats: [Double]) -> [Double] { values(of: repeats.span) }
}
