package import BenchSchema

/// Reversible codings of a list of integers, cut into runs (Specs/registry.md, "Integer encodings").
///
/// An encoding is an id, its parameters and, for all but the last ones, another integer stream of what is left over.
/// Arithmetic wraps, so every value of Int64 is kept. Prediction restarts at each run.
package enum IntegerStream {
    enum ID {
        static let constant: UInt8 = 1
        static let planes: UInt8 = 2
        static let linear: UInt8 = 3
        static let split: UInt8 = 4
        static let repeated: UInt8 = 5
        static let predicted: UInt8 = 6
    }

    /// Streams nest at most this deep.
    private static let maximumDepth = 6

    /// Reads a stream of as many values as the lengths add up to. O(n).
    package static func decode(lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Int64] {
        try decode(lengths: lengths, depth: 0, from: &cursor)
    }

    /// Reads a stream that isn't that of a series' values, but stands beside it: it can't be predicted.
    static func decode(besideValues lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) -> [Int64] {
        let source = cursor.source
        cursor.source = nil
        defer { cursor.source = source }
        return try decode(lengths: lengths, from: &cursor)
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
        case ID.linear: return try Linear.decode(lengths: lengths, depth: depth, from: &cursor)
        case ID.split: return try Split.decode(lengths: lengths, depth: depth, from: &cursor)
        case ID.predicted: return try Predicted.decode(lengths: lengths, depth: depth, from: &cursor)
        case ID.repeated: return try Repeated.decode(lengths: lengths, depth: depth, from: &cursor)
        case let id: throw BenchError(.unsupported, "integer encoding \(id) needs a newer hasbench")
        }
    }

    /// Appends the stream of these values, in the encodings that promise the fewest bytes. O(n).
    package static func encode(
        _ values: [Int64], lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        let first = values.first ?? 0
        if values.allSatisfy({ $0 == first }) {
            out.append(ID.constant)
            out.append(varint: zigzag(first))
        } else if let distinct = Repeated.distinct(values, lengths: lengths) {
            try Repeated.encode(distinct, zstd, to: &out)
        } else {
            try encodeDistinct(values, lengths: lengths, zstd, .entropyOnly, to: &out)
        }
    }

    /// As `encode`, where no series repeats.
    static func encodeDistinct(
        _ values: [Int64], lengths: [Int], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort,
        to out: inout [UInt8]
    ) throws(BenchError) {
        if let model = linearModel(values, lengths: lengths) {
            try Linear.encode(values, lengths: lengths, model, zstd, effort, to: &out)
        } else {
            try Split.encode(values, lengths: lengths, zstd, effort, to: &out)
        }
    }

    /// About how many bits the values take in the encoding that promises the fewest, short of weights.
    static func estimate(_ values: [Int64], lengths: [Int]) -> Double {
        [1, 2].reduce(Split.estimate(values)) { fewest, order in
            let (firsts, residuals) = Linear.residuals(
                values, lengths: lengths, Linear.Model(order: order, weights: []))
            return min(fewest, Split.estimate(firsts) + Split.estimate(residuals))
        }
    }

    /// The prediction that promises the fewest bits, or nil if none does better than the values as they are.
    private static func linearModel(_ values: [Int64], lengths: [Int]) -> Linear.Model? {
        var best: Linear.Model?
        var fewest = Split.estimate(values)
        var candidates = [1, 2].map { Linear.Model(order: $0, weights: []) }
        // Weights pay for curves, not for short lists.
        if values.count >= 512, let fitted = Linear.fit(values, lengths: lengths, weights: 8) {
            candidates.append(fitted)
        }
        for model in candidates {
            let (firsts, residuals) = Linear.residuals(values, lengths: lengths, model)
            let bits = Split.estimate(firsts) + Split.estimate(residuals) + Double(16 * model.weights.count)
            if bits < fewest { (best, fewest) = (model, bits) }
        }
        return best
    }

    /// Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    /// The inverse of `zigzag`.
    static func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
