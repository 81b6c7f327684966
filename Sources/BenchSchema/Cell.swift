/// What one run holds in one column.
///
/// Absent, null, a NaN, an empty series and a hole in a series are five different things (Specs/registry.md, "Presence").
public enum Cell: Hashable, Sendable {
    /// The run has no such value.
    case absent
    /// The value is there and is null.
    case null
    /// A number; equality and hashing go by bit pattern.
    case float64(Float64Bits)
    /// An integer.
    case int64(Int64)
    /// A truth value.
    case bool(Bool)
    /// Any bytes.
    case string(ByteString)
    /// The text of a JSON value.
    case json(ByteString)
    /// An array of elements.
    case series(Series)

    /// Wraps a number.
    public static func float64(_ value: Double) -> Cell { .float64(Float64Bits(value)) }

    /// The number in a float64 or int64 cell; nil otherwise.
    public var number: Double? {
        switch self {
        case .float64(let bits): bits.value
        case .int64(let value): Double(value)
        default: nil
        }
    }

    /// Whether the cell may stand in a column of this type and role.
    public func fits(_ column: Column) -> Bool { fits(column.role, column.type) }

    /// How many elements and states a series has; nil for other cells. What is only asked for this isn't copied.
    var lengths: (elements: Int, states: Int?)? {
        guard case .series(let series) = self else { return nil }
        return (series.count, series.states?.count)
    }

    func fits(_ role: Role, _ type: ValueType) -> Bool {
        switch self {
        case .absent, .null: true
        case .float64: type == .float64 && !role.isSeries
        case .int64: type == .int64 && !role.isSeries
        case .bool: type == .bool && !role.isSeries
        case .string: type == .string && !role.isSeries
        case .json: type == .json && !role.isSeries
        case .series(let series): role.isSeries && series.elements.type == type
        }
    }
}

/// A double that equals another when their bits are the same, so that NaN equals itself and -0.0 differs from 0.0.
public struct Float64Bits: Hashable, Sendable {
    /// The number.
    public var value: Double

    /// Wraps a number.
    public init(_ value: Double) { self.value = value }

    /// Compares bits.
    public static func == (a: Self, b: Self) -> Bool { a.value.bitPattern == b.value.bitPattern }

    /// Hashes the bits.
    public func hash(into hasher: inout Hasher) { hasher.combine(value.bitPattern) }
}
