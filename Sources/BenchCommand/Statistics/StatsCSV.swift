import BenchSchema
import BenchStatistics
import HASBench

/// Samples as CSV: a line each, numbers in full; what a sample doesn't define is an empty field.
enum StatsCSV {
    static func text(_ samples: [MetricSample], by key: String?, _ method: QuantileMethod) -> String {
        var text = CSVText.line(
            ["file", "metric", "unit", "converted_from"] + (key.map { [CSVText.quoted($0)] } ?? []) + [
                "repeats", "runs", "predicted", "configurations", "count", "absent", "nan", "infinite", "diverged",
                "mean",
                "sd", "min", "q1", "median", "q3", "max", "whisker_low", "whisker_high", "fliers",
            ])
        for sample in samples { text += line(sample, method) }
        return text
    }

    private static func line(_ sample: MetricSample, _ method: QuantileMethod) -> String {
        let statistics = OrderStatistics(sample.values.span)
        let summary = Summary(statistics, method: method)
        let box = BoxPlot(statistics)
        var fields = [sample.file, sample.metric, sample.unit ?? "", sample.convertedFrom ?? ""]
        if let by = sample.by { fields.append(by.cell.text ?? "") }
        fields.append(sample.repeats.rawValue)
        fields += [
            sample.runs, sample.predicted ?? 0, sample.configurations, summary.count, sample.absent, summary.missing,
            summary.infinities, sample.diverged,
        ].map { $0.map { String($0) } ?? "" }
        fields += [
            summary.mean, summary.standardDeviation, summary.minimum, summary.lowerQuartile, summary.median,
            summary.upperQuartile, summary.maximum, box?.lowerWhisker, box?.upperWhisker,
        ].map { $0?.text ?? "" }
        fields.append(String(box?.fliers.count ?? 0))
        return CSVText.line(fields.map(CSVText.quoted))
    }
}
