/// One training run: a cell for every column of its schema, in the schema's order.
public struct Run: Hashable, Sendable {
    /// The cells; as many as the schema has columns.
    public var cells: [Cell]

    /// Makes a run of these cells.
    public init(cells: [Cell]) { self.cells = cells }

    /// Makes a run without any value.
    public init(schema: Schema) { cells = Array(repeating: .absent, count: schema.columns.count) }
}

/// How a run ended (design: the first that holds of failed, incomplete, diverged, resumed, complete).
public enum RunState: String, Sendable, CaseIterable {
    /// No epoch was recorded.
    case failed
    /// Fewer epochs than planned.
    case incomplete
    /// A loss or an error is not finite.
    case diverged
    /// The job was stopped and started again.
    case resumed
    /// All epochs are there.
    case complete
}
