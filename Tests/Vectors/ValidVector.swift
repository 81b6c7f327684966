import BenchFile
import BenchFormat
import BenchSchema
import Conformance
import TestSupport

/// A file that a reader reads, and what it says.
struct ValidVector {
    /// Its name: what it is about, the widest term first.
    var name: String
    /// What it shows, in a sentence.
    var about: String
    /// Encodings that `info` must find in it, each the start of a name: else the vector isn't about what it says.
    var encodings: [String] = []
    var bytes: [UInt8]
    var contents: TableContents

    /// Throws unless a reader finds what the vector says, and nothing wrong.
    func check() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("vector.hasb")
        try TemporaryFolder.write(bytes, to: path)
        let reader = try BenchReader(path)
        let problems = reader.verify(deep: true).problems
        guard problems.isEmpty else { throw WrongVector("\(name): \(problems)") }
        let found = try TableContents(reader).json
        guard found == contents.json else { throw WrongVector("\(name): it reads as\n\(found)\nnot\n\(contents.json)") }
        let usage = try reader.usage().flatMap(\.encodings)
        for encoding in encodings where !usage.contains(where: { $0.hasPrefix(encoding) }) {
            throw WrongVector("\(name): no \(encoding) among \(usage)")
        }
    }

    /// The text of its JSON.
    var json: String {
        var json = JSONWriter()
        json.string(about)
        return "{\"about\":\(String(decoding: json.bytes, as: UTF8.self)),\n\(contents.json)}\n"
    }
}

/// A vector that isn't what it should be.
struct WrongVector: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// How to make vectors.
enum Make {
    /// The columns of most vectors of a single scalar or series.
    static let number = Column("n", role: .key, type: .int64)
    static let step = Column("step", role: .axis, type: .int64)

    private static let provenance = (name: "provenance", mediaType: "application/json", content: Array("{}".utf8))

    /// A vector as a writer makes it.
    static func written(
        _ name: String, _ about: String, _ columns: [Column], _ runs: [[Cell]], level: Int = 12,
        segmentRuns: Int? = nil, fingerprintBits: UInt8? = nil,
        attachments: [(name: String, mediaType: String, content: [UInt8])] = [], has encodings: [String] = []
    ) throws -> ValidVector {
        let schema = try Schema(columns)
        let folder = try TemporaryFolder()
        let runs = runs.map { Run(cells: $0) }
        var options = WriterOptions(level: level, segmentRuns: segmentRuns)
        if let fingerprintBits { options.fingerprintBits = fingerprintBits }
        var writer = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}", options: options)
        for run in runs { try writer.append(run) }
        for one in attachments { try writer.attach(one.name, mediaType: one.mediaType, one.content) }
        _ = try writer.finish()
        let size = options.runsPerSegment(schema)
        let segments = stride(from: 0, to: runs.count, by: size).map { Array(runs[$0..<min($0 + size, runs.count)]) }
        return ValidVector(
            name: name, about: about, encodings: encodings, bytes: try TemporaryFolder.bytes(folder.file("a")),
            contents: try TableContents(schema, segments, attachments: [provenance] + attachments))
    }

    /// A vector of one series "x" of one run, as a writer makes it.
    static func series(
        _ name: String, _ about: String, _ elements: Elements, _ states: [ElementState]? = nil,
        has encodings: [String] = []
    ) throws -> ValidVector {
        try written(
            name, about, [number, step, Column("x", role: .series, type: elements.type)],
            [[.int64(1), steps(elements.count), .series(Series(elements, states: states))]], has: encodings)
    }

    /// A vector of one scalar "x", as a writer makes it.
    static func scalars(
        _ name: String, _ about: String, _ type: ValueType, _ cells: [Cell], has encodings: [String] = []
    ) throws -> ValidVector {
        try written(
            name, about, [number, Column("x", role: .scalar, type: type)],
            cells.enumerated().map { [.int64(Int64($0.offset)), $0.element] }, has: encodings)
    }

    /// The steps 1, 2, ... as an axis.
    static func steps(_ count: Int) -> Cell { .series(Series(.int64((0..<count).map { Int64($0) + 1 }))) }

    /// A file put together by hand, and the runs that it holds.
    static func forged(
        _ name: String, _ about: String, _ columns: [Column], _ blocks: [[UInt8]?], _ runs: [[Cell]],
        has encodings: [String] = [], edit: (inout ForgedFile) throws -> Void = { _ in }
    ) throws -> ValidVector {
        var file = try ForgedFile(columns)
        file.blocks = blocks
        file.attachments = [provenance]
        let held = runs.map { Run(cells: $0) }
        try file.fill(with: held)
        try edit(&file)
        return ValidVector(
            name: name, about: about, encodings: encodings, bytes: try file.bytes(),
            contents: try TableContents(
                file.schema, held.isEmpty ? [] : [held], minor: file.minor, attachments: file.attachments))
    }

    /// A vector of a series "x" whose values are encoded as the bytes say: an example of registry.md.
    ///
    /// - Parameters:
    ///   - lengths: Of the runs' axes.
    ///   - elements: The values of all runs, one after another.
    ///   - source: The values of a series "err", from which "x" is predicted.
    static func encoded(
        _ name: String, _ about: String, _ hex: String, _ lengths: [Int], _ elements: Elements,
        from source: Elements? = nil, has encodings: [String] = []
    ) throws -> ValidVector {
        var columns = [number, step]
        var blocks = [try block(scalars: .int64(lengths.indices.map { Int64($0) })), try axis(lengths)]
        if let source {
            columns.append(Column("err", role: .series, type: source.type))
            blocks.append(try block(source, lengths))
        }
        columns.append(Column("x", role: .series, type: elements.type))
        blocks.append([0] + bytes(hex))
        var start = 0
        let runs: [[Cell]] = lengths.enumerated().map { run, length in
            defer { start += length }
            let own = ([source].compactMap(\.self) + [elements]).map {
                Cell.series(Series($0.slice(start..<start + length)))
            }
            return [.int64(Int64(run)), steps(length)] + own
        }
        return try forged(name, about, columns, blocks, runs, has: encodings)
    }

    /// The block of an axis of steps.
    static func axis(_ lengths: [Int]) throws -> [UInt8] {
        var out: [UInt8] = [0]
        let zstd = ZstdCompressor(level: 3)
        try IntegerStream.encode(lengths.map { Int64($0) }, lengths: [lengths.count], zstd, to: &out)
        let steps = lengths.flatMap { (0..<$0).map { Int64($0) + 1 } }
        try IntegerStream.encode(steps, lengths: lengths, zstd, to: &out)
        return out
    }

    /// The block of a scalar that every run has.
    static func block(scalars elements: Elements) throws -> [UInt8] { try block(elements, [elements.count]) }

    /// The block of numbers that are all there.
    static func block(_ elements: Elements, _ lengths: [Int]) throws -> [UInt8] {
        var out: [UInt8] = [0]
        let zstd = ZstdCompressor(level: 3)
        switch elements {
        case .float64(let values): try FloatStream.encode(values, lengths: lengths, zstd, to: &out)
        case .int64(let values): try IntegerStream.encode(values, lengths: lengths, zstd, to: &out)
        case .bool(let values):
            try IntegerStream.encode(values.map { $0 ? 1 : 0 }, lengths: lengths, zstd, to: &out)
        case .string(let values), .json(let values): try ByteStringStream.encode(values, zstd, to: &out)
        }
        return out
    }

    /// The bytes that hexadecimal digits stand for.
    static func bytes(_ hex: String) -> [UInt8] {
        hex.split(whereSeparator: \.isWhitespace).compactMap { UInt8($0, radix: 16) }
    }
}

extension Elements {
    /// Some of the elements.
    func slice(_ range: Range<Int>) -> Elements {
        switch self {
        case .float64(let values): .float64(Array(values[range]))
        case .int64(let values): .int64(Array(values[range]))
        case .bool(let values): .bool(Array(values[range]))
        case .string(let values): .string(Array(values[range]))
        case .json(let values): .json(Array(values[range]))
        }
    }
}
