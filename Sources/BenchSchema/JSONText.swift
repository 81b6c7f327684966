/// Appends JSON scalars as text, without allocating in between.
public enum JSONText {
    private static let hexDigits = Array("0123456789abcdef".utf8)
    /// A text of more bytes is long: it is given room at once, and not copied more often than it must be.
    package static let longText = 1 << 16

    /// Appends a quoted string: `"`, `\` and controls escaped, everything else as it is.
    public static func append(_ utf8: some Sequence<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0x08: out += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
            case 0x09: out += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0x0A: out += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0C: out += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
            case 0x0D: out += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0..<0x20:
                out += [UInt8(ascii: "\\"), UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")]
                out += [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    /// Never less than the bytes of a text in quotes.
    private static func escapedCount(_ ascii: [UInt8]) -> Int {
        ascii.reduce(2) { $0 + ($1 < 0x20 ? 6 : $1 == UInt8(ascii: "\"") || $1 == UInt8(ascii: "\\") ? 2 : 1) }
    }

    /// Appends a string of any bytes; what isn't UTF-8 becomes U+FFFD, since JSON has no other way.
    public static func append(_ string: ByteString, to out: inout [UInt8]) {
        if string.bytes.allSatisfy({ $0 < 0x80 }) {
            if string.bytes.count > longText { out.reserveCapacity(out.count + escapedCount(string.bytes)) }
            append(string.bytes, to: &out)
        } else {
            append(string.description.utf8, to: &out)
        }
    }

    /// Appends a float64: its shortest exact form, with a point or an exponent; non-finite numbers as strings.
    public static func append(_ value: Double, to out: inout [UInt8]) {
        if value.isFinite {
            out += value.description.utf8
        } else {
            out += (value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"").utf8
        }
    }

    /// Appends the items of an array, or the members of an object, which `body` writes; with a space after each comma, as
    /// Python's json has it.
    package static func append<Item>(
        _ items: [Item], between open: Unicode.Scalar, _ close: Unicode.Scalar, to out: inout [UInt8],
        _ body: (Item, inout [UInt8]) -> Void
    ) {
        out.append(UInt8(ascii: open))
        for (place, item) in items.enumerated() {
            if place > 0 { out += ", ".utf8 }
            body(item, &out)
        }
        out.append(UInt8(ascii: close))
    }
}
