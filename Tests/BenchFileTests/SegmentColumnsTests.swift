import BenchFormat
import BenchSchema
import TestSupport
import Testing

@testable import BenchFile

/// Who goes through a segment once finds what lookups find.
@Suite struct SegmentColumnsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func columns(_ reader: BenchReader, _ segment: Int, wanted: [Int]) throws -> SegmentColumns {
        try SegmentColumns(reader, segment: segment, try reader.page(segment), wanted: wanted)
    }

    @Test(arguments: 0..<12) func anyTable(seed: UInt64) throws {
        let table = try RandomTable(seed: seed)
        let path = folder.file("table")
        var writer = try BenchWriter(
            path: path, schema: table.schema, provenance: "{}", options: WriterOptions(segmentRuns: 16))
        for run in table.runs { try writer.append(run) }
        _ = try writer.finish()
        let (reader, all) = (try BenchReader(path), Array(table.schema.columns.indices))
        for segment in 0..<reader.segmentCount {
            // What was asked for before, and whether it was known that it would be, makes no difference.
            for (order, wanted) in [(all, all), (all.reversed(), []), (all.shuffled(), Array(all.prefix(3)))] {
                let columns = try columns(reader, segment, wanted: wanted)
                for place in order {
                    let (found, known) = (try columns.block(place), try reader.block(place, segment: segment))
                    #expect((0..<known.runs).map { found[$0] } == (0..<known.runs).map { known[$0] })
                    try expectNumbers(found)
                }
            }
        }
    }

    /// A block's numbers are the same wherever they are put.
    private func expectNumbers(_ block: ColumnBlock) throws {
        var words = [UInt64](repeating: 0, count: block.elementCount)
        let areNumbers = words.withUnsafeMutableBytes { block.copyNumbers(to: $0) }
        switch block.arrays.elements {
        case .float64(let values): #expect(areNumbers && words == values.map(\.bitPattern))
        case .int64(let values): #expect(areNumbers && words == values.map { UInt64(bitPattern: $0) })
        case .bool, .string, .json: #expect(!areNumbers)
        }
    }

    /// Three series of a run, each predicted from the one before: the last is too deep, whatever was decoded before it.
    @Test(arguments: [[1, 2, 3, 4], [4, 3, 2, 1], [2, 4, 3, 1]]) func predictionsStayWithinTheirDepth(order: [Int])
        throws
    {
        let names = ["a", "b", "c", "d"]
        var file = try ForgedFile(
            [Column("x", role: .axis, type: .int64)] + names.map { Column($0, role: .series, type: .int64) })
        file.blocks = [[0, 1, 6, 1, 2], [0, 2, 1, 0, 3, 18, 14, 16]]
        for source in ["a", "b", "c"] { file.blocks.append([0, 6, 1] + Array(source.utf8) + [0, 1, 1, 0]) }
        file.entries = [IndexEntry(hash: try ConfigHash(keys: []), location: RunLocation(segment: 0, row: 0))]
        let columns = try columns(try file.open(), 0, wanted: order)
        for place in order {
            let cell = (try? columns.block(place)).map { $0[0] }
            #expect(cell == (place == 4 ? nil : .series(Series(.int64(place == 1 ? [9, 7, 8] : [9, 7, 7])))))
        }
    }

    /// Damage in one block is that of its column, though it is read with others.
    @Test func damageNamesItsColumn() throws {
        let path = folder.file("damaged")
        let schema = try SampleTable.schema()
        var writer = try BenchWriter(path: path, schema: schema, provenance: "{}")
        for run in try SampleTable.runs(40, seed: 1) { try writer.append(run) }
        _ = try writer.finish()
        let whole = try BenchReader(path)
        let page = try whole.page(0)
        let (place, extent) = try #require(
            page.blocks.enumerated().lazy.compactMap { place, extent in
                extent.map { (place, $0) }
            }.first { schema.columns[$0.0].role == .series })
        var bytes = try whole.file.read(at: 0, count: whole.byteCount)
        bytes[Int(extent.offset)] ^= 1
        try TemporaryFolder.write(bytes, to: path)
        let reader = try BenchReader(path)
        let columns = try columns(reader, 0, wanted: Array(schema.columns.indices))
        let error = #expect(throws: BenchError.self) { _ = try columns.block(place) }
        #expect(error?.code == .damaged)
        #expect(error?.description.contains(schema.columns[place].name) == true)
    }
}
