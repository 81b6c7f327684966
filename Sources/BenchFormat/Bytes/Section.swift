package import BenchSchema

/// Bytes in a block, stored or as one zstd frame, whichever is smaller (Specs/bench-file.md, "Sections").
///
/// Rows of equal length may also be one zstd frame of their columns, one column after another.
package enum Section {
    private static let stored: UInt8 = 0
    private static let zstd: UInt8 = 1
    private static let transposed: UInt8 = 2

    /// The most bytes that a frame holds: a few bytes of it could claim any number.
    package static let maximumPacked = 1 << 23

    /// Appends a section that holds these bytes.
    package static func append(
        _ content: [UInt8], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort = .level, to out: inout [UInt8]
    ) throws(BenchError) {
        // A frame of fewer bytes can't win: its header alone takes 9.
        if content.count > 12, content.count <= maximumPacked {
            let frame = try zstd.compress(content, effort)
            if frame.count < content.count {
                out.append(Self.zstd)
                out.append(count: content.count)
                out.append(counted: frame)
                return
            }
        }
        append(stored: content, to: &out)
    }

    /// Appends a section that holds rows of so many bytes each, whose columns may be more alike than the rows are.
    static func append(
        _ content: [UInt8], width: Int, _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        var (rows, columns): ([UInt8], [UInt8]) = ([], [transposed])
        try append(content, zstd, to: &rows)
        columns.append(count: content.count)
        columns.append(count: width)
        columns.append(counted: try zstd.compress(transpose(content, width: width), .level))
        out += columns.count < rows.count ? columns : rows
    }

    /// The columns of rows of so many bytes each; of columns, with their length for the width, the rows. O(n).
    private static func transpose(_ content: [UInt8], width: Int) -> [UInt8] {
        let height = content.count / width
        var result = [UInt8](repeating: 0, count: content.count)
        var out = result.mutableSpan
        let bytes = content.span
        for column in 0..<width {
            for row in 0..<height { out[column &* height &+ row] = bytes[row &* width &+ column] }
        }
        return result
    }

    /// Appends a section that holds these bytes as they are.
    package static func append(stored content: [UInt8], to out: inout [UInt8]) {
        out.append(stored)
        out.append(counted: content)
    }

    /// Reads a section that must hold `size` bytes.
    package static func read(_ size: Int, from cursor: inout ByteCursor) throws(BenchError) -> ArraySlice<UInt8> {
        let content = try read(limit: size, from: &cursor)
        guard content.count == size else {
            throw BenchError(.damaged, "a section of \(content.count) bytes instead of \(size)")
        }
        return content
    }

    /// Reads a section of at most `limit` bytes.
    package static func read(limit: Int, from cursor: inout ByteCursor) throws(BenchError) -> ArraySlice<UInt8> {
        switch try cursor.byte() {
        case stored: return try cursor.slice(try cursor.count(min(limit, cursor.remaining)))
        case Self.zstd:
            let size = try cursor.count(min(limit, maximumPacked))
            let frame = try cursor.slice(try cursor.count(cursor.remaining))
            return try cursor.zstd.decompress(frame, size: size)[...]
        case transposed:
            let size = try cursor.count(min(limit, maximumPacked))
            let width = try cursor.count(size)
            guard width > 0, size % width == 0 else {
                throw BenchError(.damaged, "\(size) bytes in rows of \(width)")
            }
            let frame = try cursor.slice(try cursor.count(cursor.remaining))
            cursor.note("columns of \(width)")
            return transpose(try cursor.zstd.decompress(frame, size: size), width: size / width)[...]
        case let codec: throw BenchError(.unsupported, "section codec \(codec) needs a newer hasbench")
        }
    }
}
