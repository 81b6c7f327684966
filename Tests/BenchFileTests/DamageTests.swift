import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// A small merged file of two segments that differ in columns and constants; any damage gives the right answer or a
/// typed error, never a wrong answer, a trap, or "not found" for what is there.
@Suite struct DamageTests {
    let folder: TemporaryFolder
    let bytes: [UInt8]
    let runs: [Run]
    let hashes: [ConfigHash]

    init() throws {
        folder = try TemporaryFolder()
        let schema = try SampleTable.schema()
        runs = try SampleTable.runs(6, seed: 3)
        for (name, part) in [("a", runs[..<3]), ("b", runs[3...])] {
            var writer = try BenchWriter(path: folder.file(name), schema: schema, provenance: "{}")
            for run in part { try writer.append(run) }
            _ = try writer.finish()
        }
        _ = try Merge.files([folder.file("a"), folder.file("b")], to: folder.file("whole"))
        bytes = try TemporaryFolder.bytes(folder.file("whole"))
        hashes = try runs.map { run throws(BenchError) in try schema.configHash(of: run) }
    }

    /// Reads all that can be read; every answer must be the true one.
    private func read(_ damaged: [UInt8], _ what: String) throws {
        let path = folder.file("damaged")
        try TemporaryFolder.write(damaged, to: path)
        let reader: BenchReader
        do throws(BenchError) { reader = try BenchReader(path) } catch { return }
        for (run, hash) in zip(runs, hashes) {
            do throws(BenchError) {
                let locations = try reader.locations(of: hash)
                var found: [Run] = []
                for location in locations { found.append(try reader.run(at: location)) }
                #expect(found.contains(run), "\(what): not found")
                #expect(found.allSatisfy(runs.contains), "\(what): a wrong answer")
            } catch {}
        }
    }

    @Test func everyFlippedByte() throws {
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= UInt8(1 << (place % 8))
            try read(damaged, "byte \(place) flipped")
            let problems = try? BenchReader(folder.file("damaged")).verify(deep: true).problems
            #expect(problems != [], "byte \(place): verify finds nothing")
            for problem in problems ?? [] {
                #expect(!problem.place.isEmpty, "byte \(place): an error names no place")
                #expect(Set(problem.place).count == problem.place.count, "byte \(place): \(problem)")
            }
        }
    }

    @Test func everyPrefix() throws {
        for count in bytes.indices {
            try TemporaryFolder.write(bytes.prefix(count), to: folder.file("damaged"))
            #expect(throws: BenchError.self, "\(count) bytes") { try BenchReader(folder.file("damaged")) }
        }
    }

    @Test func everyTwoBlocksSwapped() throws {
        let reader = try BenchReader(folder.file("whole"))
        var extents: [Range<Int>] = []
        for segment in 0..<reader.segmentCount {
            for case .some(let block) in try reader.page(segment).blocks {
                extents.append(Int(block.offset)..<Int(block.end))
            }
        }
        #expect(extents.count > 20)
        for (number, first) in extents.enumerated() {
            for second in extents[(number + 1)...] where bytes[first] != bytes[second] {
                let damaged =
                    bytes[..<first.lowerBound] + bytes[second] + bytes[first.upperBound..<second.lowerBound]
                    + bytes[first] + bytes[second.upperBound...]
                try read(Array(damaged), "blocks \(first), \(second) swapped")
            }
        }
    }

    @Test func bytesAddedAnywhere() throws {
        for place in stride(from: 0, through: bytes.count, by: 7) {
            var damaged = bytes
            damaged.insert(0, at: place)
            try TemporaryFolder.write(damaged, to: folder.file("damaged"))
            #expect(throws: BenchError.self, "at \(place)") { try BenchReader(folder.file("damaged")) }
        }
    }
}
