import BenchSchema
import HASBench

/// Appends JSON as Python's `json.dump` writes it, which other programs made a sweep.json with.
///
/// A blank follows commas and colons, strings are ASCII, and numbers that aren't finite are the bare tokens NaN, Infinity
/// and -Infinity, which strict JSON doesn't have.
enum PythonJSON {
    /// How many elements are given room at a time, so that a long series doesn't ask for much more than it takes.
    private static let piece = 1024
    /// No number's text is longer.
    static let widest = 24

    /// Appends a float64: its shortest exact form, with a point or an exponent.
    static func append(_ value: Double, to out: inout [UInt8]) {
        out.append(addingCapacity: widest) { append(value, to: &$0) }
    }

    /// Appends an integer.
    static func append(_ value: Int64, to out: inout [UInt8]) {
        out.append(addingCapacity: widest) { append(value, to: &$0) }
    }

    /// Appends a quoted string of ASCII; what isn't UTF-8 becomes U+FFFD.
    static func append(_ text: ByteString, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        if text.bytes.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            out += text.bytes
        } else {
            if text.bytes.count > JSONText.longText { out.reserveCapacity(out.count + 6 * text.bytes.count) }
            for unit in text.description.utf16 { append(escaping: unit, to: &out) }
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func append(escaping unit: UInt16, to out: inout [UInt8]) {
        let short: Character? =
            switch unit {
            case 0x08: "b"
            case 0x09: "t"
            case 0x0A: "n"
            case 0x0C: "f"
            case 0x0D: "r"
            case 0x22: "\""
            case 0x5C: "\\"
            default: nil
            }
        if let short {
            out += "\\\(short)".utf8
        } else if (0x20..<0x7F).contains(unit) {
            out.append(UInt8(truncatingIfNeeded: unit))
        } else {
            let hex = String(unit, radix: 16)
            out += "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8
        }
    }

    /// Appends a scalar; an absent one as null.
    static func append(_ cell: Cell, to out: inout [UInt8]) {
        switch cell {
        case .absent, .null: out += "null".utf8
        case .float64(let bits): append(bits.value, to: &out)
        case .int64(let value): append(value, to: &out)
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .string(let text): append(text, to: &out)
        case .json(let text): out += text.bytes
        case .series(let series): append(series, to: &out)
        }
    }

    /// Appends the elements of a series as an array; nulls and holes as null.
    static func append(_ series: Series, to out: inout [UInt8]) {
        switch series.elements {
        case .float64(let values) where series.states == nil:
            appendTexts(values.count, to: &out) { append(values[$0], to: &$1) }
        case .int64(let values) where series.states == nil:
            appendTexts(values.count, to: &out) { append(values[$0], to: &$1) }
        case .float64(let values): append(series, to: &out) { append(values[$0], to: &$1) }
        case .int64(let values): append(series, to: &out) { append(values[$0], to: &$1) }
        case .bool(let values): append(series, to: &out) { $1 += (values[$0] ? "true" : "false").utf8 }
        case .string(let values): append(series, to: &out) { append(values[$0], to: &$1) }
        case .json(let values): append(series, to: &out) { $1 += values[$0].bytes }
        }
    }

    /// Appends an array of one text an element of a series, null where there is no value.
    static func append(_ series: Series, to out: inout [UInt8], _ element: (Int, inout [UInt8]) -> Void) {
        out.append(UInt8(ascii: "["))
        for index in 0..<series.count {
            if index > 0 { out += ", ".utf8 }
            if series.isValue(index) { element(index, &out) } else { out += "null".utf8 }
        }
        out.append(UInt8(ascii: "]"))
    }

    /// Appends an array of so many texts, none longer than `width`.
    @inline(__always)
    static func appendTexts(
        _ count: Int, width: Int = widest, to out: inout [UInt8], _ element: (Int, inout OutputSpan<UInt8>) -> Void
    ) {
        out.append(UInt8(ascii: "["))
        for start in stride(from: 0, to: count, by: piece) {
            let end = min(start + piece, count)
            out.append(addingCapacity: (end - start) * (width + 2)) { span in
                for index in start..<end {
                    if index > 0 {
                        span.append(UInt8(ascii: ","))
                        span.append(UInt8(ascii: " "))
                    }
                    element(index, &span)
                }
            }
        }
        out.append(UInt8(ascii: "]"))
    }

    /// Appends a float64. Most are decimals of four digits, which need no search for the shortest form.
    @inline(__always)
    static func append(_ value: Double, to span: inout OutputSpan<UInt8>) {
        let scaled = (value * 10_000).rounded()
        // Fifteen digits and fewer: no other decimal that short is the same double, so this is the shortest.
        guard scaled.magnitude < 1e15, scaled / 10_000 == value, scaled != 0 || value.sign == .plus else {
            return appendAny(value, to: &span)
        }
        let digits = UInt64(scaled.magnitude)
        if scaled < 0 { span.append(UInt8(ascii: "-")) }
        appendDigits(digits / 10_000, to: &span)
        span.append(UInt8(ascii: "."))
        var rest = digits % 10_000
        repeat {
            span.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 1000))
            rest = rest % 1000 * 10
        } while rest > 0
    }

    @inline(never)
    private static func appendAny(_ value: Double, to span: inout OutputSpan<UInt8>) {
        for byte in value.text.utf8 { span.append(byte) }
    }

    /// Appends an integer.
    @inline(__always)
    static func append(_ value: Int64, to span: inout OutputSpan<UInt8>) {
        if value < 0 { span.append(UInt8(ascii: "-")) }
        appendDigits(value.magnitude, to: &span)
    }

    @inline(__always)
    private static func appendDigits(_ value: UInt64, to span: inout OutputSpan<UInt8>) {
        guard value >= 10 else { return span.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
        guard value < 100_000_000 else {
            for byte in String(value).utf8 { span.append(byte) }
            return
        }
        // The last digit goes in first, so that the first one comes out first.
        var (rest, packed) = (UInt32(truncatingIfNeeded: value), UInt64(0))
        var count = 0
        while rest > 0 {
            packed = packed << 8 | UInt64(UInt8(ascii: "0")) + UInt64(rest % 10)
            rest /= 10
            count += 1
        }
        for _ in 0..<count {
            span.append(UInt8(truncatingIfNeeded: packed))
            packed >>= 8
        }
    }
}
