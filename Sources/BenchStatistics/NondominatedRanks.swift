/// How many frontiers have to be peeled off before a point is on one: 0 for the Pareto frontier itself.
///
/// Points equal in all objectives have one rank; a point with NaN in any objective has none.
/// Source: K. Deb et al., "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II", *IEEE Transactions on
/// Evolutionary Computation* 6(2), 2002; the algorithm is efficient non-dominated sorting: X. Zhang et al., *IEEE
/// Transactions on Evolutionary Computation* 19(2), 2015; pymoo `NonDominatedSorting`.
public struct NondominatedRanks: Sendable, Equatable {
    /// The rank of each point, or nil for one that has NaN.
    public let ranks: [Int?]

    /// How many frontiers there are.
    public let frontiers: Int

    /// Ranks points in any number of objectives; nil if the shape is wrong.
    ///
    /// Shapes: as for ``ParetoFrontier/init(columns:directions:)``: objective j of point i is `columns[j * n + i]`.
    /// Complexity: O(n log n) for m = 2; else O(m · n · s), where s points of a frontier are looked at.
    public init?(columns: Span<Double>, directions: [Direction]) {
        guard !directions.isEmpty, columns.count.isMultiple(of: directions.count) else { return nil }
        let length = columns.count / directions.count
        var space = CostSpace(dimension: directions.count)
        for index in 0..<length {
            space.append(at: index) { directions[$0].cost(columns[$0 * length + index]) }
        }
        var ranks = [Int?](repeating: nil, count: length)
        let (found, frontiers) = space.ranks()
        for (point, rank) in found.enumerated() { ranks[space.indices[point]] = rank }
        (self.ranks, self.frontiers) = (ranks, frontiers)
    }
}

extension CostSpace {
    /// The rank of each point, and the number of ranks.
    ///
    /// In lexicographic order a point is dominated by earlier ones alone, and whoever is dominated by a frontier is
    /// dominated by all frontiers before it: so its own is found by bisection.
    func ranks() -> (ranks: [Int], frontiers: Int) {
        var ranks = [Int](repeating: 0, count: indices.count)
        /// The distinct points of each frontier, the latest last.
        var frontiers: [[Int]] = []
        var previous: Int?
        for point in lexicographicOrder {
            if let previous, precedes(previous, point) == nil {
                ranks[point] = ranks[previous]
            } else {
                var (low, high) = (0, frontiers.count)
                while low < high {
                    let middle = (low + high) / 2
                    if dominates(frontiers[middle], point) { low = middle + 1 } else { high = middle }
                }
                if low == frontiers.count { frontiers.append([]) }
                frontiers[low].append(point)
                ranks[point] = low
            }
            previous = point
        }
        return (ranks, frontiers.count)
    }

    /// Whether one of a frontier's points dominates another point, which comes after all of them.
    private func dominates(_ frontier: [Int], _ point: Int) -> Bool {
        // In two costs the latest has the least of the second one.
        if dimension <= 2 { return frontier.last.map { covers($0, point) } ?? false }
        return frontier.reversed().contains { covers($0, point) }
    }
}
