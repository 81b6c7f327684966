/// The Pareto frontier of a set of points: those that no other point dominates.
///
/// A point dominates another if it is at least as good in every objective and better in one (see
/// ``dominates(_:_:directions:)``). Hence points equal in all objectives are all on the frontier or none is.
/// A point with NaN in any objective is left out and counted; infinities compare as numbers do.
///
/// Source: H. T. Kung, F. Luccio and F. P. Preparata, "On Finding the Maxima of a Set of Vectors", *Journal of
/// the ACM* 22(4), 1975, doi:10.1145/321906.321910; pymoo `NonDominatedSorting`.
public struct ParetoFrontier: Sendable, Equatable {
    /// The positions of the frontier's points in the data.
    ///
    /// In order of the first objective, the best first; points equal in it in order of the next one, and points
    /// equal in all in order of position.
    public let indices: [Int]

    /// How many points have all objectives, and so were compared.
    public let count: Int

    /// How many points have NaN in an objective, and so were left out.
    public let missing: Int

    /// The direction of each objective.
    public let directions: [Direction]

    /// Finds the frontier of points in two objectives; nil if the spans differ in length.
    ///
    /// Shapes: n values of each objective, point i being (`first[i]`, `second[i]`).
    /// Complexity: O(n log n) time, O(n) memory.
    public init?(
        _ first: Span<Double>, _ firstDirection: Direction,
        against second: Span<Double>, _ secondDirection: Direction
    ) {
        guard first.count == second.count else { return nil }
        let plane = CostPlane(first, firstDirection, second, secondDirection)
        self.init(
            indices: plane.frontier(), count: plane.count, of: first.count,
            directions: [firstDirection, secondDirection])
    }

    /// Finds the frontier of points in any number of objectives; nil if the shape is wrong.
    ///
    /// Shapes: m directions and m columns of n values, one column after the other, so that objective j of
    /// point i is `columns[j * n + i]`. The shape is wrong if m is 0 or does not divide the length.
    /// Complexity: O(n log n) for m ≤ 2; else O(m · n · (log n + f)) where f is the number of distinct points
    /// on the frontier; O(m · n) memory.
    public init?(columns: Span<Double>, directions: [Direction]) {
        guard !directions.isEmpty, columns.count.isMultiple(of: directions.count) else { return nil }
        let length = columns.count / directions.count
        if directions.count == 2 {
            self.init(
                columns.extracting(first: length), directions[0],
                against: columns.extracting(last: length), directions[1])
            return
        }
        var space = CostSpace(dimension: directions.count)
        for index in 0..<length {
            space.append(at: index) { directions[$0].cost(columns[$0 * length + index]) }
        }
        self.init(indices: space.frontier(), count: space.indices.count, of: length, directions: directions)
    }

    private init(indices: [Int], count: Int, of total: Int, directions: [Direction]) {
        self.indices = indices
        self.count = count
        missing = total - count
        self.directions = directions
    }
}

/// The members of two frontiers of the same points, told apart by index.
///
/// Complexity: O(f₁ + f₂) for frontiers of f₁ and f₂ points.
public struct FrontierComparison: Sendable, Equatable {
    /// The points on the first frontier and not on the second, in the first's order.
    public let onlyInFirst: [Int]

    /// The points on the second frontier and not on the first, in the second's order.
    public let onlyInSecond: [Int]

    /// The points on both frontiers, in the first's order.
    public let both: [Int]

    /// Compares two frontiers, whose indices must be positions in the same data to mean the same points.
    public init(_ first: ParetoFrontier, _ second: ParetoFrontier) {
        let (inFirst, inSecond) = (Set(first.indices), Set(second.indices))
        onlyInFirst = first.indices.filter { !inSecond.contains($0) }
        onlyInSecond = second.indices.filter { !inFirst.contains($0) }
        both = first.indices.filter(inSecond.contains)
    }
}
