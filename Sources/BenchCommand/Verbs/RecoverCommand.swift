import ArgumentParser
import BenchFile
import BenchSchema

/// `hasbench recover`: what is whole of a damaged file, in a new one.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Save what is whole of a damaged file, and say what was lost.",
        discussion: """
            A run is whole if all of its values can be read. The damaged file is only read. Exit code 65 if there is \
            nothing to save; nothing is written then.
            """)

    @Argument(help: ArgumentHelp("The damaged .hasb file.", valueName: "DAMAGED"))
    var file: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "FILE"))
    var output: String

    @Flag(help: "Keep runs, too, that lost values, without these.")
    var partial = false

    @Flag(help: "Replace an existing file.")
    var force = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        Drafts.removeWhenInterrupted()
        var options = Recovery.Options()
        (options.keepsParts, options.replacing) = (partial, force)
        let report = try Recovery.file(file, to: output, options: options)
        let shown = RecoveryOutput(file: file, output: output, report: report)
        try StandardOutput.write(json ? shown.json : shown.text)
        guard report.summary != nil else {
            throw BenchError(.damaged, "none of its \(report.runsStated) runs is whole; nothing was written", at: file)
        }
    }
}
