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
        static let dictionary: UInt8 = 7
    }

    /// Streams nest at most this deep.
    private static let maximumDepth = 8

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
        let layout = RunLayout(lengths: lengths)
        return try decoder(layout, depth: depth, from: &cursor).values(of: 0..<layout.runs, layout)
    }

    /// Reads a stream of values that lie so, and leaves their decoding for later.
    static func decoder(
        _ layout: RunLayout, depth: Int = 0, from cursor: inout ByteCursor
    ) throws(BenchError) -> IntegerDecoder {
        guard depth < maximumDepth else { throw BenchError(.damaged, "encodings nest too deep") }
        switch try cursor.byte() {
        case ID.constant:
            cursor.note("constant")
            return .constant(unzigzag(try cursor.varint()))
        case ID.planes: return .planes(try Planes(layout, from: &cursor))
        case ID.linear: return .linear(try Linear(layout, depth: depth, from: &cursor))
        case ID.split: return .split(try Split(layout, depth: depth, from: &cursor))
        case ID.repeated: return .repeated(try Repeated(layout, depth: depth, from: &cursor))
        case ID.predicted: return .predicted(try Predicted(layout, depth: depth, from: &cursor))
        case ID.dictionary: return .list(try ValueDictionary.decode(layout, depth: depth, from: &cursor), layout)
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
        } else if let table = ValueDictionary.table(values), isWorthwhile(table, values, lengths) {
            try ValueDictionary.encode(table, lengths: lengths, zstd, to: &out)
        } else {
            try encodeDistinct(values, lengths: lengths, zstd, .entropyOnly, to: &out)
        }
    }

    /// Whether a dictionary takes fewer bits than the values as they are.
    private static func isWorthwhile(
        _ table: (distinct: [Int64], places: [Int64]), _ values: [Int64], _ lengths: [Int]
    ) -> Bool {
        estimate(table, lengths: lengths) + 64 < estimate(values, lengths: lengths)
    }

    private static func estimate(_ table: (distinct: [Int64], places: [Int64]), lengths: [Int]) -> Double {
        estimate(table.distinct, lengths: [table.distinct.count]) + estimate(table.places, lengths: lengths)
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
    ///
    /// Long lists are judged by a sample of their runs.
    static func estimate(_ values: [Int64], lengths: [Int]) -> Double {
        let sample = Sample(values, lengths)
        let (plain, first, second) = WidthClasses.estimates(sample.values, lengths: sample.lengths)
        return min(plain, first, second) * sample.scale
    }

    /// As `estimate`, for values whose order may mean nothing: around a centre, and in a dictionary, too.
    static func estimateUnordered(_ values: [Int64], lengths: [Int]) -> Double {
        let bits = min(
            estimate(values, lengths: lengths), Linear.estimate(values, lengths: lengths, Linear.centred(values)))
        return ValueDictionary.table(values).map { min(bits, estimate($0, lengths: lengths)) } ?? bits
    }

    /// The prediction that promises the fewest bits, or nil if none does better than the values as they are.
    ///
    /// Long lists are judged by a sample of their runs.
    private static func linearModel(_ values: [Int64], lengths: [Int]) -> Linear.Model? {
        let sample = Sample(values, lengths)
        let (plain, first, second) = WidthClasses.estimates(sample.values, lengths: sample.lengths)
        var (best, fewest): (Linear.Model?, Double) = (nil, plain)
        func consider(_ model: Linear.Model, _ bits: Double) {
            if bits < fewest { (best, fewest) = (model, bits) }
        }
        let centred = Linear.centred(sample.values)
        consider(centred, Linear.estimate(sample.values, lengths: sample.lengths, centred))
        consider(Linear.Model(order: 1), first)
        consider(Linear.Model(order: 2), second)
        // Weights pay for curves, not for short lists.
        let taps = Linear.Model.taps
        if values.count >= 512, let fitted = Linear.fit(sample.values, lengths: sample.lengths, weights: taps) {
            let weights = Double(16 * taps) / sample.scale
            consider(fitted, Linear.estimate(sample.values, lengths: sample.lengths, fitted) + weights)
        }
        return best
    }

    /// Some of a list's runs, evenly spread: enough to tell how well an encoding does.
    private struct Sample {
        var values: [Int64]
        var lengths: [Int]
        /// How many times as many values the whole list has.
        var scale = 1.0

        private static let enough = 1024

        init(_ all: [Int64], _ lengths: [Int]) {
            let step = all.count / Self.enough
            guard step > 1, lengths.count >= 4 * step else {
                (values, self.lengths) = (all, lengths)
                return
            }
            values = []
            self.lengths = []
            var start = 0
            for (run, length) in lengths.enumerated() {
                if run % step == 0 {
                    values += all[start..<start + length]
                    self.lengths.append(length)
                }
                start += length
            }
            scale = Double(all.count) / Double(max(values.count, 1))
        }
    }

    /// Maps 0, -1, 1, -2, ... to 0, 1, 2, 3, ...
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

    /// The inverse of `zigzag`.
    static func unzigzag(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
