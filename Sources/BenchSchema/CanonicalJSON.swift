/// RFC 8785 (JSON Canonicalization Scheme) for the values a configuration can have.
public enum CanonicalJSON {
    /// Appends a number as ECMAScript's `Number::toString` writes it (RFC 8785, section 3.2.2.3).
    ///
    /// Throws `.usage` for NaN and infinities, which JSON doesn't have.
    public static func append(_ value: Double, to out: inout [UInt8]) throws(BenchError) {
        guard value.isFinite else { throw BenchError(.usage, "\(value) has no place in a configuration") }
        if value == 0 { return out.append(UInt8(ascii: "0")) }
        if appendShort(value, to: &out) { return }
        // Swift's description has the shortest digits that round-trip, as ECMAScript's; only the layout may differ:
        // without an exponent, in the ".0" of whole numbers alone.
        let text = value.description
        if !text.utf8.contains(UInt8(ascii: "e")) {
            out += text.utf8
            if text.utf8.suffix(2).elementsEqual(".0".utf8) { out.removeLast(2) }
            return
        }
        let (digits, point) = decimal(text.utf8.drop { $0 == UInt8(ascii: "-") })
        if value < 0 { out.append(UInt8(ascii: "-")) }
        switch point {
        case digits.count...21 where point > 0:
            out += digits
            out += repeatElement(UInt8(ascii: "0"), count: point - digits.count)
        case 1...21:
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        case -5...0:
            out += [UInt8(ascii: "0"), UInt8(ascii: ".")]
            out += repeatElement(UInt8(ascii: "0"), count: -point)
            out += digits
        default:
            out.append(digits[0])
            if digits.count > 1 {
                out.append(UInt8(ascii: "."))
                out += digits[1...]
            }
            out += [UInt8(ascii: "e"), UInt8(ascii: point > 0 ? "+" : "-")]
            out += String((point - 1).magnitude).utf8
        }
    }

    /// Appends a number from 10^-6 to 10^9 that has at most 6 decimals, as nearly all have that people choose.
    ///
    /// A decimal of at most 15 digits that gives the number back is the only one, so it is the shortest.
    private static func appendShort(_ value: Double, to out: inout [UInt8]) -> Bool {
        guard value.magnitude < 1e9, value.magnitude >= 1e-6 else { return false }
        var (power, decimals) = (1.0, 0)
        var scaled = value.magnitude.rounded()
        while scaled / power != value.magnitude {
            guard decimals < 6 else { return false }
            (power, decimals) = (power * 10, decimals + 1)
            scaled = (value.magnitude * power).rounded()
        }
        if value < 0 { out.append(UInt8(ascii: "-")) }
        append(digits: UInt64(scaled), decimals: decimals, to: &out)
        return true
    }

    /// Appends an integer.
    static func append(_ value: Int64, to out: inout [UInt8]) {
        if value < 0 { out.append(UInt8(ascii: "-")) }
        append(digits: value.magnitude, decimals: 0, to: &out)
    }

    /// Appends an integer's digits, the last `decimals` of them after a point.
    private static func append(digits value: UInt64, decimals: Int, to out: inout [UInt8]) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var (rest, count) = (value, 0)
        repeat {
            digits[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            (rest, count) = (rest / 10, count + 1)
        } while rest > 0 || count <= decimals
        for place in (0..<count).reversed() {
            out.append(digits[place])
            if place == decimals, decimals > 0 { out.append(UInt8(ascii: ".")) }
        }
    }

    /// The significant digits d of a number 0.ddd * 10^point, given as text with an exponent.
    private static func decimal(_ description: Substring.UTF8View) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point = 0
        var seenPoint = false
        var text = description
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            point = Int(String(decoding: text[text.index(after: mark)...], as: UTF8.self)) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else if digits.isEmpty && byte == UInt8(ascii: "0") {
                if seenPoint { point -= 1 }
            } else {
                digits.append(byte)
                if !seenPoint { point += 1 }
            }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (digits, point)
    }

    /// Appends a string with the escapes of RFC 8785, section 3.2.2.2; no Unicode normalisation.
    public static func append(_ text: some StringProtocol, to out: inout [UInt8]) {
        JSONText.append(text.utf8, to: &out)
    }
}
