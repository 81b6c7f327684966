import BenchSchema
import BenchStatistics
import HASBench

/// Samples as a table for people, with notes on what was converted, joined or is not finite.
struct StatsText {
    private let samples: [MetricSample]
    private let method: QuantileMethod
    /// So many runs are named; JSON has all.
    private static let named = 5

    init(_ samples: [MetricSample], _ method: QuantileMethod) { (self.samples, self.method) = (samples, method) }

    var text: String {
        guard !samples.isEmpty else { return "no runs are selected\n" }
        let figures = samples.map { sample in
            let statistics = OrderStatistics(sample.values.span)
            return (summary: Summary(statistics, method: method), fliers: BoxPlot(statistics)?.fliers.count)
        }
        // What is the same everywhere is a note or nothing, not a column.
        let hasRepeats = samples.contains(where: \.hasRepeats)
        let hasNaN = figures.contains { $0.summary.missing > 0 }
        let hasInfinite = figures.contains { $0.summary.infinities > 0 }
        let hasDiverged = samples.contains { $0.diverged > 0 }
        var names = ["file", "metric", "unit"]
        if let key = samples.first?.by?.key { names.append(key) }
        let left = names.count
        if samples.first?.predicted != nil { names.append("predicted") }
        if hasRepeats { names.append("runs") }
        names += ["count", "missing"]
        for (name, isThere) in [("nan", hasNaN), ("infinite", hasInfinite), ("diverged", hasDiverged)] where isThere {
            names.append(name)
        }
        names += ["mean", "sd", "min", "q1", "median", "q3", "max", "fliers"]
        var table = TextTable(names, rightAligned: left..<names.count)
        for (sample, (summary, fliers)) in zip(samples, figures) {
            var row = [sample.file, sample.metric, sample.unit ?? ""]
            if let by = sample.by { row.append(by.cell.text ?? "-") }
            if let predicted = sample.predicted { row.append(String(predicted)) }
            if hasRepeats { row.append(String(sample.runs)) }
            row += [String(summary.count), String(summary.missing + sample.absent)]
            if hasNaN { row.append(String(summary.missing)) }
            if hasInfinite { row.append(String(summary.infinities)) }
            if hasDiverged { row.append(String(sample.diverged)) }
            row += [
                summary.mean, summary.standardDeviation, summary.minimum, summary.lowerQuartile, summary.median,
                summary.upperQuartile, summary.maximum,
            ].map { $0.map { $0.rounded(toDigits: 5) } ?? "-" }
            row.append(fliers.map { String($0) } ?? "-")
            table.append(row)
        }
        let notes = self.notes
        return table.text + (notes.isEmpty ? "" : "\n" + notes.joined(separator: "\n") + "\n")
    }

    private var notes: [String] {
        var notes: [String] = []
        if let sample = samples.first(where: \.hasRepeats) {
            notes.append(
                "The \(sample.repeats.rawValue) of a configuration's runs stands for it, and count is of configurations; "
                    + "--repeats each counts every run.")
        }
        var told: Set<String> = []
        for sample in samples {
            guard let unit = sample.convertedFrom else { continue }
            let note = "\(sample.metric) of \(sample.file) is converted from \(unit)."
            if told.insert(note).inserted { notes.append(note) }
        }
        for sample in samples where !sample.flagged.isEmpty {
            let hashes = sample.flagged.prefix(Self.named).map(\.hash.description).joined(separator: ", ")
            let rest = sample.flagged.count > Self.named ? " and others; --json names all" : ""
            let group = sample.by.map { ", \($0.key)=\($0.cell.text ?? "-")" } ?? ""
            notes.append(
                "\(sample.file), \(sample.metric)\(group): \(sample.flagged.count) "
                    + "\(sample.flagged.count == 1 ? "run" : "runs") diverged or not finite: \(hashes)\(rest)")
        }
        return notes
    }
}
