import ArgumentParser
import BenchSchema
import HASBench

/// `hasbench export`: the whole table in a common form.
struct ExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, csv
        case sweepJSON = "sweep-json"
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print all runs as JSON lines, as CSV or as a sweep.json.",
        discussion: """
            jsonl holds everything, one run a line. csv holds one run a row without series, or, with --group, one row a \
            step of that group's axis. sweep-json is what the original collector writes: one array of runs, with bare NaN \
            and infinities; what has no place in it is named on standard error.
            """)

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("The file to write; - or none is standard output.", valueName: "OUT"))
    var output: String?

    @Option(help: "The form of the output.")
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
        var leftOut: [String]?
        switch format {
        case .jsonl:
            let printer = RunJSON(benchmark.schema, .everything)
            try benchmark.forEachRun { run throws(BenchError) in
                var out = JSONWriter()
                try printer.append(run, to: &out) { out throws(BenchError) in
                    try sink.write(out.bytes)
                    out.bytes.removeAll(keepingCapacity: true)
                }
                out.bytes.append(UInt8(ascii: "\n"))
                try sink.write(out.bytes)
            }
        case .csv:
            let table = try CSVTable(benchmark, group: group)
            try sink.write(table.header)
            try benchmark.forEachRun { run throws(BenchError) in try table.write(run, to: &sink) }
        case .sweepJSON:
            var sweep = try SweepJSON(benchmark)
            try sweep.write(to: &sink)
            for note in sweep.notes { StandardError.write("hasbench: \(note)\n") }
            leftOut = sweep.layout.leftOut
        }
        try sink.finish()
        if json { try report(benchmark.runCount, leftOut) }
    }

    /// Says what was written, where it doesn't mix with the data.
    private func report(_ runs: Int, _ leftOut: [String]?) throws(BenchError) {
        var out = JSONWriter()
        out.object { out in
            out.name("runs")
            out.number(runs)
            out.name("format")
            out.string(format.rawValue)
            guard let leftOut else { return }
            out.name("left_out")
            out.array { out in
                for name in leftOut { out.string(name) }
            }
        }
        let text = String(decoding: out.bytes, as: UTF8.self) + "\n"
        if output == nil || output == "-" { StandardError.write(text) } else { try StandardOutput.write(text) }
    }
}
