import BenchSchema

/// A record without epoch: the field of a type, and its value.
struct RawScalar: Sendable {
    var type: String
    var field: String
    var value: RawValue
}

/// What one run's folder holds, before the schema is known.
struct ParsedRun: Sendable {
    var configuration: Configuration?
    /// The epoch records by type, in order of appearance, then the energy blocks and the history.
    var groups: [RecordGroup] = []
    var scalars: [RawScalar] = []
    /// The text of stderr.log, where it was asked for and isn't empty.
    var errorText: ByteString?
    /// How often the trainer was started.
    var starts = 0
    var findings = Findings()
    var bytesIn = 0
    var bytesUnpacked = 0

    /// The group of this name.
    func group(_ name: String) -> RecordGroup? { groups.first { $0.name == name } }

    /// The memory it takes, about.
    var size: Int {
        groups.reduce(0) { $0 + $1.size + 128 } + scalars.count * 96 + (configuration?.size ?? 0)
            + (errorText?.bytes.count ?? 0) + 256
    }
}
