/// A sample in groups: one for each value of a key, or for each configuration that was run more than once.
///
/// Groups are numbered from 0; a number that no value has is a group of none.
///
/// Shapes: n values and n numbers of groups. Units: those of the values. Complexity: O(n + groups) to make, by counting.
/// Source: W. McKinney, "Data Structures for Statistical Computing in Python", SciPy 2010 (split, apply, combine); pandas
/// `groupby`.
public struct GroupedSample: Sendable, Equatable {
    /// The values of the first group in their order, those of the second, and so on.
    private let values: [Double]
    /// Where each group starts, and where the last ends.
    private let starts: [Int]

    /// Divides a sample; nil if there are not as many groups as values, or a group is not one of the `count`.
    public init?(_ values: Span<Double>, groups: Span<Int>, count: Int) {
        guard values.count == groups.count, count >= 0 else { return nil }
        var starts = [Int](repeating: 0, count: count + 1)
        for index in groups.indices {
            guard groups[index] >= 0, groups[index] < count else { return nil }
            starts[groups[index] + 1] += 1
        }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var next = starts
        var divided = [Double](repeating: 0, count: values.count)
        for index in groups.indices {
            divided[next[groups[index]]] = values[index]
            next[groups[index]] += 1
        }
        (self.values, self.starts) = (divided, starts)
    }

    /// How many groups there are, those of none among them.
    public var count: Int { starts.count - 1 }

    /// The values of a group, in the sample's order.
    public subscript(group: Int) -> ArraySlice<Double> { values[starts[group]..<starts[group + 1]] }

    /// A summary of each group.
    ///
    /// Complexity: O(n log n).
    public var summaries: [Summary] { (0..<count).map { Summary(self[$0].span) } }

    /// The values that stand for the groups by a rule, and of each the number of its group, in order of groups.
    ///
    /// A group of none has none; see ``RepeatRule/values(of:)``. Complexity: O(n log n).
    public func representatives(_ rule: RepeatRule) -> (values: [Double], groups: [Int]) {
        var (found, groups): ([Double], [Int]) = ([], [])
        for group in 0..<count {
            let values = self[group]
            // A value alone stands for itself by any rule.
            if values.count == 1 { found += values } else { found += rule.values(of: values.span) }
            groups += repeatElement(group, count: found.count - groups.count)
        }
        return (found, groups)
    }
}
