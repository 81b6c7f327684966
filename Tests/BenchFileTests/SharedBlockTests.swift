import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// Columns whose blocks are the same bytes share one.
@Suite struct SharedBlockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A key, and two groups of the same epochs, with one error under two names.
    private static let columns = [
        Column("depth", role: .key, type: .int64),
        Column("params", role: .scalar, type: .int64),
        Column("train.epoch", role: .axis, type: .int64),
        Column("train.err", role: .series, type: .float64),
        Column("test.epoch", role: .axis, type: .int64),
        Column("test.err", role: .series, type: .float64),
        Column("alike", role: .scalar, type: .int64),
    ]

    private static func runs(_ count: Int, seed: UInt64) -> [Run] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { number in
            let epochs = Series(.int64((0..<20).map { Int64($0) }))
            let errors = Series(
                .float64((0..<20).map { _ in Double(Int.random(in: 0...9999, using: &random)) / 100 }))
            let params = Int64.random(in: 1...1_000_000, using: &random)
            return Run(
                cells: [
                    .int64(Int64(seed) * 1000 + Int64(number)), .int64(params), .series(epochs), .series(errors),
                    .series(epochs), .series(errors), .int64(params),
                ])
        }
    }

    private func write(_ name: String, _ columns: [Column], _ runs: [Run], segmentRuns: Int = 8) throws -> String {
        let path = folder.file(name)
        var writer = try BenchWriter(
            path: path, schema: try Schema(columns), provenance: "{}", options: WriterOptions(segmentRuns: segmentRuns))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
        return path
    }

    private func check(_ path: String, _ expected: [Run]) throws {
        let reader = try BenchReader(path)
        var found: [Run] = []
        try reader.forEachRun { location throws(BenchError) in found.append(try reader.run(at: location)) }
        #expect(SampleTable.differences(found, expected, reader.schema) == [])
        #expect(reader.verify(deep: true).problems == [])
    }

    @Test func equalBlocksAreStoredOnce() throws {
        let runs = Self.runs(20, seed: 1)
        let path = try write("a", Self.columns, runs)
        try check(path, runs)
        let reader = try BenchReader(path)
        for segment in 0..<reader.segmentCount {
            let blocks = try reader.page(segment).blocks
            #expect(blocks.allSatisfy { $0 != nil })
            #expect(blocks[4] == blocks[2])
            #expect(blocks[6] == blocks[1])
            #expect(Set(blocks).count == 5)
        }
        let usage = try reader.usage()
        #expect(usage[6].bytes == 0)
        #expect(usage[6].blocks == 3)
        #expect(usage[6].encodings == ["block of params"])
        #expect(usage[1].bytes > 0)
    }

    /// In the merged file another column is the first that has a shared block.
    @Test func mergingKeepsThemShared() throws {
        let (first, second) = (Self.runs(10, seed: 1), Self.runs(10, seed: 2))
        let order = [6, 5, 4, 3, 2, 1, 0]
        let a = try write(
            "a", order.map { Self.columns[$0] }, first.map { run in Run(cells: order.map { run.cells[$0] }) })
        let b = try write("b", Self.columns, second)
        let merged = folder.file("merged")
        let summary = try Merge.files([a, b], to: merged)
        let expected = (first + second).map { run in Run(cells: order.map { run.cells[$0] }) }
        try check(merged, expected)
        let reader = try BenchReader(merged)
        for segment in 0..<reader.segmentCount {
            let blocks = try reader.page(segment).blocks
            // The first of each pair stands first in the file.
            #expect(blocks[0] == blocks[5])
            #expect(blocks[2] == blocks[4])
            let offsets = blocks.compactMap { $0?.offset }
            #expect(offsets[0] < offsets[1] && offsets[1] < offsets[2] && offsets[2] < offsets[3])
        }
        // The same table written at once.
        let whole = try write("whole", order.map { Self.columns[$0] }, expected)
        #expect(try BenchReader(whole).contentDigest == summary.contentDigest)
    }

    /// Four scalars of one run, of which the first three have equal blocks.
    private func forged(_ edit: @escaping (inout [UInt8]) -> Void = { _ in }) throws -> ForgedFile {
        var file = try ForgedFile(["a", "b", "c", "d"].map { Column($0, role: .scalar, type: .int64) })
        file.runs = 2
        let block: [UInt8] = [0, 2, 1, 0, 2, 2, 4]
        file.blocks = [block, [0, 2, 1, 0, 2, 6, 8], nil, nil]
        let nothing = try ConfigHash(keys: [])
        file.entries = (0..<2).map { row in
            IndexEntry(
                hash: nothing, location: RunLocation(segment: 0, row: UInt16(row)))
        }
        file.editFooter = { $0.blocksPerPage = 4 }
        file.editPage = { page in
            page += [UInt8](repeating: 0, count: 24)
            edit(&page)
        }
        return file
    }

    /// Adds an entry of a column that shares the block of another.
    private func share(_ column: Int, of owner: UInt64, in page: inout [UInt8]) {
        let entries = 65
        page[60] += 1
        page[64] |= 1 << UInt8(column)
        let place = entries + 12 * (Int(page[60]) - 1)
        var entry: [UInt8] = [0, 0, 0, 0]
        entry.append(littleEndian: owner)
        page.replaceSubrange(place..<place + 12, with: entry)
    }

    @Test func pagesThatShare() throws {
        #expect(try forged().problems() == [])
        let good = try forged {
            share(2, of: 1, in: &$0)
            share(3, of: 2, in: &$0)
        }
        #expect(try good.problems() == [])
        let reader = try good.open()
        for column in 1...3 {
            #expect(try reader.cell(column, at: RunLocation(segment: 0, row: 0)) == .int64(3))
            #expect(try reader.cell(column, at: RunLocation(segment: 0, row: 1)) == .int64(4))
        }
        #expect(try reader.cell(0, at: RunLocation(segment: 0, row: 1)) == .int64(2))
    }

    @Test func pagesThatShareWhatIsNotThere() throws {
        // Itself, one after it, one without a block, one beyond all columns, one beyond all numbers.
        for (column, owner) in [(2, 2), (2, 3), (3, 2), (2, 4), (2, 1 << 40), (2, UInt64.max)] as [(Int, UInt64)] {
            let file = try forged { share(column, of: owner, in: &$0) }
            let problems = try file.problems()
            #expect(problems.contains("a column shares a block that isn't there"), "\(column), \(owner): \(problems)")
        }
        // The first column of all.
        let file = try forged { page in page.replaceSubrange(65..<77, with: [UInt8](repeating: 0, count: 12)) }
        #expect(try file.problems().contains("a column shares a block that isn't there"))
    }
}
