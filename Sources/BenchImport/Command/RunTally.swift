import BenchSchema

/// What the report says of a run that isn't complete, or of which something was found.
struct RunSummary: Sendable {
    /// The run's place in the input: its unit, and its place within that.
    var unit: Int
    var place: Int
    var name: String
    /// Whether it has a configuration that can be hashed, and is stored.
    var isStored: Bool
    var judgement: RunJudgement
    var findings: Findings
}

/// Counts of runs, and summaries of those that need one.
///
/// Memory: at most a hundred thousand summaries; others are only counted.
struct RunTally: Sendable {
    private(set) var states: [RunState: Int] = [:]
    private(set) var notStored = 0
    private(set) var bytesIn = 0
    private(set) var bytesUnpacked = 0
    private(set) var problems: [RunSummary] = []
    /// How many summaries there was no room for.
    private(set) var problemsLeft = 0
    /// Whether any run is damaged, incomplete or can't be stored.
    private(set) var hasDamage = false
    private static let most = 100_000

    /// Adds a run.
    mutating func add(_ run: RunSummary, bytesIn: Int, bytesUnpacked: Int) {
        self.bytesIn += bytesIn
        self.bytesUnpacked += bytesUnpacked
        if run.isStored { states[run.judgement.state, default: 0] += 1 } else { notStored += 1 }
        if !run.isStored || run.findings.hasDamage || [.failed, .incomplete].contains(run.judgement.state) {
            hasDamage = true
        }
        if !run.isStored || run.judgement.state != .complete || !run.findings.isEmpty { insert(run) }
    }

    private mutating func insert(_ run: RunSummary) {
        if problems.count < Self.most { problems.append(run) } else { problemsLeft += 1 }
    }

    /// Adds the runs of a later part.
    mutating func merge(_ other: RunTally) {
        states.merge(other.states) { $0 + $1 }
        notStored += other.notStored
        bytesIn += other.bytesIn
        bytesUnpacked += other.bytesUnpacked
        hasDamage = hasDamage || other.hasDamage
        problemsLeft += other.problemsLeft
        for run in other.problems { insert(run) }
    }

    /// Adds findings of a run that was counted as stored; it isn't stored after all if `refused`.
    mutating func amend(_ run: RunSummary, _ weight: Finding.Weight, _ file: String, _ reason: String, refused: Bool) {
        if refused {
            states[run.judgement.state, default: 1] -= 1
            notStored += 1
            hasDamage = true
        }
        let known = problems.firstIndex { ($0.unit, $0.place) == (run.unit, run.place) }
        var amended = known.map { problems[$0] } ?? run
        amended.findings.add(weight, file, reason)
        if refused { amended.isStored = false }
        if let known {
            problems[known] = amended
        } else {
            insert(amended)
            problems.sort { ($0.unit, $0.place) < ($1.unit, $1.place) }
        }
    }

    /// How many runs are stored.
    var stored: Int { states.values.reduce(0, +) }
}
