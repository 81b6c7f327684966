import BenchSchema

/// YAML 1.1 scalars as PyYAML reads them: `yes` is true, `0o10` a string, `1e-06` a string (there is no point), `010` 8.
enum YAMLScalar {
    /// A scalar's value; what is quoted is a string.
    static func value(_ text: [UInt8], isPlain: Bool, tag: String?) -> LooseValue {
        let string = LooseValue.string(ByteString(text))
        switch tag {
        case nil: return isPlain ? plain(String(decoding: text, as: UTF8.self)) ?? string : string
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null":
            return plain(String(decoding: text, as: UTF8.self)) ?? string
        default: return string
        }
    }

    /// A name's text, as Python's str() gives it.
    static func text(_ value: LooseValue) -> String {
        switch value {
        case .null: "None"
        case .bool(let truth): truth ? "True" : "False"
        case .int64(let number): String(number)
        case .float64(let bits): bits.value.description
        case .string(let text), .json(let text): text.description
        }
    }

    private static func plain(_ text: String) -> LooseValue? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, "-+.0123456789".utf8.contains(first) else { return nil }
        return integer(text) ?? number(text)
    }

    /// `0b1_0`, `0777`, `0x1F`, `1_000`, `1:30` (sixties).
    private static func integer(_ text: String) -> LooseValue? {
        var digits = text[...]
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        let plain = digits.filter { $0 != "_" }
        func value(_ text: some StringProtocol, _ radix: Int) -> LooseValue? {
            guard !text.isEmpty, text.utf8.allSatisfy({ Self.isDigit($0, radix) }) else { return nil }
            if let whole = Int64((isNegative ? "-" : "") + text, radix: radix) { return .int64(whole) }
            let summed = text.utf8.reduce(0.0) { $0 * Double(radix) + Double(Self.digit($1)) }
            let number = radix == 10 ? Double(text) ?? summed : summed
            return .float64(Float64Bits(isNegative ? -number : number))
        }
        if digits == "0" { return .int64(0) }
        if digits.hasPrefix("0b") { return value(plain.dropFirst(2), 2) }
        if digits.hasPrefix("0x") { return value(plain.dropFirst(2), 16) }
        if digits.hasPrefix("0") { return value(plain.dropFirst(), 8) }
        if digits.contains(":") {
            guard let sixties = sixties(plain), digits.first != "0" else { return nil }
            return Int64(exactly: isNegative ? -sixties : sixties).map { .int64($0) }
        }
        return digits.first == "_" ? nil : value(plain, 10)
    }

    /// Digits with a point; an exponent has a sign; `.inf`, `.nan`; `1:30.5` (sixties).
    private static func number(_ text: String) -> LooseValue? {
        func float(_ value: Double) -> LooseValue { .float64(Float64Bits(value)) }
        switch text {
        case ".nan", ".NaN", ".NAN": return float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return float(-.infinity)
        default: break
        }
        let plain = text.filter { $0 != "_" }
        var digits = plain[...]
        let isNegative = digits.hasPrefix("-")
        let isSigned = isNegative || digits.hasPrefix("+")
        if isSigned { digits.removeFirst() }
        guard let point = digits.firstIndex(of: ".") else { return nil }
        if digits.contains(":") {
            guard digits[digits.index(after: point)...].utf8.allSatisfy({ isDigit($0, 10) }),
                let whole = sixties(digits[..<point]),
                let rest = Double("0.0" + digits[digits.index(after: point)...])
            else { return nil }
            // The last part has the fraction.
            let fraction = rest * 10
            return float(isNegative ? -(Double(whole) + fraction) : Double(whole) + fraction)
        }
        var mantissa = digits
        var exponent: Substring = ""
        if let mark = digits.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            (mantissa, exponent) = (digits[..<mark], digits[digits.index(after: mark)...])
            guard exponent.hasPrefix("-") || exponent.hasPrefix("+"), exponent.count > 1,
                exponent.dropFirst().utf8.allSatisfy({ isDigit($0, 10) })
            else { return nil }
        }
        // Without digits before the point there is no sign, and there are some after it.
        let before = mantissa.prefix { $0 != "." }
        let after = mantissa.dropFirst(before.count + 1)
        guard before.utf8.allSatisfy({ isDigit($0, 10) }), after.utf8.allSatisfy({ isDigit($0, 10) }),
            before.isEmpty ? !isSigned && !after.isEmpty : true
        else { return nil }
        let zeros = "\(before.isEmpty ? "0" : before).\(after.isEmpty ? "0" : after)"
        return Double((isNegative ? "-" : "") + zeros + (exponent.isEmpty ? "" : "e\(exponent)")).map { float($0) }
    }

    /// Numbers below 60 between colons.
    private static func sixties(_ text: some StringProtocol) -> Int64? {
        var total: Int64 = 0
        for (place, part) in text.split(separator: ":", omittingEmptySubsequences: false).enumerated() {
            guard let value = Int64(part), value >= 0, place == 0 || (part.utf8.count <= 2 && value < 60),
                total < 1 << 50, value < 1 << 50
            else { return nil }
            total = total * 60 + value
        }
        return total
    }

    private static func digit(_ byte: UInt8) -> Int {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: 99
        }
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool { digit(byte) < radix }
}
