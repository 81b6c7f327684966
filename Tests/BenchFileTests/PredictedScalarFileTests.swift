import BenchFormat
import BenchSchema
import TestSupport
import Testing

@testable import BenchFile

/// Files whose scalars are predicted from each other: a reader goes one deep, and no further.
@Suite struct PredictedScalarFileTests {
    /// One run of scalars `a`, `b` and `c` of 9: stored where there is no source, else predicted as the same value.
    private func file(_ sources: [String?], _ role: Role = .scalar) throws -> ForgedFile {
        let columns = ["a", "b", "c"].map { Column($0, role: $0 == "c" ? role : .scalar, type: .int64) }
        var file = try ForgedFile(columns + [Column("x", role: .axis, type: .int64)])
        file.blocks = sources.map { source in
            source.map { [0, 6, 1] + Array($0.utf8) + [0, 2, 0, 2, 0, 1, 0] } ?? [0, 1, 18]
        }
        // The axis has one run of one step, 9.
        file.blocks.append([0, 1, 2, 1, 18])
        file.entries = [IndexEntry(hash: try ConfigHash(keys: []), location: RunLocation(segment: 0, row: 0))]
        return file
    }

    private func columns(_ file: ForgedFile, from first: Int) throws -> [Cell?] {
        let reader = try file.open()
        var cells: [Cell?] = [nil, nil, nil]
        // Whichever is read first, the answers are the same.
        for place in (0..<3).map({ (first + $0) % 3 }) {
            cells[place] = try? reader.cell(place, at: RunLocation(segment: 0, row: 0))
        }
        return cells
    }

    @Test(arguments: 0..<3) func oneDeep(first: Int) throws {
        let nine = Cell.int64(9)
        #expect(try columns(file([nil, "a", "a"]), from: first) == [nine, nine, nine])
        #expect(try file([nil, "a", "a"]).problems(deep: false) == [])
        #expect(try columns(file([nil, "a", "b"]), from: first) == [nine, nine, nil])
        #expect(try columns(file(["b", "a", "a"]), from: first) == [nil, nil, nil])
        #expect(try columns(file(["a", "c", "b"]), from: first) == [nil, nil, nil])
        // What is no scalar, and what isn't there.
        #expect(try columns(file([nil, "x", "y"]), from: first) == [nine, nil, nil])
    }

    @Test func aKeyIsNotPredicted() throws {
        #expect(try columns(file([nil, "a", "a"], .seed), from: 0) == [.int64(9), .int64(9), nil])
        #expect(try !file([nil, "a", "a"], .seed).problems(deep: true).isEmpty)
    }

    /// A source of which all runs hold the same, in the constants, has no block.
    @Test func aConstantIsNoSource() throws {
        var file = try file([nil, "a", nil])
        file.blocks[0] = nil
        file.constants[1] = [1, 3, 2, 1, 97, 2, 9, 0, 0, 0, 0, 0, 0, 0]
        #expect(try columns(file, from: 0) == [.int64(9), nil, .int64(9)])
    }

    /// A long table without curves, as it is written, read and merged.
    @Test func aTableOfLosses() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(seed: 3)
        let schema = try Schema(
            [Column("k", role: .key, type: .int64)]
                + ["train", "valid"].map { Column($0, role: .scalar, type: .float64) })
        let runs = (0..<2500).map { number in
            let loss = Double.random(in: 0.01...40, using: &random)
            let losses = [loss * Double.random(in: 0.7...0.72, using: &random), loss].map { Double(Float($0)) }
            return Run(cells: [.int64(Int64(number))] + losses.map { .float64(Float64Bits($0)) })
        }
        func write(_ name: String, _ runs: ArraySlice<Run>) throws -> String {
            var writer = try BenchWriter(
                path: folder.file(name), schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: 1200))
            for run in runs { try writer.append(run) }
            _ = try writer.finish()
            return folder.file(name)
        }
        let whole = try write("whole", runs[...])
        let parts = [try write("a", runs[..<1200]), try write("b", runs[1200...])]
        _ = try Merge.files(parts, to: folder.file("merged"))
        for path in [whole, folder.file("merged")] {
            let reader = try BenchReader(path)
            // The last segment is too short.
            let affine = [1, 2].map { column in
                (0..<3).map {
                    (try? reader.encodings(column, segment: $0).contains { $0.hasPrefix("affine") }) ?? false
                }
            }
            #expect(affine[0] != affine[1] && affine.allSatisfy { $0[2] == false })
            #expect(zip(affine[0], affine[1]).map { $0 != $1 } == [true, true, false])
            var found: [Run] = []
            try reader.forEachRun { location throws(BenchError) in found.append(try reader.run(at: location)) }
            #expect(found == runs)
            #expect(reader.verify(deep: true).problems == [])
        }
    }
}
