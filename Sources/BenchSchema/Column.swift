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
