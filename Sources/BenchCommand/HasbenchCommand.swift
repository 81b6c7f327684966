public import ArgumentParser
import BenchSchema
import Glibc

/// The command `hasbench`.
public struct HasbenchCommand: ParsableCommand {
    /// Name, abstract and verbs.
    public static let configuration = CommandConfiguration(
        commandName: "hasbench",
        abstract: "Tabular AutoML benchmarks in one small file: convert, look up, summarise.",
        discussion: """
            Exit codes: 0 done; 1 the answer is no (not found, files differ, damage found); 64 usage; 65 damaged or unreadable data; \
            66 no such input; 69 a needed program is missing; 73 cannot write; 74 input/output error.
            """,
        version: "1.0",
        subcommands: [
            ConvertCommand.self, InfoCommand.self, LookupCommand.self, QueryCommand.self, ExportCommand.self,
            StatsCommand.self, ParetoCommand.self, ReportCommand.self, VerifyCommand.self,
            RecoverCommand.self, MergeCommand.self, DiffCommand.self, SampleCommand.self, FitCommand.self,
        ])

    /// Makes the command.
    public init() {}

    /// Parses the process's arguments, runs the verb and exits with its code.
    public static func runAndExit() -> Never {
        do {
            var command = try parseAsRoot()
            try command.run()
            try StandardOutput.flush()
            Glibc.exit(0)
        } catch let error as BenchError {
            try? StandardOutput.flush()
            StandardError.write("hasbench: \(error)\n")
            Glibc.exit(error.code.exitCode)
        } catch let answer as NegativeAnswer {
            try? StandardOutput.flush()
            if let message = answer.message { StandardError.write("hasbench: \(message)\n") }
            Glibc.exit(1)
        } catch {
            exit(withError: error)
        }
    }
}

/// The answer is no: not found, files differ, or damage found. Not a failure, but exit code 1.
struct NegativeAnswer: Error {
    var message: String?
}
