import ArgumentParser
import BenchFile
import BenchSchema

/// `hasbench merge`: several files become one.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Join files into one, without compressing again.",
        discussion: "The files must have the same keys; columns of one name must have one type, unit and definition.")

    @Argument(help: ArgumentHelp("The .hasb files, in the order of their runs.", valueName: "FILE"))
    var files: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "FILE"))
    var output: String

    @Flag(help: "Replace an existing file.")
    var force = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func run() throws {
        Drafts.removeWhenInterrupted()
        let summary = try Merge.files(files, to: output, replacing: force)
        for warning in summary.warnings { StandardError.write("hasbench: \(warning)\n") }
        guard json else {
            return try StandardOutput.write(
                "\(output): \(summary.runs) runs in \(summary.segments) segments, \(summary.bytes) bytes, "
                    + "content \(summary.contentDigest)\n")
        }
        var out = JSONWriter()
        out.object { out in
            out.name("file")
            out.string(output)
            for (name, value) in [("runs", summary.runs), ("segments", summary.segments), ("bytes", summary.bytes)] {
                out.name(name)
                out.number(value)
            }
            out.name("content_digest")
            out.string(summary.contentDigest.description)
            out.name("warnings")
            out.array { out in
                for warning in summary.warnings { out.string(warning) }
            }
        }
        try StandardOutput.write(out.bytes + [UInt8(ascii: "\n")])
    }
}
