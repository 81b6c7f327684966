import BenchSchema

/// What the first pass learns of all runs: which fields there are, and of which kinds their values are.
///
/// Surveys of parts of the input merge to that of the whole, in any order.
struct Survey: Sendable {
    /// A configuration leaf over all runs.
    struct Leaf: Sendable {
        var runs = 0
        var values: Set<LooseValue> = []
        var kinds: KindSet = []
    }

    /// The number of runs with a configuration.
    private(set) var runs = 0
    private(set) var leaves: [String: Leaf] = [:]
    /// Group, field: the kinds of its values.
    private(set) var series: [String: [String: KindSet]] = [:]
    private(set) var scalars: [String: [String: KindSet]] = [:]
    /// Groups whose records say "e/E", and whether E changes within a run.
    private(set) var maxima: [String: Bool] = [:]
    private(set) var hasErrors = false

    /// Adds a run, if it has a configuration.
    ///
    /// - Parameter previous: The configuration of the run added before, whose equal values needn't be looked at again.
    mutating func add(_ run: ParsedRun, after previous: Configuration?) {
        guard let configuration = run.configuration else { return }
        runs += 1
        let like = previous.flatMap { $0.shape === configuration.shape ? $0 : nil }
        for (place, path) in configuration.shape.paths.enumerated() {
            let value = configuration.values[place]
            leaves[path, default: Leaf()].add(value, isKnown: like.map { $0.values[place] == value } ?? false)
        }
        for group in run.groups where !group.epochs.isEmpty {
            var fields = series[group.name] ?? [:]
            for column in group.columns { fields[column.name, default: []].formUnion(column.seen) }
            series[group.name] = fields
            guard let first = group.maxima.first else { continue }
            let changes = group.maxima.contains { $0 != first }
            maxima[group.name] = maxima[group.name] ?? false || changes
        }
        for scalar in run.scalars {
            scalars[scalar.type, default: [:]][scalar.field, default: []].formUnion(scalar.value.kinds)
        }
        if run.errorText != nil { hasErrors = true }
    }

    /// Adds what another survey learnt.
    mutating func merge(_ other: Survey) {
        runs += other.runs
        for (path, leaf) in other.leaves { leaves[path, default: Leaf()].merge(leaf) }
        Self.merge(other.series, into: &series)
        Self.merge(other.scalars, into: &scalars)
        maxima.merge(other.maxima) { $0 || $1 }
        hasErrors = hasErrors || other.hasErrors
    }

    private static func merge(_ from: [String: [String: KindSet]], into: inout [String: [String: KindSet]]) {
        for (group, fields) in from {
            into[group, default: [:]].merge(fields) { $0.union($1) }
        }
    }
}

extension Survey.Leaf {
    fileprivate mutating func add(_ value: LooseValue, isKnown: Bool) {
        runs += 1
        if isKnown { return }
        values.insert(value)
        kinds.formUnion(value.kinds)
    }

    fileprivate mutating func merge(_ other: Survey.Leaf) {
        runs += other.runs
        values.formUnion(other.values)
        kinds.formUnion(other.kinds)
    }
}
