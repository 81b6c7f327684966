import BenchSchema

/// What the first pass learns of all runs: which fields there are, and of which kinds their values are.
///
/// Surveys of parts of the input merge to that of the whole, in any order.
struct Survey: Sendable {
    /// A group of series over all runs.
    struct Group: Sendable {
        var axes: Set<String> = []
        /// Whether any step isn't an integer.
        var hasFractions = false
        /// Field: the kinds of its values.
        var fields: [String: KindSet] = [:]
        /// Whether its records say how many steps were planned.
        var hasMaxima = false
        /// Whether that changes within a run.
        var maximaChange = false
    }

    /// The number of runs with a configuration.
    private(set) var runs = 0
    /// Those whose configuration isn't only planned.
    private(set) var recorded = 0
    /// The leaves; those of `recent` aside.
    private var others: [String: LeafSurvey] = [:]
    /// The leaves of the runs added last, which have one shape: a name needn't be looked up for each value.
    private var recent: (shape: ConfigurationShape, leaves: [LeafSurvey])?
    private(set) var groups: [String: Group] = [:]
    private(set) var scalars: [String: KindSet] = [:]
    private(set) var hasSeed = false
    private(set) var hasTask = false

    /// Adds a run, if it has a configuration.
    ///
    /// - Parameter previous: The configuration of the run added before, whose equal values needn't be looked at again.
    mutating func add(_ run: ParsedRun, after previous: Configuration?) {
        guard let configuration = run.configuration else { return }
        runs += 1
        if !run.isPlan { recorded += 1 }
        let like = previous.flatMap { $0.shape === configuration.shape ? $0 : nil }
        if recent?.shape !== configuration.shape {
            settle()
            let count = configuration.shape.paths.count
            recent = (configuration.shape, Array(repeating: LeafSurvey(), count: count))
        }
        for (place, value) in configuration.values.enumerated() {
            let isKnown = like.map { $0.values[place] == value } ?? false
            recent?.leaves[place].add(value, isKnown: isKnown, isPlan: run.isPlan)
        }
        add(run.groups)
        for scalar in run.scalars { scalars[scalar.name, default: []].formUnion(scalar.value.kinds) }
        if run.seed != nil { hasSeed = true }
        if run.task != nil { hasTask = true }
    }

    /// The leaves of all runs, by path.
    var leaves: [String: LeafSurvey] {
        var survey = self
        survey.settle()
        return survey.others
    }

    /// Puts the recent leaves among the others.
    private mutating func settle() {
        guard let (shape, leaves) = recent.take() else { return }
        for (path, leaf) in zip(shape.paths, leaves) { others[path, default: LeafSurvey()].merge(leaf) }
    }

    /// Adds groups of series.
    mutating func add(_ runGroups: [RecordGroup]) {
        for group in runGroups where !group.epochs.isEmpty || !group.columns.isEmpty {
            groups[group.name, default: Group()].add(group)
        }
    }

    /// Adds what another survey learnt.
    mutating func merge(_ other: Survey) {
        runs += other.runs
        recorded += other.recorded
        settle()
        for (path, leaf) in other.leaves { others[path, default: LeafSurvey()].merge(leaf) }
        for (name, group) in other.groups { groups[name, default: Group()].merge(group) }
        scalars.merge(other.scalars) { $0.union($1) }
        (hasSeed, hasTask) = (hasSeed || other.hasSeed, hasTask || other.hasTask)
    }
}

extension Survey.Group {
    fileprivate mutating func add(_ group: RecordGroup) {
        axes.insert(group.axis)
        if group.steps != nil { hasFractions = true }
        for column in group.columns { fields[column.name, default: []].formUnion(column.seen) }
        guard let first = group.maxima.first else { return }
        hasMaxima = true
        if group.maxima.contains(where: { $0 != first }) { maximaChange = true }
    }

    fileprivate mutating func merge(_ other: Survey.Group) {
        axes.formUnion(other.axes)
        hasFractions = hasFractions || other.hasFractions
        fields.merge(other.fields) { $0.union($1) }
        hasMaxima = hasMaxima || other.hasMaxima
        maximaChange = maximaChange || other.maximaChange
    }
}
