public import BenchSchema

/// What became of a damaged file: what was saved, and what was lost.
public struct RecoveryReport: Sendable {
    /// Runs that could not be saved.
    public struct LostRuns: Sendable {
        /// The segment that holds them.
        public var segment: Int
        /// Their numbers in the damaged file; nil where its directory doesn't say.
        public var runs: Range<Int>?
        /// The configurations, as far as their keys can be read and the list has room.
        public var configurations: [ConfigHash]
        /// Why.
        public var reason: BenchError
    }

    /// More entries than this are counted, not kept: whoever made a file must not decide how long a report gets.
    public static let maximumEntries = 1000
    /// More configurations than this are not listed.
    public static let maximumConfigurations = 10_000

    /// How many runs the damaged file says it has.
    public var runsStated = 0
    /// How many runs were saved.
    public var runsSaved = 0
    /// Of these, how many lack values that couldn't be read.
    public var runsInPart = 0
    /// What was written; nil if there was nothing to save.
    public internal(set) var summary: WriteSummary?
    /// Whether the saved runs are all there were: the content digest is the one that the damaged file states.
    public internal(set) var isComplete = false
    /// The damage, each with its place; at most `maximumEntries`.
    public private(set) var problems: [BenchError] = []
    /// How many problems were found beyond those.
    public internal(set) var problemsLeftOut = 0
    /// The runs that were lost; at most `maximumEntries` entries.
    public private(set) var lost: [LostRuns] = []
    /// How many entries of lost runs there were beyond those.
    public private(set) var lostLeftOut = 0
    /// What was made anew from something else that says the same, in sentences.
    public private(set) var remade: [String] = []
    /// Attachments that the new file lacks, with the reason.
    public internal(set) var attachmentsLost: [(name: String, reason: String)] = []

    private var seen: Set<BenchError> = []
    private var configurationsListed = 0

    /// Starts with nothing.
    init() {}

    mutating func add(_ problem: BenchError) {
        guard !seen.contains(problem) else { return }
        guard problems.count < Self.maximumEntries else {
            problemsLeftOut += 1
            return
        }
        seen.insert(problem)
        problems.append(problem)
    }

    /// Whether the list of lost configurations has room.
    var hasRoom: Bool { configurationsListed < Self.maximumConfigurations && lost.count < Self.maximumEntries }

    mutating func lose(_ runs: LostRuns) {
        configurationsListed += runs.configurations.count
        guard lost.count < Self.maximumEntries else {
            lostLeftOut += 1
            return
        }
        lost.append(runs)
    }

    mutating func remake(_ what: [String]) {
        remade += what.prefix(Self.maximumEntries - remade.count)
    }
}
