import BenchSchema

/// Each distinct integer once, and for each value which one it is: for lists that draw from a few values far apart.
///
/// Bytes: the number of distinct integers (LEB128), their stream in ascending order (one run), the stream of the places
/// that the values have among them.
enum ValueDictionary {
    /// More distinct integers than this are no few.
    private static let maximumDistinct = 256
    /// Shorter lists are not worth a table.
    private static let minimumCount = 64

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let count = try cursor.count(lengths.reduce(0, +))
        cursor.note("dictionary of \(count)")
        let distinct = try IntegerStream.decode(lengths: [count], depth: depth + 1, from: &cursor)
        guard zip(distinct, distinct.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw BenchError(.damaged, "the values of a dictionary are out of order")
        }
        var values = try IntegerStream.decode(lengths: lengths, depth: depth + 1, from: &cursor)
        for index in values.indices {
            guard let place = Int(exactly: values[index]), distinct.indices.contains(place) else {
                throw BenchError(.damaged, "a value that the dictionary doesn't have")
            }
            values[index] = distinct[place]
        }
        return values
    }

    /// The distinct integers in ascending order, and each value's place among them; nil where there are too many.
    static func table(_ values: [Int64]) -> (distinct: [Int64], places: [Int64])? {
        guard values.count >= minimumCount else { return nil }
        var seen: Set<Int64> = []
        for value in values where seen.insert(value).inserted && seen.count > maximumDistinct { return nil }
        guard seen.count * 4 <= values.count else { return nil }
        let distinct = seen.sorted()
        let place = Dictionary(uniqueKeysWithValues: zip(distinct, distinct.indices))
        return (distinct, values.map { Int64(place[$0] ?? 0) })
    }

    /// Appends the table and the places.
    static func encode(
        _ table: (distinct: [Int64], places: [Int64]), lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        out.append(IntegerStream.ID.dictionary)
        out.append(count: table.distinct.count)
        try IntegerStream.encodeDistinct(
            table.distinct, lengths: [table.distinct.count], zstd, .level, to: &out)
        try IntegerStream.encodeDistinct(table.places, lengths: lengths, zstd, .level, to: &out)
    }
}
