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

    /// Reads the values that lie so.
    static func decode(
        _ layout: RunLayout, depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let count = try cursor.count(layout.count)
        cursor.note("dictionary of \(count)")
        let distinct = try IntegerStream.decode(lengths: [count], depth: depth + 1, from: &cursor)
        guard zip(distinct, distinct.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw BenchError(.damaged, "the values of a dictionary are out of order")
        }
        var values = try IntegerStream.decoder(layout, depth: depth + 1, from: &cursor)
            .values(of: 0..<layout.runs, layout)
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
        var seen = SmallSet()
        var ranks: [UInt16] = []
        for value in values {
            guard let rank = seen.rank(of: value) else { return nil }
            ranks.append(rank)
        }
        guard seen.values.count * 4 <= values.count else { return nil }
        let order = seen.values.indices.sorted { seen.values[$0] < seen.values[$1] }
        var places = [Int64](repeating: 0, count: order.count)
        for (place, rank) in order.enumerated() { places[rank] = Int64(place) }
        return (order.map { seen.values[$0] }, ranks.map { places[Int($0)] })
    }

    /// Up to `maximumDistinct` integers in the order in which they were first seen, in a hash table that never grows.
    private struct SmallSet {
        private(set) var values: [Int64] = []
        /// Places in `values`, counted from 1; a fourth of the slots is used at most.
        private var slots = [UInt16](repeating: 0, count: 1 << slotBits)

        private static let slotBits = 10

        /// The place that a value has or gets, or nil where there is no room.
        mutating func rank(of value: Int64) -> UInt16? {
            var slot = Int((UInt64(bitPattern: value) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - Self.slotBits))
            while slots[slot] != 0 {
                if values[Int(slots[slot]) - 1] == value { return slots[slot] - 1 }
                slot = (slot + 1) % slots.count
            }
            guard values.count < maximumDistinct else { return nil }
            values.append(value)
            slots[slot] = UInt16(values.count)
            return slots[slot] - 1
        }
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
