import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// The file that Specs/example.md explains byte by byte: two segments, merged, that differ in a column, in a constant and
/// in the value of a key.
///
/// Specs/example.hex pins decoding. While the format is young it pins the writer's bytes too, so that the page stays true.
@Suite struct AnnotatedExampleTests {
    let folder: TemporaryFolder
    let committed: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        committed = try Self.bytes(ofHex: TemporaryFolder.bytes(Self.specs + "/example.hex"))
    }

    private static let specs = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Specs"

    private static let columns = [
        Column("depth", role: .key, type: .int64),
        Column("lr", role: .key, type: .float64),
        Column("optim", role: .setting, type: .string),
        Column("test.epoch", role: .axis, type: .int64),
        Column("test.err", role: .series, type: .float64, unit: "%"),
        Column(
            "err", role: .metric, type: .float64, unit: "%",
            definition: MetricDefinition(.last, of: ["test.err"], .minimize)),
    ]

    /// Only the second file has it.
    private static let seed = Column("seed", role: .seed, type: .int64)

    private static func run(
        depth: Int64, _ rate: Double, _ epochs: [Int64], _ errors: [Double], _ states: [ElementState]? = nil,
        metric: Double, seed: Cell? = nil
    ) -> Run {
        var cells: [Cell] = [
            .int64(depth), .float64(rate), .string("sgd"), .series(Series(.int64(epochs))),
            .series(Series(.float64(errors), states: states)), .float64(metric),
        ]
        if let seed { cells.append(seed) }
        return Run(cells: cells)
    }

    private static let first = [
        run(depth: 6, 0.1, [1, 2, 3, 4], [60.5, 48.3, 43.5, 41], metric: 41),
        run(depth: 8, 0.1, [1, 2, 3, 4], [60.5, 52, 47.5, 45], metric: 45),
    ]
    private static let second = [
        run(depth: 8, 0.05, [1, 2, 3], [64, 0, .nan], [.value, .hole, .value], metric: .nan, seed: .int64(7))
    ]

    /// Writes the two files and merges them.
    private func merged() throws -> String {
        var files: [String] = []
        for (name, columns, runs) in [
            ("a", Self.columns, Self.first), ("b", Self.columns + [Self.seed], Self.second),
        ] {
            var writer = try BenchWriter(path: folder.file(name), schema: try Schema(columns), provenance: "{}")
            for run in runs { try writer.append(run) }
            _ = try writer.finish()
            files.append(folder.file(name))
        }
        let path = folder.file("example.hasb")
        _ = try Merge.files(files, to: path)
        return path
    }

    @Test func theCommittedBytesSayWhatThePageSays() throws {
        let path = folder.file("committed.hasb")
        try TemporaryFolder.write(committed, to: path)
        let reader = try BenchReader(path)
        let schema = try Schema(Self.columns + [Self.seed])
        #expect(reader.schema == schema)
        #expect(reader.segmentCount == 2)
        #expect(reader.contentDigest.description == "5c8162c5103a8ec4a464271a308481133b607423d184023899632d6d8fbbafd5")
        var found: [Run] = []
        try reader.forEachRun { location throws(BenchError) in found.append(try reader.run(at: location)) }
        let expected = Self.first.map { Run(cells: $0.cells + [.absent]) } + Self.second
        #expect(SampleTable.differences(found, expected, schema) == [])
        #expect(try reader.attachment("provenance") == Array("{}".utf8))
        for (run, row) in zip(expected, [(0, 0), (0, 1), (1, 0)]) {
            let locations = try reader.locations(of: try schema.configHash(of: run))
            #expect(locations == [RunLocation(segment: UInt32(row.0), row: UInt16(row.1))])
        }
        #expect(reader.verify(deep: true).problems == [])
    }

    @Test func theWriterStillWritesThem() throws {
        #expect(try TemporaryFolder.bytes(try merged()) == committed)
    }

    /// Pairs of hex digits; blanks and line feeds don't count.
    private static func bytes(ofHex text: [UInt8]) throws -> [UInt8] {
        let digits = text.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }
        return try stride(from: 0, to: digits.count, by: 2).map { place in
            try #require(UInt8(String(decoding: digits[place...].prefix(2), as: UTF8.self), radix: 16))
        }
    }
}
