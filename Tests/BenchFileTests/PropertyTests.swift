import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// Any table comes back bit for bit: at every level, in segments of any size, in parts that are merged, and recovered.
@Suite struct PropertyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ schema: Schema, _ runs: some Sequence<Run>, level: Int, segment: Int) throws {
        var writer = try BenchWriter(
            path: folder.file(name), schema: schema, provenance: "{}",
            options: WriterOptions(level: level, segmentRuns: segment))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
    }

    private func expect(_ name: String, holds runs: [Run], _ schema: Schema) throws {
        let reader = try BenchReader(folder.file(name))
        var found: [Run] = []
        try reader.forEachRun { location throws(BenchError) in found.append(try reader.run(at: location)) }
        #expect(reader.schema == schema)
        #expect(SampleTable.differences(found, runs, schema) == [], "\(name)")
        #expect(reader.verify(deep: true).problems == [], "\(name)")
    }

    @Test(arguments: 0..<44) func anyTable(seed: Int) throws {
        let table = try RandomTable(seed: UInt64(seed))
        let (schema, runs) = (table.schema, table.runs)
        // Each level twice.
        let level = 1 + seed % 22
        let segment = [1, 3, 17, 128][seed / 3 % 4]
        try write("whole", schema, runs, level: level, segment: segment)
        try expect("whole", holds: runs, schema)
        let digest = try BenchReader(folder.file("whole")).contentDigest

        let cut = runs.count / 3
        try write("first", schema, runs[..<cut], level: 1 + (seed + 5) % 22, segment: segment)
        try write("second", schema, runs[cut...], level: level, segment: 5)
        let merged = try Merge.files([folder.file("first"), folder.file("second")], to: folder.file("merged"))
        try expect("merged", holds: runs, schema)
        #expect(merged.contentDigest == digest)

        let report = try Recovery.file(folder.file("whole"), to: folder.file("recovered"))
        #expect(report.isComplete && report.problems.isEmpty)
        try expect("recovered", holds: runs, schema)
    }

    /// The tables meet every encoding that a writer may choose.
    @Test func theTablesMeetTheEncodings() throws {
        var met: Set<String> = []
        for seed in 0..<44 {
            let table = try RandomTable(seed: UInt64(seed))
            try write("\(seed)", table.schema, table.runs, level: 9, segment: 128)
            for usage in try BenchReader(folder.file("\(seed)")).usage() {
                met.formUnion(usage.encodings.map { String($0.prefix { $0.isLetter }) })
            }
        }
        let expected: Set = [
            "bits", "centred", "constant", "counts", "decimal", "delta", "dictionary", "float", "knots", "planes",
            "proportional", "quotients", "repeated", "running", "split", "strings",
        ]
        #expect(expected.subtracting(met) == [], "met \(met.sorted())")
    }
}
