/// A configuration value as it was written, before its key's type is known.
public enum LooseValue: Hashable, Sendable {
    /// Null.
    case null
    /// A truth value.
    case bool(Bool)
    /// An integer.
    case int64(Int64)
    /// Another number.
    case float64(Float64Bits)
    /// A string, which may stand for a number or a truth value.
    case string(ByteString)
    /// The text of a list or of another JSON value.
    case json(ByteString)

    /// The cell of a key with this type, so that "0.1" and 0.1, 1 and 1.0, "True" and true come out alike.
    ///
    /// Specs/config-hash.md, "What each type becomes". Nil where the value has no such form.
    public func cell(as type: ValueType) -> Cell? {
        switch (type, self) {
        case (.json, .json(let text)): return .json(text)
        case (_, .null): return .null
        case (.float64, _): return number.map { .float64($0) }
        case (.int64, .int64(let value)): return .int64(value)
        case (.int64, .string(let text)):
            if let value = Int64(text.description) { return .int64(value) }
            // With a point or an exponent it is a float64, so only if that is the same number.
            guard let value = DecimalText(text.bytes)?.integer, Double(exactly: value) != nil else { return nil }
            return .int64(value)
        case (.int64, _): return number.flatMap { Int64(exactly: $0) }.map { .int64($0) }
        case (.bool, .bool(let value)): return .bool(value)
        case (.bool, .string(let text)):
            switch text.description {
            case "true", "True", "TRUE": return .bool(true)
            case "false", "False", "FALSE": return .bool(false)
            default: return nil
            }
        case (.string, .string(let text)): return .string(text)
        case (.string, .bool(let value)): return .string(value ? "true" : "false")
        case (.string, .int64(let value)): return .string(ByteString(String(value)))
        case (.string, .float64(let bits)):
            var text: [UInt8] = []
            do throws(BenchError) { try CanonicalJSON.append(bits.value, to: &text) } catch { return nil }
            return .string(ByteString(text))
        default: return nil
        }
    }

    /// The value of a cell as a configuration has it; nil for an absent one or a series.
    public init?(_ cell: Cell) {
        switch cell {
        case .absent, .series: return nil
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int64(let value): self = .int64(value)
        case .float64(let bits): self = .float64(bits)
        case .string(let text): self = .string(text)
        case .json(let text): self = .json(text)
        }
    }

    /// The number that the value is, or that its text stands for.
    private var number: Double? {
        switch self {
        case .int64(let value): return Double(exactly: value)
        case .float64(let bits): return bits.value
        case .string(let text):
            if let value = Int64(text.description) { return Double(exactly: value) }
            // What is too large or too small for a float64 is none, rather than an infinity or 0.
            guard let decimal = DecimalText(text.bytes), let value = Double(text.description), value.isFinite,
                value != 0 || decimal.isZero
            else { return nil }
            return value
        case .null, .bool, .json: return nil
        }
    }

    /// The narrowest key type that holds all of these values, nulls aside: bool, int64, float64, else string.
    ///
    /// Nil if one of them is a list, which can't be a key.
    public static func keyType(of values: some Sequence<LooseValue>) -> ValueType? {
        var candidates: [ValueType] = [.bool, .int64, .float64, .string]
        for value in values where value != .null {
            candidates.removeAll { value.cell(as: $0) == nil }
        }
        return candidates.first
    }
}

extension LooseValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral
{
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes an integer.
    public init(integerLiteral value: Int64) { self = .int64(value) }

    /// Makes a number.
    public init(floatLiteral value: Double) { self = .float64(Float64Bits(value)) }

    /// Makes a string.
    public init(stringLiteral value: String) { self = .string(ByteString(value)) }
}
