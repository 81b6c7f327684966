/// Points in two costs, of which less is better.
///
/// The frontier is found by a sweep: in order of the first cost a point is dominated exactly if a point with
/// a smaller first cost has a second cost at most as large, or one with the same first cost a smaller second.
/// Source: Kung, Luccio and Preparata 1975. Most points needn't be sorted for it: those that the frontier of a few
/// dominates are left out before, as by J. L. Bentley, K. L. Clarkson and D. B. Levine, "Fast Linear Expected-Time
/// Algorithms for Computing Maxima and Convex Hulls", *Algorithmica* 9, 1993.
struct CostPlane {
    private struct Point {
        let first: Double
        let second: Double
        let index: Int

        /// Takes two costs; one of -0.0 becomes 0.0, which it equals.
        @inline(__always) init(_ first: Double, _ second: Double, _ index: Int) {
            (self.first, self.second, self.index) = (first + 0.0, second + 0.0, index)
        }

        @inline(__always) var hasNaN: Bool { first.isNaN || second.isNaN }

        /// Orders by first cost, second cost and index.
        static func < (a: Point, b: Point) -> Bool { (a.first, a.second, a.index) < (b.first, b.second, b.index) }
    }

    /// The points that may be on the frontier, in order of index.
    private var points: [Point] = []
    /// How many points have no NaN.
    private(set) var count = 0
    /// So many points are looked at first, and a frontier of more than so many of them is asked no others.
    private static let (sampled, longest) = (1024, 128)

    /// Takes points, without those that have a NaN. O(n).
    init(_ first: Span<Double>, _ firstDirection: Direction, _ second: Span<Double>, _ secondDirection: Direction) {
        var stairs: [Point] = []
        if first.count > 4 * Self.sampled {
            var sample: [Point] = []
            for index in stride(from: 0, to: first.count, by: first.count / Self.sampled) {
                let point = Point(firstDirection.cost(first[index]), secondDirection.cost(second[index]), index)
                if !point.hasNaN { sample.append(point) }
            }
            Self.sweep(sample.sorted(by: <)) { stairs.append($0) }
            if stairs.count > Self.longest { stairs = [] }
        }
        if stairs.isEmpty { points.reserveCapacity(first.count) }
        for index in first.indices {
            let point = Point(firstDirection.cost(first[index]), secondDirection.cost(second[index]), index)
            guard !point.hasNaN else { continue }
            count += 1
            if !Self.dominate(stairs, point) { points.append(point) }
        }
    }

    /// Whether one of a frontier's points, in order, dominates a point.
    @inline(__always) private static func dominate(_ stairs: [Point], _ point: Point) -> Bool {
        // The last whose first cost isn't more has the least second cost of all those.
        var (low, high) = (0, stairs.count)
        while low < high {
            let middle = (low + high) / 2
            if stairs[middle].first <= point.first { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return false }
        let stair = stairs[low - 1]
        return stair.second < point.second || (stair.second == point.second && stair.first < point.first)
    }

    /// The indices of the points that no other dominates, by first cost, second cost and index. O(n log n).
    func frontier() -> [Int] {
        var kept: [Int] = []
        let (order, places) = order()
        Self.sweep(order.lazy.map { points[Int($0 & places)] }) { kept.append($0.index) }
        return kept
    }

    /// Gives those of the points, which are in order, that no other dominates.
    @inline(__always) private static func sweep(_ sorted: some Sequence<Point>, _ keep: (Point) -> Void) {
        var best: Point?
        for point in sorted {
            if let best, point.second >= best.second, point.first != best.first || point.second != best.second {
                continue
            }
            keep(point)
            best = point
        }
    }

    /// The points in order, as their places in the lowest bits, and which bits these are.
    ///
    /// Above them are the first bits in which first costs differ: so one array is sorted, and then what agrees in them.
    private func order() -> (order: [UInt64], places: UInt64) {
        var (least, most) = (UInt64.max, UInt64.min)
        for point in points {
            let bits = point.first.orderedBits
            (least, most) = (min(least, bits), max(most, bits))
        }
        guard !points.isEmpty else { return ([], 0) }
        let placeBits = 64 - points.count.leadingZeroBitCount
        let differing = 64 - (most - least).leadingZeroBitCount
        let keyBits = min(33, 64 - placeBits, differing)
        let (dropped, shift) = (UInt64(differing - keyBits), UInt64(placeBits))
        let places = (UInt64(1) << shift) - 1
        var keys = points.indices.map { place in
            (((points[place].first.orderedBits - least) >> dropped) << shift) | UInt64(place)
        }
        keys.radixSort(bits: placeBits..<(placeBits + keyBits))
        var start = 0
        for place in 1...keys.count where place == keys.count || keys[place] >> shift != keys[start] >> shift {
            if place > start + 1 {
                keys[start..<place].sort { points[Int($0 & places)] < points[Int($1 & places)] }
            }
            start = place
        }
        return (keys, places)
    }
}
