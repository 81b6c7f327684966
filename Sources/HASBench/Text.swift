public import BenchSchema

extension ValueType {
    var article: String { self == .int64 ? "an" : "a" }
}

extension LooseValue {
    /// The value as a message shows it.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int64(let value): String(value)
        case .float64(let bits): bits.value.text
        case .string(let text): "\"\(text)\""
        case .json(let text): text.description
        }
    }
}

extension Cell {
    /// A scalar as people read it; nil where there is none, or for a series.
    public var text: String? {
        switch self {
        case .absent, .series: nil
        case .null: "null"
        case .float64(let bits): bits.value.text
        case .int64(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .string(let text), .json(let text): text.description
        }
    }
}

extension Double {
    /// The shortest exact form, with the names that JSON output gives to what is not finite.
    public var text: String { isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : description }
}
