import Foundation
import TestSupport
import Testing

/// `hasbench report` as a user runs it; what is on the page is tested in BenchReportTests.
@Suite struct ReportCommandTests {
    private let folder: TemporaryFolder
    private let toy = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../data/nas-toy.hasb").standardized.path

    init() throws { folder = try TemporaryFolder() }

    @Test func aReportSaysWhereItIs() throws {
        let done = try HasbenchProcess(["report", toy, "-o", "out"], folder: folder.path)
        #expect(done.status == 0 && done.output == "out/index.html and 19 files beside it\n" && done.errors.isEmpty)
        let again = try HasbenchProcess(["report", toy, "-o", "out"], folder: folder.path)
        #expect(again.status == 73 && again.errors.contains("--force"))
        let replaced = try HasbenchProcess(["report", toy, "-o", "out", "--force"], folder: folder.path)
        #expect(replaced.status == 0)
    }

    @Test func allNumbersAreJSONToo() throws {
        let done = try HasbenchProcess(
            ["report", toy, "-o", folder.file("out"), "--where", "OPTIM.OPTIMIZER=sgd", "--json"])
        let document = try #require(try JSONSerialization.jsonObject(with: Data(done.output.utf8)) as? [String: Any])
        let files = try #require(document["files"] as? [[String: Any]])
        #expect(files.first?["runs"] as? Int == 500 && files.first?["rows"] as? Int == 250)
        let figures = try #require(document["figures"] as? [[String: Any]])
        #expect(figures.compactMap { $0["name"] as? String }.contains("frontiers"))
    }

    @Test func withoutGnuplotThePackageIsNamed() throws {
        let done = try HasbenchProcess(
            ["report", toy, "-o", folder.file("out")], environment: ["PATH": folder.path])
        #expect(done.status == 69 && done.errors.contains("gnuplot-nox"))
        #expect(try folder.names().isEmpty)
    }

    @Test func aGnuplotThatFailsLeavesNothing() throws {
        let program = folder.file("bin/gnuplot")
        try TemporaryFolder.write("#!/bin/sh\necho no such terminal >&2\nexit 3\n".utf8, to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        let done = try HasbenchProcess(
            ["report", toy, "-o", folder.file("out")], environment: ["PATH": folder.file("bin") + ":/bin:/usr/bin"])
        #expect(done.status == 74 && done.errors.contains("no such terminal"))
        #expect(try folder.names() == ["bin"])
    }

    @Test func badArgumentsAreNamed() throws {
        let metric = try HasbenchProcess(["report", toy, "-o", folder.file("out"), "--metric", "eror"])
        #expect(metric.status == 64 && metric.errors.contains("eror") && metric.errors.contains("test_error"))
        let costs = try HasbenchProcess(
            ["report", toy, "-o", folder.file("out"), "--cost", "a", "--cost", "b", "--cost", "c"])
        #expect(costs.status == 64 && costs.errors.contains("twice"))
        let form = try HasbenchProcess(["report", toy, "-o", folder.file("out"), "--figures", "gif"])
        #expect(form.status == 64 && form.errors.contains("svg"))
        #expect(try folder.names().isEmpty)
    }
}
