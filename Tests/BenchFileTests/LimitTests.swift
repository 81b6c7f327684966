import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// What no reader would take, no writer makes.
@Suite struct LimitTests {
    private static let depth = Column("depth", role: .key, type: .int64)

    private func limited(_ body: () throws -> Void) {
        let error = #expect(throws: BenchError.self) { try body() }
        #expect(error?.code == .limit)
    }

    @Test func attachments() throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(path: folder.file("a"), schema: try Schema([Self.depth]), provenance: "{}")
        let long = String(repeating: "a", count: 1 << 20 + 1)
        for (name, type, count) in [("a", "x/y", 1 << 28 + 1), (long, "x/y", 0), ("a", long, 0)] {
            let bytes = [UInt8](repeating: 0, count: count)
            do throws(BenchError) {
                try writer.attach(name, mediaType: type, bytes)
                Issue.record("\(count) bytes were attached")
            } catch { #expect(error.code == .limit) }
        }
        let provenance = ByteString([UInt8](repeating: 0x20, count: 1 << 28 + 1))
        limited {
            _ = try BenchWriter(path: folder.file("b"), schema: try Schema([Self.depth]), provenance: provenance)
        }
        for number in 1..<65_536 { try writer.attach("\(number)", mediaType: "x/y", []) }
        do throws(BenchError) {
            try writer.attach("one more", mediaType: "x/y", [])
            Issue.record("65,537 attachments")
        } catch { #expect(error.code == .limit) }
        _ = try writer.finish()
        #expect(try BenchReader(folder.file("a")).attachmentNames.count == 65_536)
    }

    @Test func attachmentsOfOneName() throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(path: folder.file("a"), schema: try Schema([Self.depth]), provenance: "{}")
        try writer.attach("e\u{301}", mediaType: "x/y", [1])
        try writer.attach("\u{E9}", mediaType: "x/y", [2])
        do throws(BenchError) {
            try writer.attach("provenance", mediaType: "x/y", [])
            Issue.record("two provenances")
        } catch { #expect(error.code == .mismatch) }
        _ = try writer.finish()
        let reader = try BenchReader(folder.file("a"))
        #expect(try reader.attachment("e\u{301}") == [1])
        #expect(try reader.attachment("\u{E9}") == [2])
    }

    /// A table of a key and a group of series; `count` runs of so many steps.
    private func curves(_ count: Int, steps: Int, series: Int) throws -> (schema: Schema, runs: [Run]) {
        let names = (0..<series).map { Column("g.s\($0)", role: .series, type: .float64) }
        let schema = try Schema([Self.depth, Column("g.epoch", role: .axis, type: .int64)] + names)
        let axis = Cell.series(Series(.int64((0..<steps).map { Int64($0 + 1) })))
        let curve = Cell.series(Series(.float64(Array(repeating: 0.5, count: steps))))
        let runs = (0..<count).map { run in
            Run(cells: [.int64(Int64(run)), axis] + Array(repeating: curve, count: series))
        }
        return (schema, runs)
    }

    @Test func aRun() throws {
        // 8 bytes of a key, and two series.
        let fits = (Run.maximumBytes - 8) / 16
        let (schema, runs) = try curves(1, steps: fits, series: 1)
        let encoder = try SegmentEncoder(schema: schema)
        #expect(try encoder.encode(runs).runs == 1)
        limited { _ = try encoder.encode(try curves(1, steps: fits + 1, series: 1).runs) }
    }

    @Test func aSegment() throws {
        let (schema, runs) = try curves(20, steps: 100_000, series: 4)
        limited { _ = try SegmentEncoder(schema: schema).encode(runs) }
    }

    @Test func longRunsAreCutIntoSegments() throws {
        // Ten of a thousand steps more than a tenth of what a column may have.
        let (schema, runs) = try curves(10, steps: (1 << 20) / 10 + 1000, series: 1)
        #expect(SegmentEncoder.cut(runs).map(\.count) == [9, 1])
        #expect(SegmentEncoder.cut(Array(runs.prefix(9))).map(\.count) == [9])
        #expect(SegmentEncoder.cut([]).isEmpty)
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}")
        for run in runs { try writer.append(run) }
        #expect(try writer.finish().segments == 2)
        let reader = try BenchReader(folder.file("a"))
        #expect(reader.verify(deep: true).problems.isEmpty)
        #expect(try reader.run(at: RunLocation(segment: 1, row: 0)) == runs[9])
    }

    @Test func longTextsAreCutIntoSegments() throws {
        let schema = try Schema([Self.depth, Column("log", role: .scalar, type: .string)])
        let runs = (0..<10).map { run in
            Run(cells: [.int64(Int64(run)), .string(ByteString(Array(repeating: UInt8(97 + run), count: 4_000_000)))])
        }
        #expect(SegmentEncoder.cut(runs).map(\.count) == [2, 2, 2, 2, 2])
        limited { _ = try SegmentEncoder(schema: schema).encode(runs) }
        for part in SegmentEncoder.cut(runs) {
            #expect(try SegmentEncoder(schema: schema).encode(Array(part)).runs == part.count)
        }
    }

    @Test func aConfiguration() throws {
        let schema = try Schema([Column("name", role: .key, type: .string)])
        // {"name":""} and what a quote takes when it is escaped.
        for (count, isRefused) in [((1 << 22 - 11) / 2, false), (1 << 21, true), (1 << 22 + 1, true)] {
            let run = Run(cells: [.string(ByteString(Array(repeating: UInt8(ascii: "\""), count: count)))])
            if isRefused {
                limited { _ = try schema.configHash(of: run) }
            } else {
                _ = try schema.configHash(of: run)
            }
        }
    }

    @Test func sources() throws {
        let sources = Array(repeating: "", count: 1 << 16)
        func columns(_ count: Int) -> [Column] {
            (0..<count).map {
                Column(
                    "m\($0)", role: .metric, type: .float64, definition: MetricDefinition(.last, of: sources, .minimize)
                )
            }
        }
        let schema = try Schema(columns(4))
        limited { _ = try Schema(columns(5)) }
        let folder = try TemporaryFolder()
        _ = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}").finish()
        #expect(try BenchReader(folder.file("a")).schema == schema)
    }

    @Test func whatAFrameHolds() throws {
        let zstd = ZstdCompressor(level: 1)
        for count in [1 << 23, 1 << 23 + 1] {
            var section: [UInt8] = []
            try Section.append([UInt8](repeating: 0, count: count), zstd, to: &section)
            #expect((section.count < count) == (count == 1 << 23))
            var cursor = ByteCursor(section)
            #expect(try Section.read(limit: 1 << 28, from: &cursor).count == count)
        }
        var claimed: [UInt8] = [1]
        claimed.append(count: 1 << 23 + 1)
        claimed.append(counted: try zstd.compress([UInt8](repeating: 0, count: 1 << 23 + 1)))
        var cursor = ByteCursor(claimed)
        let error = #expect(throws: BenchError.self) { try Section.read(limit: 1 << 28, from: &cursor) }
        #expect(error?.code == .damaged)
    }

    @Test func constants() throws {
        var constants = Constants()
        constants.add(
            Column("note", role: .setting, type: .string), .string(ByteString([UInt8](repeating: 0, count: 1 << 23))))
        constants.add(Self.depth, .int64(1))
        limited { _ = try constants.bytes(.settings) }
        #expect(try constants.bytes(.others).count == 18)
    }

    @Test func theFooter() throws {
        let unit = String(repeating: "a", count: 1 << 20)
        let columns = (0..<8).map { Column("c\($0)", role: .scalar, type: .int64, unit: unit) }
        let folder = try TemporaryFolder()
        let schema = try Schema(columns)
        limited { _ = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}").finish() }
        #expect(try folder.names() == [])
    }
}
