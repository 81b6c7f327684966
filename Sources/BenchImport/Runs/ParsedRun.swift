import BenchSchema

/// A measured scalar: its column, and its value.
struct RawScalar: Sendable {
    var name: String
    var value: RawValue
}

/// What is known of one run, before the schema is.
struct ParsedRun: Sendable {
    /// What the report calls it.
    var name = ""
    var configuration: Configuration?
    /// Whether the configuration is what was planned (a YAML file), as no record says what was run.
    var isPlan = false
    /// The seed, where it is no leaf of the configuration.
    var seed: LooseValue?
    var task: ByteString?
    /// The curves: epoch records by type, energy blocks, the history.
    var groups: [RecordGroup] = []
    var scalars: [RawScalar] = []
    /// How often the trainer was started.
    var starts = 0
    /// How it ended, where the source says so itself.
    var state: RunState?
    var findings = Findings()

    /// The group of this name.
    func group(_ name: String) -> RecordGroup? { groups.first { $0.name == name } }
}
