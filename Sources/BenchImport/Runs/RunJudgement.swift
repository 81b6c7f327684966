import BenchSchema

/// How a run ended, and every reason to say so.
struct RunJudgement: Sendable {
    /// The first that holds of failed, incomplete, diverged, resumed, complete.
    var state: RunState
    /// All that hold, `complete` only alone.
    var causes: [(state: RunState, reason: String)] = []

    /// Judges a run by its records.
    init(_ run: ParsedRun, _ recipe: Recipe) {
        if let state = run.state {
            self.state = state
            if state != .complete { causes.append((state, "the source says so")) }
            return
        }
        let groups = Self.planned(run, recipe)
        if !Self.isRecorded(run, recipe) {
            causes.append((.failed, "no epoch was recorded"))
        } else if let reason = Self.lack(groups, run.configuration) {
            causes.append((.incomplete, reason))
        }
        let diverged = Self.diverged(run, recipe)
        if !diverged.isEmpty { causes.append((.diverged, "not finite: \(diverged.joined(separator: ", "))")) }
        if run.starts > 1 {
            causes.append((.resumed, "it was started \(run.starts) times"))
        } else if let (group, _) = groups.first(where: { $0.group.hasDoubledEpochs }) {
            causes.append((.resumed, "\(group.name) has epochs that stand twice"))
        }
        state = causes.first?.state ?? .complete
    }

    private static func isRecorded(_ run: ParsedRun, _ recipe: Recipe) -> Bool {
        if case .field = recipe.planned { return run.groups.contains { !$0.maxima.isEmpty && !$0.epochs.isEmpty } }
        return !run.scalars.isEmpty || run.groups.contains { !$0.epochs.isEmpty }
    }

    /// The groups of which it is known how many steps were planned.
    private static func planned(_ run: ParsedRun, _ recipe: Recipe) -> [(group: RecordGroup, count: Int64)] {
        let groups = run.groups.filter { !$0.epochs.isEmpty }
        switch recipe.planned {
        case nil: return []
        case .field:
            // Where pycls' own records are, others may count differently.
            let known = groups.filter { KnownFields.epochTypes.contains($0.name) }
            return (known.isEmpty ? groups : known).compactMap { group in group.maxima.last.map { (group, $0) } }
        case .value(let count): return groups.map { ($0, count) }
        case .leaf(let path):
            guard case .int64(let count)? = run.configuration?[path]?.cell(as: .int64) else { return [] }
            return groups.map { ($0, count) }
        }
    }

    /// What a run that recorded epochs lacks; nil if they are all there.
    private static func lack(
        _ groups: [(group: RecordGroup, count: Int64)], _ configuration: Configuration?
    ) -> String? {
        let period = groups.isEmpty ? nil : configuration?["TRAIN.EVAL_PERIOD"].flatMap { $0.cell(as: .int64) }
        for (group, planned) in groups {
            if let last = group.steps?.last, last < Double(planned) {
                return "\(group.name) ends at \(last) of \(planned)"
            }
            guard group.steps == nil, let last = group.epochs.last else { continue }
            var every: Int64 = 1
            if group.name != "train_epoch", case .int64(let value)? = period, value > 1 { every = value }
            let expected = planned / every + (planned % every == 0 ? 0 : 1)
            var due: Int64 = 0
            var before: Int64 = 0
            for epoch in group.epochs where epoch != before && epoch >= 1 && epoch <= planned {
                if epoch % every == 0 || epoch == planned { due += 1 }
                before = epoch
            }
            if last < planned { return "\(group.name) ends at epoch \(last) of \(planned)" }
            if due < expected { return "\(group.name) lacks \(expected - due) of its \(expected) epochs" }
        }
        return nil
    }

    private static func diverged(_ run: ParsedRun, _ recipe: Recipe) -> [String] {
        var names: [String] = []
        for group in run.groups {
            for column in group.columns where column.hasNonFinite {
                let name = "\(group.name).\(column.name)"
                if recipe.mustBeFinite(name) { names.append(name) }
            }
        }
        for scalar in run.scalars {
            if let number = scalar.value.number, !number.isFinite, recipe.mustBeFinite(scalar.name) {
                names.append(scalar.name)
            }
        }
        return names
    }
}
