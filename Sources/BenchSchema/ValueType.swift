/// The type of a column's values; the raw value is its id in a file (registry.md, "Types").
public enum ValueType: UInt8, Sendable, CaseIterable {
    /// IEEE 754 binary64, every bit pattern kept.
    case float64 = 1
    /// A signed 64-bit integer.
    case int64 = 2
    /// A truth value.
    case bool = 3
    /// Any bytes.
    case string = 4
    /// The text of one JSON value, such as a list.
    case json = 5

    /// The type's name, as `info` prints it.
    public var name: String {
        switch self {
        case .float64: "float64"
        case .int64: "int64"
        case .bool: "bool"
        case .string: "string"
        case .json: "json"
        }
    }

    /// Finds a type by its name.
    public init?(name: some StringProtocol) {
        guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = type
    }
}
