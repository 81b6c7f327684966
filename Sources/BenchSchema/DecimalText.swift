/// The text of a decimal number, taken apart without rounding: `-12.50e3` is the digits 125, times 10^2.
///
/// Only JSON's and Python's decimal forms: Swift's own parser would take hexadecimal digits and "nan" too.
struct DecimalText {
    private var isNegative = false
    /// The digits without zeros at either end; empty for 0.
    private var digits: [UInt8] = []
    /// The power of ten by which the digits, as an integer, are multiplied.
    private var exponent = 0

    /// Reads a sign, digits with or without a point among them or at an end, and an exponent; nil for any other text.
    init?(_ text: [UInt8]) {
        var rest = text[...]
        isNegative = Self.sign(&rest)
        let mark = rest.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") } ?? rest.endIndex
        var (count, points) = (0, 0)
        for byte in rest[..<mark] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                if points > 0 { exponent -= 1 }
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
            case UInt8(ascii: "."): points += 1
            default: return nil
            }
        }
        guard count > 0, points < 2 else { return nil }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if mark == rest.endIndex { return }
        rest = rest[(mark + 1)...]
        let isSmall = Self.sign(&rest)
        guard !rest.isEmpty, rest.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        // No text is long enough to make up for an exponent of 2^48.
        let power = min(Int(String(decoding: rest, as: UTF8.self)) ?? .max, 1 << 48)
        exponent += isSmall ? -power : power
    }

    private static func sign(_ text: inout ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return false }
        text.removeFirst()
        return first == UInt8(ascii: "-")
    }

    /// Whether the number is 0.
    var isZero: Bool { digits.isEmpty }

    /// The number, if it is a whole one that an int64 holds.
    var integer: Int64? {
        if isZero { return 0 }
        guard exponent >= 0, digits.count + exponent <= 19 else { return nil }
        let zeros = String(repeating: "0", count: exponent)
        return Int64((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) + zeros)
    }
}
