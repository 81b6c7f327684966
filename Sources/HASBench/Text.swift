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

    /// Orders numbers by value, everything else by text.
    package func precedes(_ other: Cell) -> Bool {
        if let a = number, let b = other.number { return a < b }
        return (text ?? "") < (other.text ?? "")
    }
}

extension Double {
    /// The shortest exact form, with the names that JSON output gives to what is not finite.
    public var text: String { isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : description }
}

extension Double {
    /// The number with so many significant digits, for people; JSON has all of them.
    package func rounded(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return text }
        var exponent = 0
        var significand = magnitude
        while significand >= 10 { (significand, exponent) = (significand / 10, exponent + 1) }
        while significand < 1 { (significand, exponent) = (significand * 10, exponent - 1) }
        let isShort = (-4..<digits + 1).contains(exponent)
        // Rounded where it will be printed: in the number itself, or in the significand before an exponent.
        let scale = Self.powerOfTen(digits - 1 - (isShort ? exponent : 0))
        let shown = ((isShort ? self : significand * (self < 0 ? -1 : 1)) * scale).rounded() / scale
        var text = shown.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        let sign = exponent < 0 ? "-" : "+"
        return isShort ? text : "\(text)e\(sign)\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        let power = (0..<exponent.magnitude).reduce(1.0) { power, _ in power * 10 }
        return exponent < 0 ? 1 / power : power
    }
}
