public import ArgumentParser
import BenchFile
import BenchSchema
import BenchSurrogate
import CBLAS
import Glibc
import HASBench

/// The command `hasbench fit`, as the program `hasbench-fit` runs it.
public struct FitCommand: ParsableCommand {
    /// Name and help.
    public static let configuration = CommandConfiguration(
        commandName: "hasbench fit",
        abstract: "Fit the surrogate, which predicts configurations that were never trained, and store it in the file.",
        discussion: """
            A share of the configurations is held out first, predicted from the others, and compared with what was \
            measured; then the surrogate is fitted to all runs and stored. Fitting twice on one machine gives the same \
            bytes. With --folds, a file of lines of a config hash and the number of the fold it is held out in, only the \
            comparison is made, fold by fold.

            Exit codes: 0 done, 64 usage, 65 damaged or unreadable data, or data that no surrogate can be fitted to, \
            66 no such input, 73 cannot write, 74 input or output error.
            """)

    @Argument(help: "The .hasb file.")
    var file: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file, instead of replacing FILE.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("The share of configurations to hold out, at most 1000 of them.", valueName: "share"))
    var test = 0.2

    @Option(help: "Where the random numbers start.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Compare on these folds and store nothing.", valueName: "file"))
    var folds: String?

    @Option(help: ArgumentHelp("Write predictions of what was held out, one run a line.", valueName: "file.jsonl"))
    var predictions: String?

    @Flag(help: "Replace the file of --output if there is one.")
    var force = false

    @Flag(help: "Show progress even if standard error is no terminal.")
    var progress = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    /// Makes an empty command, to be filled by the argument parser.
    public init() {}

    /// Runs the command on the process' arguments and exits.
    public static func start() { main() }

    /// Checks what the types don't.
    public func validate() throws {
        if !(0...0.9).contains(test) { throw ValidationError("--test is a share from 0 to 0.9.") }
        if folds != nil, output != nil { throw ValidationError("With --folds nothing is stored; leave --output out.") }
    }

    /// Fits, prints, and exits with the code of what went wrong.
    public func run() throws {
        do throws(BenchError) { try fit() } catch {
            Progress.write("hasbench fit: \(error)\n")
            throw ExitCode(error.code.exitCode)
        }
    }

    private func fit() throws(BenchError) {
        Drafts.removeWhenInterrupted()
        // One thread: sums in the same order each time.
        openblas_set_num_threads(1)
        let bench = try Benchmark(opening: file)
        let table = try TrainingTable(bench)
        let progress = Progress(isShown: progress || isatty(STDERR_FILENO) == 1)
        let split: Split
        if let folds {
            split = try Split(table.runs, reading: try TextFile.read(folds), file: folds)
        } else {
            split = Split(table.runs, share: test, seed: seed)
        }
        var (heldOut, surrogates): ([Int], [PredictionLine]) = ([], [])
        var evaluations: [Evaluation] = []
        for (number, fold) in split.folds.enumerated() {
            let training = Split.training(of: table.runs.count, without: fold)
            let fit = SurrogateFit(table: table, seed: seed) { progress.show("fold \(number + 1): \($0)") }
            let surrogate = try fit.fit(training.map { table.runs[$0] })
            let evaluation = try Evaluation(surrogate, fold.map { table.runs[$0] }, of: table)
            evaluations.append(evaluation)
            for (place, prediction) in zip(fold, evaluation.predictions) {
                surrogates.append(PredictionLine(hash: table.runs[place].hash, fold: number, prediction: prediction))
            }
            heldOut += fold
        }
        if let predictions { try TextFile.write(surrogates.flatMap(\.json), to: predictions) }
        var report = FitReport(
            contentDigest: table.contentDigest, runs: table.runs.count, leftOut: table.leftOut,
            training: table.runs.count - (split.folds.count == 1 ? heldOut.count : 0), test: heldOut.count,
            lines: Evaluation.joined(evaluations))
        if folds == nil {
            let fit = SurrogateFit(table: table, seed: seed) { progress.show("all runs: \($0)") }
            let bytes = try fit.fit(table.runs).bytes
            progress.show("writing")
            let heldOut = HeldOutPredictions(
                contentDigest: table.contentDigest, training: report.training,
                surrogates.map { ($0.hash, $0.prediction) })
            _ = try Merge.attaching(
                [
                    .init(AttachmentName.surrogate, mediaType: Surrogate.mediaType, bytes),
                    .init(AttachmentName.heldOut, mediaType: "application/json", heldOut.json),
                ], to: file, as: output ?? file, replacing: output == nil || force)
            (report.bytes, report.output) = (bytes.count, output ?? file)
        }
        progress.clear()
        print(json ? String(decoding: report.json, as: UTF8.self) : report.text, terminator: "")
    }
}
