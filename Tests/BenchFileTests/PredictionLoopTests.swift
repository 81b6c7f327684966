import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// Files whose series are predicted from each other: a reader goes two deep, and no further.
@Suite struct PredictionLoopTests {
    /// A run of four series of three values, `a` stored and the others predicted from these by the running minimum.
    private func file(_ sources: [String?]) throws -> ForgedFile {
        let names = ["a", "b", "c", "d"]
        var file = try ForgedFile(
            [Column("x", role: .axis, type: .int64)] + names.map { Column($0, role: .series, type: .int64) })
        // Steps 1, 1, 1; values 9, 7, 8.
        file.blocks = [[0, 1, 6, 1, 2]]
        for source in sources {
            file.blocks.append(
                source.map { [0, 6, 1] + Array($0.utf8) + [0, 1, 1, 0] } ?? [0, 2, 1, 0, 3, 18, 14, 16])
        }
        file.entries = [IndexEntry(hash: try ConfigHash(keys: []), location: RunLocation(segment: 0, row: 0))]
        return file
    }

    private func columns(_ file: ForgedFile, from first: Int = 1) throws -> [Cell?] {
        let reader = try file.open()
        var cells: [Cell?] = []
        // Whichever is read first, the answers are the same.
        for place in (0..<4).map({ 1 + (first - 1 + $0) % 4 }) {
            cells.append(try? reader.cell(place, at: RunLocation(segment: 0, row: 0)))
        }
        return (0..<4).map { cells[($0 + 5 - first) % 4] }
    }

    @Test(arguments: 1...4) func aChainOfTwo(first: Int) throws {
        let least = Cell.series(Series(.int64([9, 7, 7])))
        let stored = Cell.series(Series(.int64([9, 7, 8])))
        #expect(try columns(file([nil, "a", "b", "a"]), from: first) == [stored, least, least, least])
        #expect(try file([nil, "a", "b", "a"]).problems() == [])
        // The third step is too deep, whatever was decoded before.
        #expect(try columns(file([nil, "a", "b", "c"]), from: first) == [stored, least, least, nil])
    }

    @Test(arguments: 1...4) func loops(first: Int) throws {
        #expect(try columns(file(["a", "b", "c", "d"]), from: first) == [nil, nil, nil, nil])
        #expect(try columns(file(["b", "a", "b", "c"]), from: first) == [nil, nil, nil, nil])
        #expect(try columns(file(["b", "c", "d", "a"]), from: first) == [nil, nil, nil, nil])
        #expect(try columns(file(["x", "y", "", "a"]), from: first) == [nil, nil, nil, nil])
    }
}
