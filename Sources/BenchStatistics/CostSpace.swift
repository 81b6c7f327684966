/// Points in any number of costs, of which less is better.
///
/// The frontier is found by presorting: in lexicographic order no point dominates an earlier one, so a point is
/// on the frontier exactly if none already found there dominates it.
/// Source: J. Chomicki, P. Godfrey, J. Gryz and D. Liang, "Skyline with Presorting", ICDE 2003,
/// doi:10.1109/ICDE.2003.1260846.
struct CostSpace {
    /// The number of costs of a point.
    let dimension: Int

    /// The position in the data of each point.
    private(set) var indices: [Int] = []

    /// The costs of the points, one point after the other.
    private var costs: [Double] = []

    init(dimension: Int) {
        self.dimension = dimension
    }

    /// Adds a point, unless it has a NaN.
    mutating func append(at index: Int, cost: (Int) -> Double) {
        let start = costs.count
        for objective in 0..<dimension {
            let value = cost(objective)
            guard !value.isNaN else {
                costs.removeSubrange(start...)
                return
            }
            costs.append(value)
        }
        indices.append(index)
    }

    /// The indices of the points that no other dominates, by the costs in turn and index.
    func frontier() -> [Int] {
        let order = lexicographicOrder
        var kept: [Int] = []
        var distinct: [Int] = []
        for point in order {
            if let last = distinct.last, precedes(last, point) == nil {
                kept.append(indices[point])
            } else if !distinct.contains(where: { covers($0, point) }) {
                kept.append(indices[point])
                distinct.append(point)
            }
        }
        return kept
    }

    /// The points in lexicographic order of their costs, equal ones in order of index.
    var lexicographicOrder: [Int] {
        indices.indices.sorted { first, second in precedes(first, second) ?? (first < second) }
    }

    /// Whether the first point comes before the second in lexicographic order; nil if they are equal.
    func precedes(_ first: Int, _ second: Int) -> Bool? {
        for objective in 0..<dimension {
            let (mine, other) = (costs[first * dimension + objective], costs[second * dimension + objective])
            if mine != other { return mine < other }
        }
        return nil
    }

    /// Whether the first point costs at most as much as the second in every objective.
    ///
    /// Of two points that differ this is dominance.
    func covers(_ first: Int, _ second: Int) -> Bool {
        for objective in 0..<dimension
        where costs[first * dimension + objective] > costs[second * dimension + objective] {
            return false
        }
        return true
    }
}
