import BenchSchema
import BenchStatistics

/// A metric's values over the runs of a file that share a key's value.
struct MetricSample {
    let file, metric: String
    let unit: String?
    /// The file's own unit, where the values were converted.
    let convertedFrom: String?
    /// The key and its value.
    let by: (key: String, cell: Cell)?
    /// What became of repeats.
    let repeats: RepeatRule
    /// How many runs and predictions there are.
    let rows: Int
    /// How many objects they measure: configurations, each on one task, or with `each` the rows themselves.
    let objects: Int
    /// The numbers of the objects that have one, NaN among them.
    let values: [Double]
    /// How many of the rows are predictions; nil where there can be none.
    let predicted: Int?
    /// The runs that diverged or whose value is not finite.
    let flagged: [FlaggedRun]

    /// How many objects lack the metric.
    var absent: Int { objects - values.count }
    /// How many runs diverged.
    var diverged: Int { flagged.count(where: \.isDiverged) }
    /// Whether repeats were joined.
    var hasRepeats: Bool { objects < rows }
    /// How many rows are runs of the table.
    var runs: Int { rows - (predicted ?? 0) }
    /// How many configurations there are, one on several tasks as often; nil where they weren't counted.
    var configurations: Int? { repeats == .each ? nil : objects }
}

/// A run that a summary must not pass over in silence.
struct FlaggedRun {
    let row: Int
    let hash: ConfigHash
    let task: Cell
    let seed: Int64?
    /// Whether the file says that it diverged.
    let isDiverged: Bool
    /// The metric's value.
    let value: Double?
}
