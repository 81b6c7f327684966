import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// A file of three segments is damaged in every way; what is saved is always true, and as much as there is.
@Suite struct RecoveryTests {
    let folder: TemporaryFolder
    let schema: Schema
    let bytes: [UInt8]
    let runs: [Run]
    let digest: Digest

    init() throws {
        folder = try TemporaryFolder()
        schema = try SampleTable.schema()
        runs = try SampleTable.runs(9, seed: 5)
        var writer = try BenchWriter(
            path: folder.file("whole"), schema: schema, provenance: #"{"origin":"a test"}"#,
            options: WriterOptions(segmentRuns: 3))
        for run in runs { try writer.append(run) }
        try writer.attach(AttachmentName.surrogate, mediaType: "application/octet-stream", [1, 2, 3])
        try writer.attach("notes", mediaType: "text/plain", Array("notes".utf8))
        digest = try writer.finish().contentDigest
        bytes = try TemporaryFolder.bytes(folder.file("whole"))
    }

    /// Recovers damaged bytes, which must stay as they are; gives the report and the runs of the new file.
    private func recover(
        _ damaged: some Collection<UInt8>, keepsParts: Bool = false
    ) throws -> (report: RecoveryReport, runs: [Run]) {
        try TemporaryFolder.write(damaged, to: folder.file("damaged"))
        var options = Recovery.Options()
        (options.replacing, options.keepsParts) = (true, keepsParts)
        let report = try Recovery.file(folder.file("damaged"), to: folder.file("saved"), options: options)
        #expect(try TemporaryFolder.bytes(folder.file("damaged")) == Array(damaged))
        guard let summary = report.summary else { return (report, []) }
        let reader = try BenchReader(folder.file("saved"))
        #expect(reader.verify(deep: true).problems == [])
        #expect(summary.runs == report.runsSaved)
        var saved: [Run] = []
        try reader.forEachRun { location throws(BenchError) in saved.append(try reader.run(at: location)) }
        #expect(saved.count == report.runsSaved)
        return (report, saved)
    }

    /// Bytes with two bits flipped at each place, which are not put right.
    private func damaged(_ places: Int...) -> [UInt8] {
        var out = bytes
        for place in places { out[place] ^= 0x41 }
        return out
    }

    private func extent(_ name: String, _ role: Role, segment: Int) throws -> DirectoryPage.Extent {
        let place = try #require(schema.place(name, role))
        return try #require(try BenchReader(folder.file("whole")).page(segment).blocks[place])
    }

    @Test func aWholeFile() throws {
        let (report, saved) = try recover(bytes)
        #expect(saved == runs && report.isComplete && report.problems.isEmpty && report.lost.isEmpty)
        let reader = try BenchReader(folder.file("saved"))
        #expect(reader.attachmentNames == ["provenance", "surrogate", "notes"])
        #expect(try reader.attachment("provenance") == Array(#"{"origin":"a test"}"#.utf8))
    }

    @Test func everyEleventhByteWithAFlippedBit() throws {
        for place in stride(from: 0, to: bytes.count, by: 11) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            let (report, saved) = try recover(damaged)
            #expect(report.isComplete && saved == runs && report.attachmentsLost.isEmpty, "byte \(place)")
            #expect(!report.problems.isEmpty, "byte \(place)")
        }
    }

    @Test func everySeventhByteDamaged() throws {
        for place in stride(from: 0, to: bytes.count, by: 7) {
            do {
                let (report, saved) = try recover(damaged(place))
                #expect(saved.allSatisfy(runs.contains), "byte \(place): a wrong run")
                #expect(saved.count >= 6, "byte \(place): more than a segment is lost")
                let missing = report.lost.reduce(0) { $0 + ($1.runs?.count ?? 0) }
                #expect(saved.count + missing == 9, "byte \(place)")
            } catch let error as BenchError {
                #expect(
                    error.code == .damaged && error.message.contains("nothing can be saved"), "byte \(place): \(error)")
            }
        }
    }

    @Test func everyThirteenthPrefix() throws {
        let end = bytes.count - Trailer.size
        for count in bytes.indices.dropFirst() where count % 13 == 1 || count > end - 13 {
            do {
                let (report, saved) = try recover(bytes.prefix(count))
                #expect(saved == runs && report.isComplete && count >= end, "\(count) bytes")
            } catch let error as BenchError {
                #expect(error.code == .damaged && count < end, "\(count) bytes: \(error)")
            }
        }
    }

    @Test func bytesBehindTheEnd() throws {
        for behind in [[0], [UInt8](repeating: 0, count: 5000), Array("HASBEND\n".utf8), Array(bytes.prefix(700))] {
            let (report, saved) = try recover(bytes + behind)
            #expect(saved == runs && report.isComplete)
            #expect(report.remade.count == 1 && report.remade[0].contains("trailer"))
        }
    }

    @Test func aLostSegment() throws {
        let block = try extent("test.raw", .series, segment: 1)
        let (report, saved) = try recover(damaged(Int(block.offset)))
        #expect(saved == Array(runs[..<3] + runs[6...]) && !report.isComplete)
        let lost = try #require(report.lost.first)
        #expect(report.lost.count == 1 && lost.segment == 1 && lost.runs == 3..<6)
        #expect(
            lost.configurations == (try runs[3..<6].map { run throws(BenchError) in try schema.configHash(of: run) }))
        #expect(lost.reason.place.contains { $0.contains("test.raw") })
        #expect(report.attachmentsLost.map(\.name) == ["surrogate"])
        #expect(try BenchReader(folder.file("saved")).attachmentNames == ["provenance", "notes"])
    }

    @Test func aLostSegmentInPart() throws {
        let block = try extent("test.error", .series, segment: 1)
        let (report, saved) = try recover(damaged(Int(block.offset)), keepsParts: true)
        #expect(saved.count == 9 && report.runsInPart == 3 && report.lost.isEmpty && !report.isComplete)
        let (error, metric) = (
            try #require(schema.place("test.error", .series)), try #require(schema.place("test_error", .metric))
        )
        for (number, run) in saved.enumerated() {
            var expected = runs[number]
            if (3..<6).contains(number) { expected.cells[error] = .absent; expected.cells[metric] = .absent }
            #expect(run == expected)
        }
    }

    @Test func aLostKeyInPart() throws {
        let block = try extent("NET.DEPTH", .key, segment: 2)
        let (report, saved) = try recover(damaged(Int(block.offset)), keepsParts: true)
        #expect(saved == Array(runs[..<6]) && report.lost.map(\.configurations) == [[]])
    }

    @Test func aMetricFromItsCurve() throws {
        let block = try extent("train_energy", .metric, segment: 0)
        let (report, saved) = try recover(damaged(Int(block.offset)))
        #expect(saved == runs && report.isComplete)
        #expect(report.remade == ["metric train_energy of segment 0, from its curve"])
    }

    @Test func nothingIsWhole() throws {
        let blocks = try (0..<3).map { Int(try extent("test.raw", .series, segment: $0).offset) }
        var hurt = bytes
        for place in blocks { hurt[place] ^= 0x41 }
        let (report, _) = try recover(hurt)
        #expect(report.summary == nil && report.runsSaved == 0 && report.lost.count == 3)
        #expect(try folder.names() == ["damaged", "whole"])
    }

    @Test func theDamagedFileIsNotWrittenTo() throws {
        var options = Recovery.Options()
        options.replacing = true
        let error = #expect(throws: BenchError.self) {
            try Recovery.file(folder.file("whole"), to: folder.path + "/../" + folder.name + "/whole", options: options)
        }
        #expect(error?.code == .usage)
        #expect(try TemporaryFolder.bytes(folder.file("whole")) == bytes)
    }
}

extension TemporaryFolder {
    fileprivate var name: Substring { path.split(separator: "/").last ?? "" }
}
