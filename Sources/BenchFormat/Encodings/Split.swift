import BenchSchema

/// The noisy low bits of values packed as they are, and only what stands above them compressed.
///
/// Entropy coding can't shorten noise, and costs time to try. How many bits are noise differs from run to run, for a slow
/// model's seconds scatter more than a fast one's, and within a run, for a curve calms down: so a run is cut into pieces,
/// each with a width of its own.
/// Bytes: the span of pieces (0...64), a section of one width (0...56) a piece, a section of the packed bits, then the
/// stream of the high parts (arithmetic shift).
struct Split: Sendable {
    private let span: Int
    private let layout: RunLayout
    private let widths: [UInt8]
    private let packed: [UInt8]
    /// For each run, its first piece and where that piece's bits start.
    private let places: [(piece: Int, bit: Int)]
    private let high: IntegerDecoder

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, depth: Int, from cursor: inout ByteCursor) throws(BenchError) {
        span = Int(try cursor.byte())
        guard span <= Self.maximumSpan else { throw BenchError(.damaged, "pieces of \(span)") }
        cursor.note("split")
        var pieces = 0
        for run in 0..<layout.runs { pieces += Pieces(layout.range(of: run).count, span).count }
        widths = Array(try Section.read(pieces, from: &cursor))
        guard widths.allSatisfy({ $0 <= BitPacking.maximum }) else { throw BenchError(.damaged, "too many low bits") }
        var places: [(piece: Int, bit: Int)] = []
        places.reserveCapacity(layout.runs)
        var next = (piece: 0, bit: 0)
        for run in 0..<layout.runs {
            places.append(next)
            for length in Pieces(layout.range(of: run).count, span) {
                next.bit += length * Int(widths[next.piece])
                next.piece += 1
            }
        }
        packed = BitPacking.padded(try Section.read((next.bit + 7) / 8, from: &cursor))
        high = try IntegerStream.decoder(layout, depth: depth + 1, from: &cursor)
        (self.layout, self.places) = (layout, places)
    }

    /// Writes the values of runs.
    func read(into slots: RunSlots) {
        high.read(into: slots)
        unsafe packed.withUnsafeBytes { packed in
            unsafe widths.withUnsafeBufferPointer { widths in
                for run in slots.runs {
                    let out = unsafe slots[run]
                    var (piece, bit) = places[run]
                    var place = 0
                    for length in Pieces(out.count, span) {
                        let width = unsafe Int(widths[piece])
                        unsafe BitPacking.merge(
                            packed, from: bit, width: width, into: .init(rebasing: out[place..<place + length]))
                        (piece, bit, place) = (piece + 1, bit + length * width, place + length)
                    }
                }
            }
        }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int { packed.count + widths.count + 24 * layout.starts.count + high.byteCount }
}

/// The lengths of the pieces that a run of values is cut into: span, span, twice that, four times, and so on; or the
/// whole run as one where the span is 0.
struct Pieces: Sequence, IteratorProtocol {
    private var rest: Int
    private var length: Int
    private var isFirst = true

    init(_ count: Int, _ span: Int) { (rest, length) = (count, span == 0 ? count : span) }

    /// How many pieces there are.
    var count: Int { reduce(0) { count, _ in count + 1 } }

    mutating func next() -> Int? {
        guard rest > 0 else { return nil }
        let piece = Swift.min(rest, length)
        rest -= piece
        if !isFirst { length *= 2 }
        isFirst = false
        return piece
    }
}

extension Split {
    /// The longest first piece.
    private static let maximumSpan = 64
    /// The first piece that the encoder makes of a run.
    private static let usualSpan = 8
    /// How many bits above the mean magnitude's own are left to the entropy coder.
    private static let keptBits = 3

    /// Appends the values, split if enough of their bits are noise.
    ///
    /// - Parameter effort: How hard to look for matches in the high parts of split values.
    static func encode(
        _ values: [Int64], lengths: [Int], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort,
        to out: inout [UInt8]
    ) throws(BenchError) {
        // One list of unrelated values scatters alike from its beginning to its end.
        let span = lengths.count > 1 ? usualSpan : 0
        var pieces: [Int] = []
        for length in lengths { for piece in Pieces(length, span) { pieces.append(piece) } }
        let widths = noiseWidths(values, lengths: pieces)
        guard widths.contains(where: { $0 > 0 }) else { return try Planes.encode(values, zstd, to: &out) }
        var high = values
        var packed = BitPacking.Writer(bits: zip(widths, pieces).reduce(0) { $0 + Int($1.0) * $1.1 })
        var rest = high.mutableSpan
        var start = 0
        for (width, length) in zip(widths, pieces) {
            packed.cut(width: UInt64(width), from: &rest, start..<start + length)
            start += length
        }
        out += [IntegerStream.ID.split, UInt8(span)]
        try Section.append(widths, zstd, to: &out)
        Section.append(stored: packed.finish(), to: &out)
        try Planes.encode(high, zstd, effort, to: &out)
    }

    /// For each piece, how many low bits of its values are noise.
    private static func noiseWidths(_ values: [Int64], lengths: [Int]) -> [UInt8] {
        var index = 0
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { index += length }
            let piece = values[index..<index + length]
            return UInt8(min(length < longPiece ? noiseWidth(piece) : robustNoiseWidth(piece), BitPacking.maximum))
        }
    }

    /// All but the highest bits of the mean magnitude.
    private static func noiseWidth(_ values: ArraySlice<Int64>) -> Int {
        let mean = values.reduce(0.0) { $0 + Double($1.magnitude) } / Double(values.count)
        return mean < 2 ? 0 : max(Int(mean.exponent) + 1 - keptBits, 0)
    }

    /// Pieces from this length on pay for a closer look.
    private static let longPiece = 1024

    /// As `noiseWidth`, where a few values may be far larger than the rest: the most bits that can be cut off without
    /// making the whole longer.
    private static func robustNoiseWidth(_ values: ArraySlice<Int64>) -> Int {
        let classes = WidthClasses(values.span)
        let bits = (0...BitPacking.maximum).map { Double($0 * values.count) + classes.cut($0).bits }
        let limit = (bits.min() ?? 0) + 0.03 * Double(values.count)
        return max((bits.lastIndex { $0 <= limit } ?? 0) - 1, 0)
    }
}
