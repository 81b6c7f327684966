package import BenchSchema

/// Strings of any bytes: each distinct one once, and for each value which one it is.
///
/// Bytes: the number of distinct strings (LEB128), the integer stream of their lengths, a section of their bytes one
/// after another (first its size, LEB128), the integer stream of the values' ids.
package enum ByteStringStream {
    /// The most bytes that the distinct strings of a block hold together.
    package static let maximumBytes = Section.maximumPacked
    /// The most distinct strings of a block: each takes memory beyond its bytes.
    package static let maximumDistinct = 1 << 18

    /// Reads `count` strings. O(bytes).
    package static func decode(count: Int, from cursor: inout ByteCursor) throws(BenchError) -> [ByteString] {
        cursor.note("strings")
        let distinct = try cursor.count(min(count, maximumDistinct))
        let lengths = try IntegerStream.decode(besideValues: [distinct], from: &cursor)
        let bytes = try Section.read(limit: maximumBytes, from: &cursor)
        var strings: [ByteString] = []
        strings.reserveCapacity(distinct)
        var start = bytes.startIndex
        for length in lengths {
            guard length >= 0, length <= bytes.endIndex - start else {
                throw BenchError(.damaged, "a string is cut off")
            }
            strings.append(ByteString(Array(bytes[start..<start + Int(length)])))
            start += Int(length)
        }
        guard start == bytes.endIndex else { throw BenchError(.damaged, "bytes that belong to no string") }
        let ids = try IntegerStream.decode(besideValues: [count], from: &cursor)
        var result: [ByteString] = []
        result.reserveCapacity(count)
        for id in ids {
            guard strings.indices.contains(Int(id)) else { throw BenchError(.damaged, "a string that isn't there") }
            result.append(strings[Int(id)])
        }
        return result
    }

    /// From so many distinct strings of one length on, their columns are tried: names with numbers in them, or dates.
    private static let manyStrings = 1024

    /// Appends strings. O(bytes).
    package static func encode(
        _ values: [ByteString], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        var known: [ByteString: Int64] = [:]
        var lengths: [Int64] = []
        var bytes: [UInt8] = []
        let ids = values.map { value in
            if let id = known[value] { return id }
            let id = Int64(known.count)
            known[value] = id
            lengths.append(Int64(value.bytes.count))
            bytes += value.bytes
            return id
        }
        guard bytes.count <= maximumBytes, lengths.count <= maximumDistinct else {
            throw BenchError(
                .limit,
                "a column's distinct strings in one segment are more than \(maximumDistinct), or take more than "
                    + "\(maximumBytes >> 20) MiB")
        }
        out.append(count: lengths.count)
        try IntegerStream.encode(lengths, lengths: [lengths.count], zstd, to: &out)
        if lengths.count >= manyStrings, let width = lengths.first, lengths.allSatisfy({ $0 == width }), width > 1 {
            try Section.append(bytes, width: Int(width), zstd, to: &out)
        } else {
            try Section.append(bytes, zstd, to: &out)
        }
        try IntegerStream.encode(ids, lengths: [ids.count], zstd, to: &out)
    }
}
