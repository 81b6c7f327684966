import BenchSchema

/// The noisy low bits of each run packed as they are, and only what stands above them compressed.
///
/// Entropy coding can't shorten noise, and costs time to try. How many bits are noise differs from run to run: a slow
/// model's seconds scatter more than a fast one's.
/// Bytes: a section of one width (0...56) a run, a section of the packed bits, then the stream of the high parts
/// (arithmetic shift).
enum Split {
    /// How many bits above the mean magnitude's own are left to the entropy coder.
    private static let keptBits = 3

    static func decode(
        lengths: [Int], depth: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [Int64] {
        let widths = try Section.read(lengths.count, from: &cursor)
        guard widths.allSatisfy({ $0 <= BitPacking.maximum }) else { throw BenchError(.damaged, "too many low bits") }
        cursor.note("split")
        let bits = zip(widths, lengths).reduce(0) { $0 + Int($1.0) * $1.1 }
        let packed = try Section.read((bits + 7) / 8, from: &cursor)
        var values = try IntegerStream.decode(lengths: lengths, depth: depth + 1, from: &cursor)
        BitPacking.merge(packed, widths: widths, lengths: lengths, into: &values)
        return values
    }

    /// Appends the values, split if enough of their bits are noise.
    ///
    /// - Parameter effort: How hard to look for matches in the high parts of split values.
    static func encode(
        _ values: [Int64], lengths: [Int], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort,
        to out: inout [UInt8]
    ) throws(BenchError) {
        let widths = noiseWidths(values, lengths: lengths)
        guard widths.contains(where: { $0 > 0 }) else { return try Planes.encode(values, zstd, to: &out) }
        var high = values
        var packed = BitPacking.Writer(bits: zip(widths, lengths).reduce(0) { $0 + Int($1.0) * $1.1 })
        var index = 0
        for (width, length) in zip(widths, lengths) where length > 0 {
            for place in index..<index + length {
                packed.append(UInt64(bitPattern: values[place]), width: UInt64(width))
                high[place] = values[place] >> Int64(width)
            }
            index += length
        }
        out.append(IntegerStream.ID.split)
        try Section.append(widths, zstd, to: &out)
        Section.append(stored: packed.finish(), to: &out)
        try Planes.encode(high, zstd, effort, to: &out)
    }

    /// For each run, how many low bits of its values are noise.
    private static func noiseWidths(_ values: [Int64], lengths: [Int]) -> [UInt8] {
        var index = 0
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { index += length }
            let sum = values[index..<index + length].reduce(0.0) { $0 + Double($1.magnitude) }
            let mean = sum / Double(length)
            guard mean >= 2 else { return 0 }
            return UInt8(min(max(mean.exponent.advanced(by: 1) - Double.Exponent(keptBits), 0), BitPacking.maximum))
        }
    }

    /// About how many bits the values take: the entropy of their magnitudes' widths, and the bits below the highest.
    static func estimate(_ values: [Int64]) -> Double {
        var classes = [Int](repeating: 0, count: 65)
        var below = 0
        for value in values {
            let width = 64 - IntegerStream.zigzag(value).leadingZeroBitCount
            classes[width] += 1
            below += max(width - 1, 0)
        }
        return Double(below) + entropy(classes)
    }

    /// The bits that an ideal coder needs for symbols which occur so many times.
    private static func entropy(_ counts: [Int]) -> Double {
        let total = Double(counts.reduce(0, +))
        return counts.reduce(0.0) { bits, count in
            count == 0 ? bits : bits - Double(count) * log2(Double(count) / total)
        }
    }

    /// The binary logarithm by its exponent and a line in between: within 0.09, the same on every machine.
    private static func log2(_ value: Double) -> Double { Double(value.exponent) + value.significand - 1 }
}
