/// RFC 8785 (JSON Canonicalization Scheme) for the values a configuration can have.
public enum CanonicalJSON {
    /// Appends a number as ECMAScript's `Number::toString` writes it (RFC 8785, section 3.2.2.3).
    ///
    /// Throws `.usage` for NaN and infinities, which JSON doesn't have.
    public static func append(_ value: Double, to out: inout [UInt8]) throws(BenchError) {
        guard value.isFinite else { throw BenchError(.usage, "\(value) has no place in a configuration") }
        if value == 0 { return out.append(UInt8(ascii: "0")) }
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
