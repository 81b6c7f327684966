/// Points in two costs, of which less is better.
///
/// The frontier is found by a sweep: in order of the first cost a point is dominated exactly if a point with
/// a smaller first cost has a second cost at most as large, or one with the same first cost a smaller second.
/// Source: Kung, Luccio and Preparata 1975.
struct CostPlane {
    struct Point {
        let first: Double
        let second: Double
        let index: Int
    }

    private(set) var points: [Point] = []

    /// Adds a point, unless it has a NaN.
    mutating func append(_ first: Double, _ second: Double, at index: Int) {
        guard !first.isNaN, !second.isNaN else { return }
        points.append(Point(first: first, second: second, index: index))
    }

    /// The indices of the points that no other dominates, by first cost, second cost and index.
    func frontier() -> [Int] {
        let sorted = points.sorted {
            ($0.first, $0.second, $0.index) < ($1.first, $1.second, $1.index)
        }
        var kept: [Point] = []
        for point in sorted {
            guard let best = kept.last else {
                kept.append(point)
                continue
            }
            let isEqual = point.first == best.first && point.second == best.second
            if isEqual || point.second < best.second { kept.append(point) }
        }
        return kept.map(\.index)
    }
}
