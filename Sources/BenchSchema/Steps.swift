/// The steps of one run's axis: nearly always the integers from 1 on, which needn't be written out.
package enum Steps: Sendable {
    /// So many integers from `first` on, each greater by `stride` than the one before.
    case even(first: Int64, stride: Int64, count: Int)
    /// The elements of an axis as they stand.
    case listed(Series)

    /// How many steps there are.
    package var count: Int {
        switch self {
        case .even(_, _, let count): count
        case .listed(let series): series.count
        }
    }

    /// The steps as a series. O(n).
    package var series: Series {
        switch self {
        case .even(let first, let stride, let count):
            Series(.int64((0..<count).map { first + Int64($0) * stride }))
        case .listed(let series): series
        }
    }

    /// The first `limit` steps.
    package func prefix(_ limit: Int) -> Steps {
        switch self {
        case .even(let first, let stride, let count): .even(first: first, stride: stride, count: min(limit, count))
        case .listed(let series): .listed(series.prefix(limit))
        }
    }

    /// How many steps are at most `limit`, as `Series.steps(upTo:)` counts them. O(log n), listed ones O(n).
    package func steps(upTo limit: Double) -> Int {
        switch self {
        case .listed(let series): return series.steps(upTo: limit)
        case .even(let first, let stride, let count):
            func reaches(_ step: Int) -> Bool { Double(first + Int64(step) * stride) <= limit }
            guard stride >= 0 else { return count > 0 && reaches(0) ? count : 0 }
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if reaches(middle) { low = middle + 1 } else { high = middle }
            }
            return low
        }
    }
}
