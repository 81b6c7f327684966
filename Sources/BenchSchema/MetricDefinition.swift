import BenchStatistics

/// How a metric is reduced from another column; stored in the file beside its values.
///
/// Sums and means are correctly rounded (`ExactSum`, then one division), so that they are the same in any language.
/// Nulls and holes are skipped; a NaN makes a sum or mean NaN, always the same one (`nan`). Of an incomplete run the metric
/// covers what is there, and the run's state says so. Without any value the metric is absent.
public struct MetricDefinition: Hashable, Sendable {
    /// The reduction.
    public var reduction: Reduction
    /// Columns, of which a run's first with a value is reduced.
    public var sources: [String]
    /// What the reduced value is divided by (1000 turns W.h into kW.h); finite and above 0.
    public var divisor: Double
    /// Which way is better.
    public var direction: Direction

    /// Makes a definition.
    public init(_ reduction: Reduction, of sources: [String], dividedBy divisor: Double = 1, _ direction: Direction) {
        self.reduction = reduction
        self.sources = sources
        self.divisor = divisor
        self.direction = direction
    }

    /// Two definitions are equal when all they hold is, names by their bytes and the divisor by its bits.
    public static func == (a: Self, b: Self) -> Bool {
        (a.reduction, a.direction) == (b.reduction, b.direction) && a.divisor.bitPattern == b.divisor.bitPattern
            && a.sources.map(\.exact) == b.sources.map(\.exact)
    }

    /// Hashes reduction and sources, which suffices beside the exact equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(reduction)
        hasher.combine(sources.map(\.exact))
    }

    /// The NaN that a reduction gives: sign and payload of what arithmetic gives differ from machine to machine.
    public static let nan = Double(bitPattern: 0x7FF8_0000_0000_0000)

    /// A named reduction; the raw value is its id in a file.
    public enum Reduction: UInt8, Sendable, CaseIterable {
        /// A scalar as it is.
        case value = 0
        /// The last value along the axis.
        case last = 1
        /// The correctly rounded sum.
        case sum = 2
        /// The sum divided by the number of values.
        case mean = 3
        /// The mean without the first element, which includes warming up; of a single element, that one.
        case meanAfterFirst = 4

        /// The name, as `info` prints it.
        public var name: String {
            switch self {
            case .value: "value"
            case .last: "last"
            case .sum: "sum"
            case .mean: "mean"
            case .meanAfterFirst: "mean_after_first"
            }
        }
    }

    /// Which way is better; the raw value is its id in a file.
    public enum Direction: UInt8, Sendable, CaseIterable {
        /// Smaller is better.
        case minimize = 0
        /// Larger is better.
        case maximize = 1

        /// `min` or `max`, as the command writes it.
        public var name: String { self == .minimize ? "min" : "max" }
    }

    /// Reduces the elements of a series; nil where there is no value. O(n).
    ///
    /// Whatever NaN comes out, be it a last value or what arithmetic makes, is given as `nan`.
    public func reduce(_ elements: [Double?]) -> Double? {
        let result: Double? =
            switch reduction {
            case .value, .last: elements.last(where: { $0 != nil }).flatMap { $0 }.map { $0 / divisor }
            case .sum: Self.sum(elements).map { $0.sum / divisor }
            case .mean: Self.sum(elements).map { $0.sum / (Double($0.count) * divisor) }
            case .meanAfterFirst:
                (Self.sum(elements.dropFirst()) ?? Self.sum(elements)).map { $0.sum / (Double($0.count) * divisor) }
            }
        return result.map { $0.isNaN ? Self.nan : $0 }
    }

    private static func sum(_ elements: some Sequence<Double?>) -> (sum: Double, count: Int)? {
        var sum = ExactSum()
        var count = 0
        for case .some(let value) in elements {
            sum.add(value)
            count += 1
        }
        return count == 0 ? nil : (sum.value, count)
    }
}
