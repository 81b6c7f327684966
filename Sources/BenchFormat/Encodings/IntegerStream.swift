package import BenchSchema

/// Reversible codings of a list of integers, cut into runs (Specs/registry.md, "Integer encodings").
///
/// An encoding is an id, its parameters and, for all but the last ones, another integer stream of what is left over.
/// Arithmetic wraps, so every value of Int64 is kept. Prediction restarts at each run.
package enum IntegerStream {
    enum ID {
        static let constant: UInt8 = 1
        static let planes: UInt8 = 2
        static let delta: UInt8 = 3
        static let split: UInt8 = 4
        static let repeated: UInt8 = 5
    }

    /// Streams nest at most this deep.
    private static let maximumDepth = 6

    /// Reads a stream of as many values as the lengths add up to. O(n).
    package static func decode(lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Int64] {
        try decode(lengths: lengths, depth: 0, from: &cursor)
    }

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        guard depth < maximumDepth else { throw BenchError(.damaged, "encodings nest too deep") }
        let count = lengths.reduce(0, +)
        switch try cursor.byte() {
        case ID.constant:
            cursor.note("constant")
            return Array(repeating: unzigzag(try cursor.varint()), count: count)
        case ID.planes: return try Planes.decode(count: count, from: &cursor)
        case ID.delta: return try Delta.decode(lengths: lengths, depth: depth, from: &cursor)
        case ID.split: return try Split.decode(lengths: lengths, depth: depth, from: &cursor)
        case ID.repeated: return try Repeated.decode(lengths: lengths, depth: depth, from: &cursor)
        case let id: throw BenchError(.unsupported, "integer encoding \(id) needs a newer hasbench")
        }
    }

    /// Appends the stream of these values, in the encodings that promise the fewest bytes. O(n).
    package static func encode(
        _ values: [Int64], lengths: [Int], level: Int, to out: inout [UInt8]
    ) throws(BenchError) {
        let first = values.first ?? 0
        if values.allSatisfy({ $0 == first }) {
            out.append(ID.constant)
            out.append(varint: zigzag(first))
        } else if let distinct = Repeated.distinct(values, lengths: lengths) {
            try Repeated.encode(distinct, level: level, to: &out)
        } else {
            try encodeDistinct(values, lengths: lengths, level: level, to: &out)
        }
    }

    /// As `encode`, where no series repeats.
    static func encodeDistinct(
        _ values: [Int64], lengths: [Int], level: Int, to out: inout [UInt8]
    ) throws(BenchError) {
        var best = (order: 0, residuals: values, bits: Split.estimate(values, lengths: lengths))
        var residuals = values
        for order in 1...Delta.maximumOrder {
            Delta.subtract(&residuals, lengths: lengths)
            let bits = Split.estimate(residuals, lengths: lengths)
            if bits < best.bits { best = (order, residuals, bits) }
        }
        if best.order > 0 { out += [ID.delta, UInt8(best.order)] }
        try Split.encode(best.residuals, lengths: lengths, level: level, to: &out)
    }

    /// Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    /// The inverse of `zigzag`.
    static func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
