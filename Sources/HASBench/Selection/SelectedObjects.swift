import BenchFile
import BenchSchema
package import BenchStatistics

/// What the rows of a selection measure: each a configuration, on one task, which several rows may have measured.
package struct SelectedObjects {
    /// The rule by which repeats were joined.
    package let rule: RepeatRule
    /// How many there are.
    package let count: Int
    /// How many rows there are.
    package let rows: Int
    /// Of each row the object; nil where each row is one.
    private let objects: [Int]?
    /// The first row of each object, and how many it has.
    private let members: [(first: Int, count: Int)]

    /// Each row for itself.
    init(rows: Int, rule: RepeatRule) {
        (self.rule, self.rows, count, objects, members) = (rule, rows, rows, nil, [])
    }

    /// Rows of the same name measure the same object; objects are in order of their first rows.
    init(_ names: some Sequence<Int>, rule: RepeatRule) {
        var numbers: [Int: Int] = [:]
        var objects: [Int] = []
        var members: [(first: Int, count: Int)] = []
        for name in names {
            let object = numbers[name] ?? members.count
            if object == members.count {
                numbers[name] = object
                members.append((objects.count, 0))
            }
            members[object].count += 1
            objects.append(object)
        }
        (self.rule, self.objects, self.members, rows, count) = (rule, objects, members, objects.count, members.count)
    }

    /// Whether repeats were joined, so that there are fewer objects than rows.
    package var areJoined: Bool { count < rows }

    /// The first row of an object.
    package func firstRow(_ object: Int) -> Int { objects == nil ? object : members[object].first }

    /// How many rows an object has.
    package func rowCount(_ object: Int) -> Int { objects == nil ? 1 : members[object].count }

    /// One number an object by the rule, of one a row; nil where no row of the object has one.
    ///
    /// A NaN among the repeats is left out where there are others.
    package func numbers(_ numbers: [Double?]) -> [Double?] {
        guard let objects else { return numbers }
        let present = numbers.compactMap(\.self)
        let groups = zip(objects, numbers).filter { $0.1 != nil }.map(\.0)
        guard let sample = GroupedSample(present.span, groups: groups.span, count: count) else { return [] }
        var joined = [Double?](repeating: nil, count: count)
        let (values, owners) = sample.representatives(rule)
        for (value, owner) in zip(values, owners) { joined[owner] = value }
        return joined
    }
}

extension Selection {
    /// What the rows measure: with `each` every row another object, else repeats joined.
    ///
    /// Of the table's runs those of one configuration and task are one. Of other configurations each is one as often as it
    /// was asked for.
    package func objects(_ rule: RepeatRule) throws(BenchError) -> SelectedObjects {
        guard rule != .each, let names = try repeatNames() else { return SelectedObjects(rows: count, rule: rule) }
        return SelectedObjects(names, rule: rule)
    }
}
