import ArgumentParser
import BenchSchema
import HASBench

/// `hasbench export`: the whole table in a common form.
struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print all runs as JSON lines or as CSV.",
        discussion: """
            jsonl holds everything, one run a line. csv holds one run a row without series, or, with --group, one row a \
            step of that group's axis.
            """)

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write; - or none is standard output.", valueName: "OUT"))
    var output: String?

    @Option(help: "The form: jsonl or csv.")
    var format: Format = .jsonl

    @Option(help: ArgumentHelp("With csv: the group of series to print, such as test_ema_epoch.", valueName: "GROUP"))
    var group: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    @Flag(help: "Say what was written as JSON; on standard error if the data are on standard output.")
    var json = false

    func validate() throws {
        if group != nil && format != .csv { throw ValidationError("--group goes with --format csv.") }
    }

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        var sink = try DataSink(output, replacing: force)
        switch format {
        case .jsonl:
            let printer = RunJSON(benchmark.schema, .everything)
            try benchmark.forEachRun { run throws(BenchError) in
                var out = JSONWriter()
                try printer.append(run, to: &out)
                try sink.write(out.bytes + [UInt8(ascii: "\n")])
            }
        case .csv:
            let table = try CSVTable(benchmark, group: group)
            try sink.write(table.header)
            try benchmark.forEachRun { run throws(BenchError) in try sink.write(try table.rows(of: run)) }
        }
        try sink.finish()
        guard json else { return }
        var out = JSONWriter()
        out.object { out in
            out.name("runs")
            out.number(benchmark.runCount)
            out.name("format")
            out.string(format.rawValue)
        }
        let text = String(decoding: out.bytes, as: UTF8.self) + "\n"
        if output == nil || output == "-" { StandardError.write(text) } else { try StandardOutput.write(text) }
    }
}
