import BenchSchema

/// The provenance of a file that was merged from files of different provenance: `{"merged":[...]}`.
enum MergedProvenance {
    private static let head = Array("{\"merged\":[".utf8)
    private static let tail = Array("]}".utf8)

    /// The text of a list.
    static func text(of parts: [ByteString]) -> ByteString {
        ByteString(head + parts.map(\.bytes).joined(separator: [UInt8(ascii: ",")]) + tail)
    }

    /// The texts in a list; nil for a text that isn't one, as `text` writes it. O(n).
    static func parts(of text: ByteString) -> [ByteString]? {
        guard text.bytes.count > head.count + tail.count, text.bytes.starts(with: head),
            text.bytes.suffix(tail.count).elementsEqual(tail)
        else { return nil }
        let list = text.bytes[head.count..<(text.bytes.count - tail.count)]
        var parts: [ByteString] = []
        var (depth, isQuoted, isEscaped) = (0, false, false)
        var start = list.startIndex
        for (place, byte) in zip(list.indices, list) {
            if isQuoted {
                if !isEscaped && byte == UInt8(ascii: "\"") { isQuoted = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                // The list ends before the text does: it is something else.
                if depth < 0 { return nil }
            case UInt8(ascii: ",") where depth == 0:
                parts.append(ByteString(Array(list[start..<place])))
                start = place + 1
            default: break
            }
        }
        parts.append(ByteString(Array(list[start...])))
        return depth == 0 && !isQuoted && !parts.contains("") ? parts : nil
    }
}
