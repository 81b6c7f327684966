import BenchSchema

/// Differences to the value before in the same run, once or several times over.
///
/// Bytes: order (1...), then the stream of differences. A run's first value is its difference to 0.
enum Delta {
    /// Differences of differences are the most that pays on learning curves.
    static let maximumOrder = 2

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let order = Int(try cursor.byte())
        guard (1...maximumOrder).contains(order) else { throw BenchError(.damaged, "differences of order \(order)") }
        cursor.note("delta \(order)")
        var values = try IntegerStream.decode(lengths: lengths, depth: depth + 1, from: &cursor)
        for _ in 0..<order { add(&values, lengths: lengths) }
        return values
    }

    /// Replaces values by differences.
    static func subtract(_ values: inout [Int64], lengths: [Int]) {
        var index = 0
        for length in lengths {
            var previous: Int64 = 0
            for place in index..<index + length {
                let value = values[place]
                values[place] = value &- previous
                previous = value
            }
            index += length
        }
    }

    /// Replaces differences by values.
    private static func add(_ values: inout [Int64], lengths: [Int]) {
        var index = 0
        for length in lengths {
            var sum: Int64 = 0
            for place in index..<index + length {
                sum &+= values[place]
                values[place] = sum
            }
            index += length
        }
    }
}
