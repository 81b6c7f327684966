public import BenchSchema
import BenchStatistics

/// Draws points of a space, none of them twice (Specs/search-space.md, "Drawing").
///
/// The same space and seed give the same points on every machine.
public struct SpaceSampler: Sendable {
    private let space: SearchSpace
    private var generator: SplitMix64
    private var drawn: Set<SearchSpace.Point> = []
    /// How many draws in a row may come to nothing.
    private let patience: Int
    /// How many draws came to nothing because they were forbidden, not wanted, or drawn before.
    public private(set) var refused = 0

    /// Starts a sequence of points.
    public init(_ space: SearchSpace, seed: UInt64) {
        self.space = space
        generator = SplitMix64(seed: seed)
        // The last point of a space of n comes after n draws on average.
        patience = Int(min(10_000 + 30 * space.size, 200_000))
    }

    /// The next point that isn't forbidden, that is wanted, and that wasn't drawn before.
    ///
    /// Throws `.usage` after many draws in a row that come to nothing: the space has no more, or hardly any. Memory:
    /// one point for each that was drawn.
    public mutating func next(
        where isWanted: (SearchSpace.Point) throws(BenchError) -> Bool = { _ in true }
    ) throws(BenchError) -> SearchSpace.Point {
        for _ in 0..<patience {
            let point = draw()
            if space.forbiddenClause(point) == nil, !drawn.contains(point), try isWanted(point) {
                drawn.insert(point)
                return point
            }
            refused += 1
        }
        throw BenchError(
            .usage,
            "\(patience) draws in a row gave no new configuration, after \(drawn.count): the search space has no more "
                + "within the limits, or hardly any; ask for fewer, or widen the limits")
    }

    /// One draw, which may be forbidden; of each parameter one number of the generator, though it be inactive.
    mutating func draw() -> SearchSpace.Point {
        let units = space.parameters.map { _ in generator.unit() }
        var point = SearchSpace.Point(repeating: .absent, count: units.count)
        for place in space.order where space.isActive(place, point) {
            point[place] = space.parameters[place].domain.value(units[place])
        }
        return point
    }
}

extension SearchSpace {
    /// How many points there are at most, conditions and clauses aside; infinite with a range that has no steps.
    public var size: Double {
        parameters.reduce(1) { $0 * ($1.domain.count.map(Double.init) ?? .infinity) }
    }
}

extension Domain {
    /// The value that a number from 0 to below 1 draws.
    func value(_ unit: Double) -> Cell {
        switch self {
        case .integer(let range):
            let place =
                range.isLogarithmic
                ? logarithmicPlace(
                    unit, Double(range.lower), Double(range.upper), step: Double(range.step), range.count)
                : place(unit, range.count)
            return .int64(range.value(at: place))
        case .float(let range):
            guard let grid = range.grid else { return .float64(number(unit, range)) }
            let place =
                range.isLogarithmic
                ? logarithmicPlace(unit, range.lower, range.upper, step: grid.step, grid.count)
                : place(unit, grid.count)
            return .float64(grid.value(at: place))
        case .categorical(let choices, let weights?):
            var rest = unit
            for (choice, weight) in zip(choices, weights) {
                if rest < weight { return choice }
                rest -= weight
            }
            // Sums of weights are rounded.
            let last = weights.lastIndex { $0 > 0 } ?? choices.count - 1
            return choices[last]
        case .categorical(let choices, nil): return choices[place(unit, choices.count)]
        case .ordinal(let sequence): return sequence[place(unit, sequence.count)]
        case .constant(let value): return value
        }
    }

    private func place(_ unit: Double, _ count: Int) -> Int { min(Int(unit * Double(count)), count - 1) }

    private func number(_ unit: Double, _ range: FloatRange) -> Double {
        let value =
            range.isLogarithmic
            ? PortableMath.exp(
                PortableMath.log(range.lower)
                    + unit * (PortableMath.log(range.upper) - PortableMath.log(range.lower)))
            : range.lower + unit * (range.upper - range.lower)
        return min(max(value, range.lower), range.upper)
    }

    /// As pycls draws: log-uniform above `lower` less one step (or less half of itself), rounded up to the grid.
    ///
    /// So the distribution function is linear in the logarithm at the values of the grid.
    private func logarithmicPlace(
        _ unit: Double, _ lower: Double, _ upper: Double, step: Double, _ count: Int
    ) -> Int {
        let low = PortableMath.log(lower - min(step, lower / 2))
        let high = PortableMath.log(upper)
        let value = PortableMath.exp(high - unit * (high - low))
        let place = ((value - lower) / step).rounded(.up)
        return Int(min(max(place, 0), Double(count - 1)))
    }
}
