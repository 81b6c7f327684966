import BenchSchema

/// How a run ended, and every reason to say so.
struct RunJudgement: Sendable {
    /// The first that holds of failed, incomplete, diverged, resumed, complete.
    var state: RunState
    /// All that hold, `complete` only alone.
    var causes: [(state: RunState, reason: String)] = []

    /// Judges a run by its records.
    init(_ run: ParsedRun) {
        let groups = run.groups.filter { KnownFields.epochTypes.contains($0.name) && !$0.epochs.isEmpty }
        let recorded = run.groups.contains { !$0.maxima.isEmpty && !$0.epochs.isEmpty }
        if !recorded {
            causes.append((.failed, "no epoch was recorded"))
        } else if let reason = Self.lack(groups, run.configuration) {
            causes.append((.incomplete, reason))
        }
        let diverged = run.groups.flatMap { group in
            group.columns.filter { KnownFields.showsDivergence($0.name) && $0.hasNonFinite }.map {
                "\(group.name).\($0.name)"
            }
        }
        if !diverged.isEmpty { causes.append((.diverged, "not finite: \(diverged.joined(separator: ", "))")) }
        if run.starts > 1 { causes.append((.resumed, "it was started \(run.starts) times")) }
        state = causes.first?.state ?? .complete
    }

    /// What a run that recorded epochs lacks; nil if they are all there.
    private static func lack(_ groups: [RecordGroup], _ configuration: Configuration?) -> String? {
        let period = configuration?["TRAIN.EVAL_PERIOD"].flatMap { $0.cell(as: .int64) } ?? .absent
        for group in groups {
            guard let planned = group.maxima.last, let last = group.epochs.last else { continue }
            var every: Int64 = 1
            if group.name != "train_epoch", case .int64(let value) = period, value > 1 { every = value }
            let expected = planned / every + (planned % every == 0 ? 0 : 1)
            let due = group.epochs.count { $0 <= planned && ($0 % every == 0 || $0 == planned) }
            if last < planned { return "\(group.name) ends at epoch \(last) of \(planned)" }
            if due < expected { return "\(group.name) lacks \(expected - Int64(due)) of its \(expected) epochs" }
        }
        return nil
    }
}
