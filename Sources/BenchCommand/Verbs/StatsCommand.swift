import ArgumentParser
import BenchSchema
import BenchStatistics
import HASBench

/// `hasbench stats`: counts, quartiles, box plot numbers and distribution function of metrics.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Summarise metrics: counts, quartiles, box plots, distribution functions.",
        discussion: """
            Of several files each metric is in the unit of the first that has it. Repeats of a configuration are joined \
            first. Whiskers end at the last datum within 1.5 interquartile ranges. NaN counts as missing.
            """)

    @Argument(help: ArgumentHelp("The .hasb files.", valueName: "FILE"))
    var files: [String]

    @Option(name: .long, help: ArgumentHelp("A metric or scalar; all metrics if none is given.", valueName: "M"))
    var metric: [String] = []

    @Option(help: ArgumentHelp("One line for each value of this key.", valueName: "KEY"))
    var by: String?

    @OptionGroup var selection: StatisticsArguments

    @Option(help: ArgumentHelp("Which of numpy's quantiles q1, median and q3 are.", valueName: "NAME"))
    var quantileMethod = QuantileMethod.linear

    @Flag(help: "Print one JSON object a line of the table.")
    var json = false

    @Flag(help: "Print CSV, numbers in full.")
    var csv = false

    @Flag(help: "Print JSON with the distribution function, a pair for each distinct value.")
    var distribution = false

    func validate() throws {
        if csv, json { throw ValidationError("Give --csv or --json, not both.") }
        if csv, distribution { throw ValidationError("--distribution prints JSON; leave out --csv.") }
    }

    func run() throws {
        let samples = try self.samples()
        if csv {
            try StandardOutput.write(StatsCSV.text(samples, by: by, quantileMethod))
        } else if json || distribution {
            var json = JSONWriter()
            for sample in samples {
                StatsJSON.append(sample, quantileMethod, withDistribution: distribution, to: &json)
                try StandardOutput.write(json.bytes + [UInt8(ascii: "\n")])
                json = JSONWriter()
            }
        } else {
            try StandardOutput.write(StatsText(samples, quantileMethod).text)
        }
    }

    /// By metric, then file, then value of the key: what is to be compared stands together.
    private func samples() throws(BenchError) -> [MetricSample] {
        let tables = try files.map { file throws(BenchError) in try MetricTable(file, of: selection, by: by) }
        var samples: [MetricSample] = []
        for name in try metric.isEmpty ? metrics(of: tables) : metric {
            var unit: CommonUnit?
            for table in tables {
                // A metric that wasn't asked for is told of the files that have it.
                if metric.isEmpty, !table.benchmark.metrics.contains(name) { continue }
                let place = try table.place(named: name)
                let common = unit ?? CommonUnit(of: place, in: table.benchmark)
                unit = common
                samples += try table.samples(of: place, in: common)
            }
        }
        return samples
    }

    /// The metrics of all files, in order of first appearance.
    private func metrics(of tables: [MetricTable]) throws(BenchError) -> [String] {
        var names: [String] = []
        for table in tables {
            guard !table.benchmark.metrics.isEmpty else {
                throw BenchError(.usage, "the file defines no metrics; name a scalar by --metric", at: table.file)
            }
            names += table.benchmark.metrics.filter { !names.contains($0) }
        }
        return names
    }
}
