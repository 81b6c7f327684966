/// One column of a table of runs: what it is called, what it holds and in which unit.
public struct Column: Hashable, Sendable {
    /// The name, unique among columns of its kind: `REGNET.DEPTH`, `test_ema_epoch.top1_err`, `train_energy`.
    public var name: String
    /// What the column is to its run.
    public var role: Role
    /// The type of its values.
    public var type: ValueType
    /// The unit as a UCUM code (`%`, `s`, `kW.h`), or nil where none is declared.
    public var unit: String?
    /// How a metric is computed; nil for every other role.
    public var definition: MetricDefinition?

    /// Makes a column.
    public init(
        _ name: String, role: Role, type: ValueType, unit: String? = nil, definition: MetricDefinition? = nil
    ) {
        self.name = name
        self.role = role
        self.type = type
        self.unit = unit
        self.definition = definition
    }

    /// Two columns are equal when all they hold is, names and units by their bytes.
    public static func == (a: Column, b: Column) -> Bool {
        (a.role, a.type) == (b.role, b.type) && a.name.exact == b.name.exact && a.unit?.exact == b.unit?.exact
            && a.definition == b.definition
    }

    /// Hashes role, type and name, which suffices beside the exact equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(role)
        hasher.combine(type)
        hasher.combine(name.exact)
    }

    /// The group of an axis or series: its name before the last dot, or "" without a dot.
    public var group: Substring {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return name[..<dot]
    }

    /// The name within the group: what follows the last dot.
    public var field: Substring {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return name[...] }
        return name[name.utf8.index(after: dot)...]
    }
}

extension Column {
    /// Throws `.mismatch` unless type and definition suit the role, `.limit` unless a file can hold name, unit and sources.
    func check() throws(BenchError) {
        if let problem { throw BenchError(.mismatch, problem, at: "column \(name.prefix(100))") }
        if let excess { throw BenchError(.limit, excess, at: "column \(name.prefix(100))") }
    }

    private var problem: String? {
        if name.isEmpty { return "a column's name must not be empty" }
        if (role == .metric) != (definition != nil) { return "a metric, and only a metric, has a definition" }
        if let divisor = definition?.divisor, !divisor.isFinite || divisor <= 0 {
            return "a metric's divisor is a finite number above 0"
        }
        switch (role, type) {
        case (.key, .json): return "a list can't be a key"
        case (.seed, .int64), (.task, .string), (.state, .string): return nil
        case (.seed, _): return "a seed is an int64"
        case (.task, _), (.state, _): return "a task or state is a string"
        case (.axis, .float64), (.axis, .int64): return nil
        case (.axis, _): return "an axis is a float64 or an int64"
        default: return nil
        }
    }

    private var excess: String? {
        if name.utf8.count > Schema.maximumName { return "a column's name has at most \(Schema.maximumName) bytes" }
        if unit?.utf8.count ?? 0 > Schema.maximumText { return "a unit has at most \(Schema.maximumText) bytes" }
        guard let sources = definition?.sources else { return nil }
        if sources.count > Schema.maximumColumns { return "a metric has at most \(Schema.maximumColumns) sources" }
        if sources.contains(where: { $0.utf8.count > Schema.maximumText }) {
            return "a source's name has at most \(Schema.maximumText) bytes"
        }
        return nil
    }
}
