/// Recognises the beginnings of a log's lines, without parsing them.
enum LogLine {
    /// The place after a `[FILE.py: N]: ` prefix that begins the range; nil if there is none.
    static func afterPrefix(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int? {
        guard line.count > 8, bytes[line.lowerBound] == UInt8(ascii: "[") else { return nil }
        // File names have at most 255 bytes.
        let limit = min(line.upperBound, line.lowerBound + 300)
        guard let bracket = ByteScan.first(UInt8(ascii: "]"), in: bytes, line.lowerBound..<limit),
            bracket + 2 < line.upperBound || bracket + 2 == line.upperBound,
            bytes[bracket + 1] == UInt8(ascii: ":")
        else { return nil }
        var place = bracket
        while place > line.lowerBound, isDigit(bytes[place - 1]) { place -= 1 }
        guard place < bracket else { return nil }
        while place > line.lowerBound, bytes[place - 1] == UInt8(ascii: " ") { place -= 1 }
        guard ByteScan.ends(bytes, line.lowerBound..<place, with: ".py:") else { return nil }
        // Trimming may have taken the blank at the line's end.
        guard bracket + 2 < line.upperBound else { return line.upperBound }
        return bytes[bracket + 2] == UInt8(ascii: " ") ? bracket + 3 : nil
    }

    /// The range without blanks, carriage returns and NULs at its end, and NULs and ANSI codes at its beginning.
    static func trimmed(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Range<Int> {
        var (lower, upper) = (line.lowerBound, line.upperBound)
        while upper > lower, bytes[upper - 1] <= 0x20 { upper -= 1 }
        while lower < upper, bytes[lower] == 0 || bytes[lower] == 0x1B {
            lower = bytes[lower] == 0 ? lower + 1 : afterCode(bytes, lower..<upper)
        }
        return lower..<upper
    }

    /// The place after the ANSI code (ESC, `[`, parameters, a letter) that begins the range.
    private static func afterCode(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var place = range.lowerBound + 1
        guard place < range.upperBound, bytes[place] == UInt8(ascii: "[") else { return place }
        place += 1
        while place < range.upperBound, (0x20..<0x40).contains(bytes[place]) { place += 1 }
        return min(place + 1, range.upperBound)
    }

    /// A copy of the range without its ANSI codes.
    static func plain(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
        var out: [UInt8] = []
        var place = range.lowerBound
        while place < range.upperBound {
            if bytes[place] == 0x1B {
                place = afterCode(bytes, place..<range.upperBound)
            } else {
                out.append(bytes[place])
                place += 1
            }
        }
        return out
    }

    /// "e/E" as two numbers; nil unless both are whole and 1 <= e.
    static func epoch(_ text: Span<UInt8>) -> (epoch: Int64, of: Int64)? {
        guard let slash = ByteScan.first(UInt8(ascii: "/"), in: text, 0..<text.count),
            let epoch = whole(text, 0..<slash), let of = whole(text, slash + 1..<text.count), epoch >= 1
        else { return nil }
        return (epoch, of)
    }

    /// "dd,hh:mm:ss" as seconds; the days may be negative, as Python's divmod has them.
    static func seconds(_ text: Span<UInt8>) -> Int64? {
        guard let comma = ByteScan.first(UInt8(ascii: ","), in: text, 0..<text.count) else { return nil }
        let negative = comma > 0 && text[0] == UInt8(ascii: "-")
        guard let days = whole(text, (negative ? 1 : 0)..<comma), days < 1_000_000_000 else { return nil }
        var total = negative ? -days : days
        var start = comma + 1
        for place in 0..<3 {
            let end = ByteScan.first(UInt8(ascii: ":"), in: text, start..<text.count) ?? text.count
            // The last part, and only that, ends with the text.
            guard (end == text.count) == (place == 2), let part = whole(text, start..<end), part < 100_000 else {
                return nil
            }
            total = total * (place == 0 ? 24 : 60) + part
            start = end + 1
        }
        return total
    }

    private static func whole(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
        guard (1...18).contains(range.count) else { return nil }
        var value: Int64 = 0
        for place in range {
            guard isDigit(text[place]) else { return nil }
            value = value * 10 + Int64(text[place] - UInt8(ascii: "0"))
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
