import ArgumentParser

/// `hasbench convert`: runs the importer.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Convert raw logs to a .hasb file.",
        discussion: "Runs hasbench-import, which stands beside hasbench or on the path; its own --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "What hasbench-import takes.")
    var arguments: [String] = []

    func run() throws { try SiblingProgram.run("hasbench-import", arguments) }
}
