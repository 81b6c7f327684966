/// Integers from `lower` to `upper` in steps.
public struct IntegerRange: Hashable, Sendable {
    /// The least.
    public let lower: Int64
    /// The greatest.
    public let upper: Int64
    /// The distance of neighbours, 1 or more; it divides `upper - lower`.
    public let step: Int64
    /// Whether draws are uniform in the logarithm.
    public let isLogarithmic: Bool

    /// Makes a range; nil unless lower < upper, in whole steps of at least 1, and above 0 if it is logarithmic.
    ///
    /// Bounds are at most 2^53 in magnitude, so that a double holds each value.
    public init?(_ lower: Int64, _ upper: Int64, step: Int64 = 1, isLogarithmic: Bool = false) {
        guard lower < upper, lower.magnitude <= 1 << 53, upper.magnitude <= 1 << 53, step >= 1,
            (upper - lower) % step == 0, !isLogarithmic || lower > 0
        else { return nil }
        (self.lower, self.upper, self.step, self.isLogarithmic) = (lower, upper, step, isLogarithmic)
    }

    /// How many values there are.
    public var count: Int { Int((upper - lower) / step) + 1 }

    /// Whether a value is one of them.
    public func contains(_ value: Int64) -> Bool {
        value >= lower && value <= upper && (value - lower) % step == 0
    }

    /// A value by its place, from 0 to below `count`.
    public func value(at place: Int) -> Int64 { lower + Int64(place) * step }
}

/// Numbers from `lower` to `upper`, all of them or those of a grid.
public struct FloatRange: Hashable, Sendable {
    /// The least.
    public let lower: Double
    /// The greatest.
    public let upper: Double
    /// The values in steps; nil where every number of the range is one.
    public let grid: FloatGrid?
    /// Whether draws are uniform in the logarithm.
    public let isLogarithmic: Bool

    /// Makes a range; nil unless lower < upper, both finite, in whole steps, and above 0 if it is logarithmic.
    public init?(_ lower: Double, _ upper: Double, step: Double? = nil, isLogarithmic: Bool = false) {
        guard lower.isFinite, upper.isFinite, lower < upper, (upper - lower).isFinite, !isLogarithmic || lower > 0
        else {
            return nil
        }
        if let step {
            guard let grid = FloatGrid(lower, upper, step: step) else { return nil }
            self.grid = grid
        } else {
            grid = nil
        }
        (self.lower, self.upper, self.isLogarithmic) = (lower, upper, isLogarithmic)
    }

    /// Whether a number is one of the values.
    public func contains(_ value: Double) -> Bool {
        guard value >= lower, value <= upper else { return false }
        guard let grid else { return true }
        return grid.value(at: grid.nearest(value)) == value
    }
}

/// Decimals in equal steps: 4.0, 4.1, ... 16.0.
///
/// Each value is the double nearest to its decimal, as a reader of the text would have it, and no running sum.
public struct FloatGrid: Hashable, Sendable {
    /// The distance of neighbours.
    public let step: Double
    /// How many values there are.
    public let count: Int
    private let (first, stride, power): (Double, Double, Double)

    /// Makes a grid of at most 2^53 values; nil unless the three numbers have at most 12 decimals, and the step fits.
    init?(_ lower: Double, _ upper: Double, step: Double) {
        guard step > 0 else { return nil }
        var power = 1.0
        while !([lower, upper, step].allSatisfy { Self.isDecimal($0, power) }) {
            guard power < 1e12 else { return nil }
            power *= 10
        }
        let (first, last, stride) =
            ((lower * power).rounded(), (upper * power).rounded(), (step * power).rounded())
        guard max(first.magnitude, last.magnitude) < 0x1p53, (last - first).truncatingRemainder(dividingBy: stride) == 0
        else { return nil }
        (self.step, count) = (step, Int((last - first) / stride) + 1)
        (self.first, self.stride, self.power) = (first, stride, power)
    }

    private static func isDecimal(_ value: Double, _ power: Double) -> Bool {
        let scaled = (value * power).rounded()
        return scaled.magnitude < 0x1p53 && scaled / power == value
    }

    /// A value by its place, from 0 to below `count`.
    public func value(at place: Int) -> Double { (first + Double(place) * stride) / power }

    /// The place of the value nearest to a number.
    public func nearest(_ value: Double) -> Int {
        Int(min(max(((value * power - first) / stride).rounded(), 0), Double(count - 1)))
    }
}
