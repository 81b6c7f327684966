import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

@Suite struct RecoverCommandTests {
    let folder: TemporaryFolder
    let bytes: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        var writer = try BenchWriter(
            path: folder.file("whole.hasb"), schema: try SampleTable.schema(), provenance: #"{"origin":"a test"}"#,
            options: WriterOptions(segmentRuns: 5))
        for run in try SampleTable.runs(12, seed: 21) { try writer.append(run) }
        _ = try writer.finish()
        bytes = try TemporaryFolder.bytes(folder.file("whole.hasb"))
    }

    private func recover(_ arguments: String...) throws -> HasbenchProcess {
        try HasbenchProcess(["recover"] + arguments, folder: folder.path)
    }

    /// Damages a byte within the first segment's blocks, so that no flipped bit explains it.
    private func damage() throws {
        var damaged = bytes
        damaged[900] ^= 0x42
        try TemporaryFolder.write(damaged, to: folder.file("damaged.hasb"))
    }

    @Test func whatIsSavedAndWhatIsLost() throws {
        try damage()
        let text = try recover("damaged.hasb", "-o", "saved.hasb")
        #expect(text.status == 0 && text.output.contains("lost: runs 0 to 4 of segment 0: damaged.hasb: segment 0"))
        #expect(text.output.contains("saved.hasb: 7 of 12 runs, "))
        #expect(try HasbenchProcess(["verify", "--deep", "saved.hasb"], folder: folder.path).status == 0)

        let json = try recover("damaged.hasb", "-o", "again.hasb", "--json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(document["runs_saved"] as? Int == 7 && document["complete"] as? Bool == false)
        let lost = try #require(document["lost"] as? [[String: Any]])
        #expect(lost.count == 1 && lost[0]["first_run"] as? Int == 0 && lost[0]["runs"] as? Int == 5)
        #expect((lost[0]["configurations"] as? [String])?.count == 5)
        #expect((document["problems"] as? [[String: Any]])?.isEmpty == false)
        #expect(
            try TemporaryFolder.bytes(folder.file("saved.hasb")) == TemporaryFolder.bytes(folder.file("again.hasb")))
    }

    @Test func exitCodes() throws {
        try damage()
        #expect(try recover("damaged.hasb", "-o", "damaged.hasb", "--force").status == 64)
        #expect(try recover("nothing.hasb", "-o", "saved.hasb").status == 66)
        #expect(try recover("damaged.hasb", "-o", "whole.hasb").status == 73)
        #expect(try TemporaryFolder.bytes(folder.file("whole.hasb")) == bytes)
        try TemporaryFolder.write(bytes.prefix(bytes.count / 2), to: folder.file("cut.hasb"))
        let cut = try recover("cut.hasb", "-o", "saved.hasb")
        #expect(cut.status == 65 && cut.errors.contains("nothing can be saved"))
        #expect(try folder.names() == ["cut.hasb", "damaged.hasb", "whole.hasb"])
    }
}
