import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

@testable import BenchImport

/// The built `hasbench-import`, as a process: standard input, permissions, Ctrl-C.
@Suite struct ImportProcessTests {
    /// The program beside the test program.
    private static let program: String = {
        let test = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
        let folder =
            test.bundleURL.pathExtension == "xctest" ? test.bundleURL.deletingLastPathComponent() : test.bundleURL
        return folder.appendingPathComponent("hasbench-import").path
    }()

    private func start(
        _ arguments: [String], program: String = program, input: FileHandle? = nil
    ) throws -> (process: Process, errors: Pipe) {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input ?? FileHandle.nullDevice
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, errors)
        try process.run()
        return (process, errors)
    }

    private func run(_ arguments: [String], program: String = program, input: [UInt8] = []) throws -> (Int32, String) {
        let pipe = Pipe()
        let (process, errors) = try start(arguments, program: program, input: pipe.fileHandleForReading)
        try pipe.fileHandleForWriting.write(contentsOf: Data(input))
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(arguments: ["json", "json.gz", "log"])
    func standardInput(_ kind: String) throws {
        let folder = try TemporaryFolder()
        let input =
            switch kind {
            case "json": Array(SourceTests.sweep.utf8)
            case "json.gz": SourceTests.gzip(Array(SourceTests.sweep.utf8))
            default: Array((Log.whole().joined(separator: "\n") + "\n").utf8)
            }
        let output = folder.file("out.hasb")
        let (status, errors) = try run(["-", "-o", output, "--key", "REGNET.DEPTH"], input: input)
        #expect(status == 0 && errors == "")
        #expect(try BenchReader(output).runCount == (kind == "log" ? 1 : 2))
        #expect(try folder.names() == ["out.hasb"])
    }

    /// The program as a user who may not do everything: through setpriv, if this is root.
    private func unprivileged(_ arguments: [String]) throws -> (Int32, String) {
        guard geteuid() == 0 else { return try run(arguments) }
        return try run(
            ["--reuid=65534", "--regid=65534", "--clear-groups", Self.program] + arguments,
            program: "/usr/bin/setpriv")
    }

    private static let canDropRights = geteuid() != 0 || access("/usr/bin/setpriv", X_OK) == 0

    @Test(.enabled(if: canDropRights)) func foldersWithoutPermission() throws {
        let sweep = try Sweep()
        for run in 0..<3 { try sweep.add("00000\(run)", Log.whole(depth: run)) }
        let places = ["/logs/000001/stdout.log", "/logs/000002"].map { sweep.path + $0 }
        defer { for place in places { chmod(place, 0o755) } }
        for place in places { chmod(place, 0) }
        chmod(sweep.path, 0o777)
        let report = sweep.folder.file("report.json")
        let (status, errors) = try unprivileged([
            sweep.path, "-o", sweep.output, "--key", "REGNET.DEPTH", "--report", report,
        ])
        // Where a user can't run the program at all (a build folder that is closed), there is nothing to see.
        if errors.contains("failed to execute") { return }
        #expect(status == 0)
        #expect(try BenchReader(sweep.output).runCount == 1)
        let text = try String(decoding: TemporaryFolder.bytes(report), as: UTF8.self)
        #expect(text.contains(#""run":"000001","stored":false"#) && text.contains(#""run":"000002","stored":false"#))
        #expect(text.components(separatedBy: "Permission denied").count == 4)
        chmod(sweep.path + "/logs", 0)
        defer { chmod(sweep.path + "/logs", 0o755) }
        let closed = try unprivileged([sweep.path, "-o", sweep.output, "--force"])
        #expect(closed.0 == 66 && closed.1.contains("Permission denied"))
    }

    @Test func controlCLeavesNothingBehind() throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        let output = folder.file("out.hasb")
        let (process, _) = try start(
            ["-", "-o", output, "--key", "REGNET.DEPTH", "--report", folder.file("r.json")],
            input: pipe.fileHandleForReading)
        try pipe.fileHandleForWriting.write(contentsOf: Data(("[" + SourceTests.object(6) + ",").utf8))
        Thread.sleep(forTimeInterval: 0.3)
        process.interrupt()
        process.waitUntilExit()
        #expect(
            process.terminationReason == Process.TerminationReason.uncaughtSignal && process.terminationStatus == SIGINT
        )
        #expect(try folder.names() == [])
    }

    @Test func damageIsAnErrorOnlyWhenStrict() throws {
        let sweep = try Sweep()
        try sweep.write("s.ndjson", SourceTests.object(6) + "\n{\"cfg\": \n" + SourceTests.object(7) + "\n")
        let arguments = [sweep.folder.file("s.ndjson"), "-o", sweep.output]
        let strict = try run(arguments + ["--strict"])
        #expect(strict.0 == 65 && strict.1.contains("s.ndjson line 2: the record is malformed"))
        #expect(try sweep.folder.names() == ["s.ndjson"])
        #expect(try run(arguments).0 == 0)
    }

    @Test func progressSaysRateAndTimeLeft() throws {
        let sweep = try Sweep()
        try sweep.write("s.json", SourceTests.sweep)
        let (status, errors) = try run([sweep.folder.file("s.json"), "-o", sweep.output, "--progress"])
        #expect(status == 0 && errors.contains("MB/s, 0 s left") && errors.hasSuffix("\r\u{1B}[K"))
    }

    @Test func wrongFilesHaveTheirExitCodes() throws {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(Array("{\n\"recipe\": 1,\n}".utf8), to: folder.file("r.json"))
        let recipe = try run(["-", "-o", folder.file("o"), "--recipe", folder.file("r.json")])
        #expect(
            recipe.0 == 64
                && recipe.1 == "hasbench convert: r.json: line 3: a member's name is expected, in double quotes\n")
        #expect(try run(["-", "-o", folder.file("o"), "--recipe", "/nowhere"]).0 == 66)
        #expect(try run(["-", "-o", folder.file("o")], input: Array("hello".utf8)).0 == 65)
    }
}
