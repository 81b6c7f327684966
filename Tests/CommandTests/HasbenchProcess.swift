import Foundation
import Testing

/// Runs the built `hasbench` as a user would.
struct HasbenchProcess {
    let status: Int32
    let output: String
    let errors: String

    init(
        _ arguments: [String], input: String = "", folder: String? = nil, environment changes: [String: String] = [:]
    ) throws {
        let process = Process()
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.executableURL = Self.products().appendingPathComponent("hasbench")
        process.arguments = arguments
        let (out, err, standardInput) = (Pipe(), Pipe(), Pipe())
        (process.standardOutput, process.standardError, process.standardInput) = (out, err, standardInput)
        var environment = ProcessInfo.processInfo.environment
        // Help is wrapped at the terminal's width.
        environment["COLUMNS"] = "100"
        process.environment = environment.merging(changes) { $1 }
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        status = process.terminationStatus
    }

    /// The folder of this build's products: that of the test program.
    private static func products() -> URL {
        let test = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
        return test.bundleURL.pathExtension == "xctest" ? test.bundleURL.deletingLastPathComponent() : test.bundleURL
    }
}

/// Compares text with a committed file; with UPDATE_SNAPSHOTS=1 in the environment, writes it.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Snapshots/\(name).txt")
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] == "1" {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "Snapshots/\(name).txt differs", sourceLocation: sourceLocation)
}
