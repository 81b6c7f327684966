import BenchFormat
import BenchSchema
import TestSupport
import Testing

@testable import BenchFile

@Suite struct IndexCursorTests {
    @Test(arguments: [0, 1, 500]) func everyRunComesOnceInOrderOfItsHash(count: Int) throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(
            path: folder.file("x.hasb"), schema: try SampleTable.schema(), provenance: "{}",
            options: WriterOptions(segmentRuns: 7))
        let runs = try SampleTable.runs(count, seed: 3)
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
        var cursor = IndexCursor(try BenchReader(folder.file("x.hasb")))
        var found: [(hash: ConfigHash, run: Int)] = []
        while let entry = try cursor.next() { found.append(entry) }
        #expect(found.map(\.hash) == found.map(\.hash).sorted())
        #expect(found.map(\.run).sorted() == Array(0..<count))
        let schema = try SampleTable.schema()
        for entry in found { #expect(entry.hash == (try schema.configHash(of: runs[entry.run]))) }
        #expect(try cursor.next() == nil)
    }

    @Test(arguments: [
        ([0, 0], "an entry's run isn't there, or occurs twice"),
        ([0, 2], "an entry's run isn't there, or occurs twice"),
        ([1, 0], nil),
    ]) func anIndexThatNamesOtherRunsIsDamaged(rows: [UInt16], message: String?) throws {
        let depth = Column("depth", role: .key, type: .int64)
        var file = try ForgedFile([depth])
        file.runs = 2
        let hash = try ConfigHash(keys: [])
        file.entries = rows.map { IndexEntry(hash: hash, location: RunLocation(segment: 0, row: $0)) }
        var cursor = IndexCursor(try file.open())
        do throws(BenchError) {
            while try cursor.next() != nil {}
            #expect(message == nil)
        } catch {
            #expect(error.code == .damaged && error.message == message)
        }
    }

    /// Two runs of one configuration, which is that of no keys, under hashes that are others.
    @Test(arguments: [
        ([0, 1], [1, 2], "a fingerprint isn't that of its run's keys"), ([0, 0], [0, 1], "it divides configuration "),
    ]) func anIndexOfOtherConfigurationsIsDamaged(high: [UInt64], low: [UInt64], message: String) throws {
        var file = try ForgedFile([Column("depth", role: .key, type: .int64)])
        file.runs = 2
        let hash = try ConfigHash(keys: [])
        file.entries = (0..<2).map { row in
            IndexEntry(
                hash: ConfigHash(high: hash.high ^ high[row] << 63, low: low[row]),
                location: RunLocation(segment: 0, row: UInt16(row)))
        }
        var cursor = IndexCursor(try file.open())
        let error = #expect(throws: BenchError.self) { while try cursor.next() != nil {} }
        #expect(error?.message.hasPrefix(message) == true)
    }
}
