import BenchSchema
import CSimdjson

/// Goes through a JSON document from value to value without parsing what it steps over.
///
/// Memory: a window of 1 MiB that slides over the file, or the bytes that were given; a member's name must fit into it.
///
/// Memory safety: the shim gets pointers into the window with the count that is left of it.
@safe
struct DocumentCursor: ~Copyable {
    private let file: ByteFile?
    /// The window; behind it is room for the JSON reader.
    private(set) var buffer: [UInt8]
    /// The window's place in the file, and its end in the buffer.
    private var base: Int
    private var end: Int
    /// The place in the buffer.
    private var at = 0
    /// Newlines were counted up to here.
    private var counted = 0
    private var lines: Int
    private(set) var failure: BenchError?

    /// Goes through a file.
    init(_ file: ByteFile, window: Int = 1 << 20) {
        self.file = file
        buffer = [UInt8](repeating: 0, count: window)
        (base, end, lines) = (0, 0, 1)
    }

    /// Goes through a part of a file that was read, with room for the JSON reader behind it.
    init(_ bytes: [UInt8], count: Int, base: Int, line: Int) {
        file = nil
        buffer = bytes
        (self.base, end, lines) = (base, min(count, bytes.count), line)
    }

    /// The place in the file.
    var offset: Int { base + at }
    /// The place in the buffer.
    var place: Int { at }

    /// The line of the present place, from 1.
    mutating func line() -> Int {
        while let newline = ByteScan.first(0x0A, in: buffer.span, counted..<at) {
            lines += 1
            counted = newline + 1
        }
        counted = max(counted, at)
        return lines
    }

    /// Gets more of the file behind what is left of the window; false at the end.
    private mutating func refill() -> Bool {
        guard let file, failure == nil else { return false }
        _ = line()
        if at > 0 {
            for place in at..<end { buffer[place - at] = buffer[place] }
            (base, end, counted, at) = (base + at, end - at, 0, 0)
        }
        guard end < buffer.count else { return false }
        do throws(BenchError) {
            let count = try file.read(at: base + end, into: &buffer, end..<buffer.count)
            end += count
            return count > 0
        } catch {
            failure = error
            return false
        }
    }

    /// The next byte that is no blank; nil at the end.
    mutating func peek() -> UInt8? {
        while true {
            while at < end {
                let byte = buffer[at]
                guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
                at += 1
            }
            guard refill() else { return nil }
        }
    }

    /// Steps over the next byte that is no blank, if it is this.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: byte) else { return false }
        at += 1
        return true
    }

    /// Steps over a member's name and its colon; nil if there is none.
    mutating func name() -> [UInt8]? {
        guard peek() == UInt8(ascii: "\"") else { return nil }
        var length = 1
        while true {
            if at + length >= end {
                guard at > 0 || end < buffer.count, refill() else { return nil }
                continue
            }
            let byte = buffer[at + length]
            if byte == UInt8(ascii: "\"") { break }
            length += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        let name = Array(buffer[at..<at + length + 1])
        at += length + 1
        guard take(":") else { return nil }
        guard name.contains(UInt8(ascii: "\\")) else { return Array(name.dropFirst().dropLast()) }
        guard let tree = try? JSONTree(name, file: ""), let text = tree.string else { return nil }
        return Array(text.utf8)
    }

    /// Steps over the next value; false if it has no end.
    mutating func skipValue() -> Bool {
        guard let first = peek() else { return false }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested()
        case UInt8(ascii: "\""):
            at += 1
            while true {
                guard at < end || refill() else { return false }
                let byte = buffer[at]
                at += 1
                if byte == UInt8(ascii: "\"") { return true }
                if byte == UInt8(ascii: "\\") {
                    guard at < end || refill() else { return false }
                    at += 1
                }
            }
        default:
            let start = offset
            while at < end || refill() {
                switch buffer[at] {
                case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
                    return offset > start
                default: at += 1
                }
            }
            return offset > start
        }
    }

    private mutating func skipNested() -> Bool {
        var extent = csj_extent()
        repeat {
            let (from, count) = (at, end - at)
            at += unsafe buffer.withUnsafeBytes { bytes in
                guard let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return 0 }
                return unsafe csj_find_end(&extent, start + from, count)
            }
            if extent.depth <= 0 { return true }
        } while refill()
        return false
    }

    /// Steps to behind the end of the line; gives whether there was a newline.
    mutating func skipLine() -> Bool {
        repeat {
            if let newline = ByteScan.first(0x0A, in: buffer.span, at..<end) {
                at = newline + 1
                return true
            }
            at = end
        } while refill()
        return false
    }
}
