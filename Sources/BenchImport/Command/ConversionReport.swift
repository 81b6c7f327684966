import BenchFile
import BenchSchema

/// What a conversion did, and what it found in the runs.
struct ConversionReport: Sendable {
    let options: ConvertOptions
    let plan: SchemaPlan
    private(set) var tally: RunTally
    /// What was found in sources as a whole.
    let sources: [(name: String, findings: Findings)]
    /// What is to be known of columns, recipe and energy sweep.
    private(set) var notes: [String]
    /// What was written; nil if nothing was.
    var written: WriteSummary?
    var seconds = 0.0

    init(options: ConvertOptions, plan: SchemaPlan, tally: RunTally, sources: [any RunSource]) {
        self.options = options
        self.plan = plan
        self.tally = tally
        self.sources = sources.map { ($0.name, $0.findings) }.filter { !$0.findings.isEmpty }
        notes = plan.notes + Self.notes(on: sources, options.recipe)
    }

    /// What of a recipe was of no use, and what it doesn't name.
    private static func notes(on sources: [any RunSource], _ recipe: Recipe) -> [String] {
        var use: RecipeUse?
        for case let source as DocumentSource in sources {
            if use == nil { use = RecipeUse() }
            use?.merge(source.use)
        }
        guard let use else { return [] }
        var notes: [String] = []
        if !recipe.file.isEmpty {
            for (place, rule) in recipe.rules.enumerated() where !use.rules.contains(place) && rule.role != .skip {
                notes.append("\(recipe.file) line \(rule.line): no record has what this path says")
            }
        }
        let unmatched = use.unmatched.sorted { ByteString($0) < ByteString($1) }
        if !unmatched.isEmpty {
            let more = unmatched.count > 10 ? " and \(unmatched.count - 10) more" : ""
            notes.append(
                "the recipe names none of these, which are left out: "
                    + unmatched.prefix(10).joined(separator: ", ") + more)
        }
        return notes
    }

    /// Takes down that a run can't be stored.
    mutating func refuse(_ run: RunSummary, _ reason: String) {
        tally.amend(run, .damage, "", "it is not stored: \(reason)", refused: true)
    }

    /// Notes something about a run.
    mutating func note(_ run: RunSummary, _ reason: String) {
        tally.amend(run, .note, "", reason, refused: false)
    }

    /// Notes what became of an energy sweep that was joined.
    mutating func finish(energy: EnergyTable?, stored: Set<ConfigHash>) {
        guard let energy else { return }
        let joined = energy.count(in: stored)
        notes.append("\(joined) of \(stored.count) configurations have energy series from the other sweep")
        if joined < energy.count {
            notes.append("\(energy.count - joined) configurations of the energy sweep are not in this one")
        }
        if let first = energy.doubled.first {
            notes.append(
                "\(energy.doubled.count) runs of the energy sweep have the configuration of a later one, "
                    + "which counts; the first is \(first)")
        }
    }

    /// Whether any run or source is damaged, or any run incomplete.
    var hasDamage: Bool { tally.hasDamage || sources.contains { $0.findings.hasDamage } }

    /// The number of stored runs by state, in the order of states.
    var states: [(state: RunState, count: Int)] {
        RunState.allCases.compactMap { state in
            let count = tally.states[state] ?? 0
            return count == 0 ? nil : (state, count)
        }
    }

    /// One line a problem, each problem once, the weightier first: the reason, and where.
    var problems: [String] {
        var order: [String] = []
        var places: [String: [String]] = [:]
        func add(_ reason: String, _ place: String) {
            if places[reason] == nil { order.append(reason) }
            places[reason, default: []].append(place)
        }
        func place(_ finding: Finding, _ outer: String) -> String {
            let file = finding.file.isEmpty || finding.file == outer ? "" : ", \(finding.file)"
            return outer + file + (finding.line.map { " line \($0)" } ?? "")
        }
        for weight in [Finding.Weight.damage, .note] {
            for (name, findings) in sources {
                for finding in findings.list where finding.weight == weight {
                    add(finding.reason, place(finding, name))
                }
            }
            for run in tally.problems {
                for finding in run.findings.list where finding.weight == weight {
                    add(finding.reason, place(finding, "run \(run.name)"))
                }
                if weight == .damage {
                    for (state, reason) in run.judgement.causes where state != .resumed {
                        add("\(state.rawValue): \(reason)", "run \(run.name)")
                    }
                }
            }
        }
        return notes
            + order.map { reason in
                let found = places[reason] ?? []
                return "\(found.first ?? ""): \(reason)"
                    + (found.count > 1 ? " (and in \(found.count - 1) more places)" : "")
            }
    }
}
