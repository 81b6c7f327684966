package import BenchSchema

/// Reads little-endian fields from bytes; every length is checked before anything is sliced.
///
/// The only place in the format where raw memory is loaded.
package struct ByteCursor {
    private let bytes: ArraySlice<UInt8>
    /// The offset of the next byte from the first.
    package private(set) var offset = 0
    /// The encodings met so far, outermost first, if they are wanted.
    package private(set) var encodings: [String]?

    /// Gives another column of the segment, the runs that the block at hand holds, and whether that is of a scalar; nil
    /// where none may be asked for.
    var source: ((String) throws(BenchError) -> (block: ColumnBlock, runs: [Int], isScalar: Bool))?
    /// How many columns stand behind the values, each predicted from the next.
    var predictionDepth = 0
    /// What reads the zstd frames among the bytes; made when the first one comes, unless it was given.
    private(set) lazy var zstd = ZstdDecompressor()

    /// Starts at the first of these bytes.
    package init(_ bytes: [UInt8], zstd: ZstdDecompressor? = nil) { self.init(bytes[...], zstd: zstd) }

    /// Starts at the first byte of a slice.
    package init(_ bytes: ArraySlice<UInt8>, zstd: ZstdDecompressor? = nil) {
        self.bytes = bytes
        if let zstd { self.zstd = zstd }
    }

    /// Starts to note encodings.
    package mutating func traceEncodings() { encodings = [] }

    /// Notes that an encoding was met.
    mutating func note(_ encoding: @autoclosure () -> String) {
        if encodings != nil { encodings?.append(encoding()) }
    }

    /// How many bytes are left.
    package var remaining: Int { bytes.count - offset }

    /// The next `count` bytes.
    package mutating func slice(_ count: Int) throws(BenchError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw BenchError(.damaged, "\(count) bytes are needed, \(remaining) are left", at: "byte \(offset)")
        }
        let start = bytes.startIndex + offset
        offset += count
        return bytes[start..<start + count]
    }

    /// The next integer of a fixed width, little-endian.
    package mutating func load<T: FixedWidthInteger & BitwiseCopyable>(_: T.Type = T.self) throws(BenchError) -> T {
        let field = try slice(MemoryLayout<T>.size)
        return unsafe field.withUnsafeBytes { raw in unsafe T(littleEndian: raw.loadUnaligned(as: T.self)) }
    }

    /// The next byte.
    package mutating func byte() throws(BenchError) -> UInt8 {
        guard remaining > 0 else { throw BenchError(.damaged, "a byte is missing", at: "byte \(offset)") }
        defer { offset += 1 }
        return bytes[bytes.startIndex + offset]
    }

    /// The next LEB128 number (DWARF 5, section 7.6), at most 10 bytes and 64 bits.
    package mutating func varint() throws(BenchError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { break }
            value |= UInt64(next & 0x7F) << UInt64(shift)
            if next < 0x80 { return value }
        }
        throw BenchError(.damaged, "a number has more than 64 bits", at: "byte \(offset)")
    }

    /// The next LEB128 number, which must not exceed `limit`.
    package mutating func count(_ limit: Int) throws(BenchError) -> Int {
        let value = try varint()
        guard value <= UInt64(limit) else {
            throw BenchError(.damaged, "\(value) is more than \(limit)", at: "byte \(offset)")
        }
        return Int(value)
    }

    /// The next counted string, which must be UTF-8.
    package mutating func string(limit: Int = 1 << 20) throws(BenchError) -> String {
        let bytes = try slice(try count(limit))
        // Nearly all are ASCII, which `validating` doesn't profit from.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BenchError(.damaged, "a name is not UTF-8", at: "byte \(offset)")
        }
        return text
    }

    /// The next counted bytes.
    package mutating func byteString() throws(BenchError) -> ByteString {
        ByteString(Array(try slice(try count(remaining))))
    }

    /// Throws unless all bytes are read.
    package func end() throws(BenchError) {
        guard remaining == 0 else { throw BenchError(.damaged, "\(remaining) bytes too many", at: "byte \(offset)") }
    }
}
