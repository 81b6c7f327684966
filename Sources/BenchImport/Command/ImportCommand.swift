public import ArgumentParser
import BenchFile
import BenchSchema
import BenchSpace

/// The command `hasbench convert`, as the program `hasbench-import` runs it.
public struct ImportCommand: AsyncParsableCommand {
    /// Name and help.
    public static let configuration = CommandConfiguration(
        commandName: "hasbench convert",
        abstract: "Turn raw logs or JSON into one bench file.",
        discussion: """
            SOURCE is a sweep's folder, a folder that holds a folder NNNNNN/ for each run, with stdout.log, and \
            history.jsonl and stderr.log where there are any, or one log; a sweep.json, or any JSON or NDJSON that \
            a recipe describes; another bench file. Each may be packed as .zst or .gz; - is standard input. \
            Records of single iterations and the dump of the environment are left out.

            The keys, which name a configuration, are given with --key, --schema or in the recipe, or found: the \
            configuration's leaves that vary between runs, less the seed, lists, ANYNET.*, paths and other leaves that \
            vary between repeats.

            Exit codes: 0 done, 64 usage, 65 damaged input (--strict), 66 no such input, 73 cannot write, 74 input or \
            output error.
            """)

    @Argument(help: "Folders with logs, logs, JSON or bench files.")
    var source: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "A configuration leaf that is a key, by its dotted path; may be repeated.", valueName: "path"))
    var key: [String] = []

    @Option(help: ArgumentHelp("What stands where in JSON (Specs/recipe.md).", valueName: "file.json"))
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "Take keys, types and units from what info --json printed of another file, to merge with it.",
            valueName: "file.json"))
    var schema: String?

    @Option(
        help: ArgumentHelp(
            "Another sweep (as SOURCE) whose energy series are joined by configuration.", valueName: "source"))
    var energy: String?

    @Option(
        help: ArgumentHelp(
            "The configuration leaf that is the random seed. (default: RNG_SEED, or what the recipe says)",
            valueName: "path"))
    var seedKey: String?

    @Option(help: ArgumentHelp("The task or data set of all these runs.", valueName: "name"))
    var task: String?

    @Option(help: "How many cores are used; the file is the same whatever it is. (default: all)")
    var jobs: Int?

    @Option(help: "The level of compression, from 1 to 22.")
    var level = 12

    @Option(help: ArgumentHelp("Store only the I-th of N contiguous parts of the runs.", valueName: "i/n"))
    var shard: String?

    @Flag(help: "Write nothing if any run is damaged or incomplete.")
    var strict = false

    @Flag(help: "Replace the file if there is one.")
    var force = false

    @Flag(help: "Store what the runs wrote to stderr, and the names of their logs.")
    var keepStderr = false

    @Option(help: ArgumentHelp("Write what was found in each run to this file.", valueName: "file.json"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Take where the runs come from out of this file instead of provenance.json.", valueName: "file"))
    var provenance: String?

    @Option(
        help: ArgumentHelp(
            "Store this search space, and report runs outside of it. (default: space.json in SOURCE)",
            valueName: "file.json"))
    var space: String?

    @Flag(help: "Show a progress bar even if standard error is no terminal.")
    var progress = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    /// Makes an empty command, to be filled by the argument parser.
    public init() {}

    /// Runs the command on the process' arguments and exits.
    public static func start() async {
        Drafts.removeWhenInterrupted()
        Machine.keepMemory()
        await main()
    }

    /// Checks what the types don't.
    public func validate() throws {
        if let jobs, !(1...1024).contains(jobs) { throw ValidationError("--jobs is a number from 1 to 1024.") }
        if !(1...22).contains(level) { throw ValidationError("--level is a number from 1 to 22.") }
        if schema != nil, !key.isEmpty { throw ValidationError("--schema says the keys; --key can't say others.") }
        if source.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input can be read once.") }
        if let shard, Self.shard(shard) == nil {
            throw ValidationError("--shard is I/N with 1 <= I <= N, such as 2/3.")
        }
    }

    /// Converts, prints, and exits with the code of what went wrong.
    public func run() async throws {
        do throws(BenchError) {
            let report = try await Converter(options: try options()).convert()
            Machine.printError(report.warnings)
            if let path = self.report { try FileSystem.write(report.full, to: path) }
            guard report.written != nil else {
                throw BenchError(
                    .damaged, "there are damaged or incomplete runs, and --strict says to write nothing then")
            }
            print(json ? String(decoding: report.json, as: UTF8.self) : report.summary, terminator: "")
        } catch {
            Machine.printError("hasbench convert: \(error)\n")
            throw ExitCode(error.code.exitCode)
        }
    }

    private func options() throws(BenchError) -> ConvertOptions {
        var options = ConvertOptions(sources: source, output: output)
        options.keys = key
        options.seedKey = seedKey
        options.energy = energy
        if let path = recipe { options.recipe = try Recipe(try Self.contents(path), file: FileSystem.name(of: path)) }
        if let path = schema {
            options.template = try SchemaTemplate(try Self.contents(path), file: FileSystem.name(of: path))
        }
        if seedKey != nil { options.recipe.forgetSeed() }
        options.task = task
        if let jobs { options.jobs = jobs }
        options.level = level
        if let shard = shard.flatMap(Self.shard) { options.shard = shard }
        (options.strict, options.force, options.keepErrors) = (strict, force, keepStderr)
        options.provenance = provenance
        if let path = space { options.space = try SearchSpace(json: try Self.contents(path), source: path) }
        options.showsProgress = progress || Machine.errorIsTerminal
        return options
    }

    private static func contents(_ path: String) throws(BenchError) -> [UInt8] {
        guard let bytes = try ByteSource.contents(path, limit: 1 << 24) else {
            throw BenchError(.noInput, "there is no such file", at: path)
        }
        return bytes
    }

    private static func shard(_ text: String) -> Shard? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...1_048_576).contains(count),
            (1...count).contains(index)
        else { return nil }
        return Shard(index: index, count: count)
    }
}
