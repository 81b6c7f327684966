import ArgumentParser
import BenchSchema
import BenchStatistics
import HASBench

/// `hasbench stats`: counts, quartiles, box plot numbers and distribution function of metrics.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Summarise metrics: counts, quartiles, box plots, distribution functions.",
        discussion: """
            Quartiles interpolate linearly (numpy's default); whiskers end at the last datum within 1.5 interquartile \
            ranges. NaN counts as missing.
            """)

    @Argument(help: ArgumentHelp("The .hasb files.", valueName: "FILE"))
    var files: [String]

    @Option(name: .long, help: ArgumentHelp("A metric or scalar; all metrics if none is given.", valueName: "M"))
    var metric: [String] = []

    @Option(help: ArgumentHelp("One line for each value of this key.", valueName: "KEY"))
    var by: String?

    @Option(name: .long, help: ArgumentHelp("Only runs with this value of a key.", valueName: "KEY=VALUE"))
    var `where`: [String] = []

    @OptionGroup var candidates: CandidateArguments

    @Flag(help: "Print one JSON object a line of the table.")
    var json = false

    @Flag(help: "Print JSON with the distribution function, a pair for each distinct value.")
    var distribution = false

    func run() throws {
        var table = TextTable(
            ["file", "metric", "unit"] + (by.map { [$0] } ?? []) + (candidates.isGiven ? ["predicted"] : [])
                + ["count", "missing", "mean", "sd", "min", "q1", "median", "q3", "max", "fliers"],
            rightAligned: (by == nil ? 3 : 4)...14)
        for file in files {
            let benchmark = try Benchmark(opening: file)
            let selection = try Selection(self.where, in: benchmark, candidates: candidates)
            let key = try by.map(benchmark.key(named:))
            let names = metric.isEmpty ? benchmark.metrics : metric
            guard !names.isEmpty else {
                throw BenchError(.usage, "the file defines no metrics; name a scalar by --metric", at: file)
            }
            for name in names {
                let place = try benchmark.place(named: name)
                for sample in try Sample.collect(place, by: key, selection, in: benchmark) {
                    if json || distribution {
                        try StandardOutput.write(sample.document(file: file, withDistribution: distribution))
                    } else {
                        table.append(sample.row(file: file, isGrouped: by != nil))
                    }
                }
            }
        }
        if !json && !distribution { try StandardOutput.write(table.text) }
    }
}

/// A metric's values over the runs that share a key's value.
private struct Sample {
    let column: Column
    let group: Cell?
    let groupName: String?
    let values: [Double]
    /// Runs that lack the metric.
    let absent: Int
    /// How many of all are predictions; nil where there can be none.
    let predicted: Int?

    /// One sample for each value of the key, in order; one for all runs without a key.
    static func collect(
        _ place: Int, by key: Int?, _ selection: Selection, in benchmark: Benchmark
    ) throws(BenchError) -> [Sample] {
        let column = benchmark.schema.columns[place]
        let numbers = try selection.numbers(place)
        let predicted = selection.isOfCandidates ? selection.predicted : nil
        guard let key else {
            return numbers.isEmpty ? [] : [Sample(column, group: nil, groupName: nil, numbers, predicted: predicted)]
        }
        let name = benchmark.schema.columns[key].name
        var groups: [Cell: (numbers: [Double?], predicted: Int)] = [:]
        for (row, number) in zip(try selection.rows(), numbers) {
            groups[try row.key(key), default: ([], 0)].numbers.append(number)
            if row.isPredicted { groups[try row.key(key)]?.predicted += 1 }
        }
        return groups.sorted { $0.key.precedes($1.key) }
            .map { group, found in
                Sample(
                    column, group: group, groupName: name, found.numbers,
                    predicted: selection.isOfCandidates ? found.predicted : nil)
            }
    }

    private init(_ column: Column, group: Cell?, groupName: String?, _ numbers: [Double?], predicted: Int?) {
        (self.column, self.group, self.groupName, self.predicted) = (column, group, groupName, predicted)
        values = numbers.compactMap(\.self)
        absent = numbers.count - values.count
    }

    func row(file: String, isGrouped: Bool) -> [String] {
        let statistics = OrderStatistics(values.span)
        let summary = Summary(statistics)
        let numbers = [
            summary.mean, summary.standardDeviation, summary.minimum, summary.lowerQuartile, summary.median,
            summary.upperQuartile, summary.maximum,
        ]
        return [file, column.name, column.unit ?? ""] + (isGrouped ? [group?.text ?? "-"] : [])
            + (predicted.map { [String($0)] } ?? []) + [String(summary.count), String(summary.missing + absent)]
            + numbers.map { $0.map { $0.rounded(toDigits: 5) } ?? "-" }
            + [BoxPlot(statistics).map { String($0.fliers.count) } ?? "-"]
    }

    func document(file: String, withDistribution: Bool) -> String {
        let statistics = OrderStatistics(values.span)
        let summary = Summary(statistics)
        var json = JSONWriter()
        func optional(_ name: String, _ value: Double?, _ json: inout JSONWriter) {
            json.name(name)
            if let value { json.number(value) } else { json.null() }
        }
        json.object { json in
            json.name("file")
            json.string(file)
            json.name("metric")
            json.string(column.name)
            if let unit = column.unit {
                json.name("unit")
                json.string(unit)
            }
            if let group, let groupName {
                json.name("by")
                json.object { json in
                    json.name(groupName)
                    json.cell(group)
                }
            }
            if let predicted {
                json.name("table")
                json.number(values.count + absent - predicted)
                json.name("predicted")
                json.number(predicted)
            }
            json.name("count")
            json.number(summary.count)
            json.name("absent")
            json.number(absent)
            json.name("nan")
            json.number(summary.missing)
            json.name("infinite")
            json.number(summary.infinities)
            optional("mean", summary.mean, &json)
            optional("sd", summary.standardDeviation, &json)
            optional("min", summary.minimum, &json)
            optional("q1", summary.lowerQuartile, &json)
            optional("median", summary.median, &json)
            optional("q3", summary.upperQuartile, &json)
            optional("max", summary.maximum, &json)
            if let box = BoxPlot(statistics) { append(box, to: &json) }
            if withDistribution { append(DistributionFunction(statistics), to: &json) }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func append(_ box: BoxPlot, to json: inout JSONWriter) {
        json.name("box")
        json.object { json in
            for (name, value) in [
                ("q1", box.lowerQuartile), ("median", box.median), ("q3", box.upperQuartile),
                ("whisker_low", box.lowerWhisker), ("whisker_high", box.upperWhisker),
            ] {
                json.name(name)
                json.number(value)
            }
            json.name("fliers")
            json.array { json in
                for flier in box.fliers { json.number(flier) }
            }
        }
    }

    private func append(_ function: DistributionFunction, to json: inout JSONWriter) {
        json.name("distribution")
        json.array { json in
            for step in function.steps {
                json.array { json in
                    json.number(step.value)
                    json.number(step.share)
                }
            }
        }
    }
}

extension Cell {
    /// Orders numbers by value, everything else by text.
    fileprivate func precedes(_ other: Cell) -> Bool {
        if let a = number, let b = other.number { return a < b }
        return (text ?? "") < (other.text ?? "")
    }
}
