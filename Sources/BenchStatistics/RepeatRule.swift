/// What becomes of repeats: several measurements of one object, as of one configuration trained with several seeds.
public enum RepeatRule: String, CaseIterable, Sendable {
    /// Their mean stands for the object.
    case mean

    /// Their median stands for the object.
    case median

    /// Each stands for itself.
    case each

    /// The values that stand for one object.
    ///
    /// NaN among the repeats, a run that diverged, is no number: it is left out where there are others, and stays where there
    /// are none. Infinities are numbers. Units: those of the values. Complexity: O(n log n).
    /// Source: numpy `nanmean` and `nanmedian`.
    public func values(of repeats: Span<Double>) -> [Double] {
        guard !repeats.isEmpty else { return [] }
        switch self {
        case .each:
            var all: [Double] = []
            for index in repeats.indices { all.append(repeats[index]) }
            return all
        case .mean:
            var sum = ExactSum()
            for index in repeats.indices where !repeats[index].isNaN { sum.add(repeats[index]) }
            return [sum.mean ?? .nan]
        case .median:
            // The middle ones themselves: to interpolate between infinities would give NaN.
            let sorted = OrderStatistics(repeats).ascending
            guard !sorted.isEmpty else { return [.nan] }
            let middle = sorted[((sorted.count - 1) / 2)...(sorted.count / 2)]
            return [middle.count == 1 ? middle[middle.startIndex] : ExactSum(middle.span).mean ?? .nan]
        }
    }
}
