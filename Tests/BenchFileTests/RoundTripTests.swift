import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: 0..<40) func everyRunComesBack(seed: Int) throws {
        let folder = try TemporaryFolder()
        let schema = try SampleTable.schema()
        let runs = try SampleTable.runs(1 + seed * 7 % 40, seed: UInt64(seed))
        var writer = try BenchWriter(
            path: folder.file("a.hasb"), schema: schema, provenance: "{}",
            options: WriterOptions(level: 1 + seed % 22, segmentRuns: 1 + seed % 11))
        for run in runs { try writer.append(run) }
        let summary = try writer.finish()
        let reader = try BenchReader(folder.file("a.hasb"))
        #expect(reader.schema == schema)
        #expect(summary.runs == runs.count)
        var found: [Run] = []
        try reader.forEachRun { location throws(BenchError) in found.append(try reader.run(at: location)) }
        #expect(SampleTable.differences(found, runs, schema) == [])
        for (number, run) in runs.enumerated() {
            let locations = try reader.locations(of: try schema.configHash(of: run))
            let isThere = try locations.contains { try reader.run(at: $0) == run }
            #expect(isThere, "run \(number)")
        }
        #expect(reader.verify(deep: true).problems == [])
    }

    @Test func anEmptyTableIsAFileToo() throws {
        let folder = try TemporaryFolder()
        let writer = try BenchWriter(path: folder.file("a.hasb"), schema: try SampleTable.schema(), provenance: "{}")
        _ = try writer.finish()
        let reader = try BenchReader(folder.file("a.hasb"))
        #expect(reader.runCount == 0)
        #expect(reader.verify(deep: true).problems == [])
        #expect(try reader.locations(of: ConfigHash(high: 1, low: 2)).isEmpty)
    }

    @Test func theDigestDependsOnTheRunsAlone() throws {
        let folder = try TemporaryFolder()
        let schema = try SampleTable.schema()
        let runs = try SampleTable.runs(20, seed: 5)
        func write(_ name: String, _ runs: [Run], _ options: WriterOptions) throws -> Digest {
            var writer = try BenchWriter(path: folder.file(name), schema: schema, provenance: "{}", options: options)
            for run in runs { try writer.append(run) }
            return try writer.finish().contentDigest
        }
        let a = try write("a", runs, WriterOptions(level: 1, segmentRuns: 3))
        let b = try write("b", runs.reversed(), WriterOptions(level: 19, segmentRuns: 20))
        let c = try write("c", Array(runs.dropLast()), WriterOptions())
        #expect(a == b)
        #expect(a != c)
        _ = try write("d", [runs[19]], WriterOptions())
        let merged = try Merge.files([folder.file("d"), folder.file("c")], to: folder.file("e"))
        #expect(merged.contentDigest == a)
        #expect(try BenchReader(folder.file("e")).verify(deep: true).problems == [])
    }
}
