import ArgumentParser

/// `hasbench fit`: runs the program that fits surrogates.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit", abstract: "Fit the surrogate of a .hasb file, and store it there.",
        discussion: "Runs hasbench-fit, which stands beside hasbench or on the path; its own --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "What hasbench-fit takes.")
    var arguments: [String] = []

    func run() throws { try SiblingProgram.run("hasbench-fit", arguments) }
}
