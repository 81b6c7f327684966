import BenchStatistics
import HASBench

extension Figure {
    /// The distribution function of quality, a line a file.
    static func distribution(_ data: ReportData) -> Figure? {
        var (layers, sentences): ([Layer], [String]) = ([], [])
        var table = DataTable(["file", data.quality.label, "runs up to it", "share"])
        var (all, missing): ([Double], Int) = ([], 0)
        for (subject, name) in data.subjects.map(\.name).enumerated() {
            let numbers = data.numbers(data.quality, of: subject)
            let finite = numbers.filter(\.isFinite)
            missing += numbers.count - finite.count
            let statistics = OrderStatistics(finite.span)
            let steps = DistributionFunction(statistics).steps(limit: mostSteps)
            guard let first = steps.first, let median = statistics.quantile(0.5), let least = statistics.minimum,
                let most = statistics.maximum
            else { continue }
            all += [first.value, most]
            let points = [Layer.Point(x: first.value, y: 0)] + steps.map { Layer.Point(x: $0.value, y: $0.share) }
            layers.append(.steps(points, Palette.hue(subject), title: name))
            table.rows += steps.map { [.text(name), .number($0.value), .integer($0.count), .number($0.share)] }
            sentences.append(
                "\(name): from \(data.quality.text(least)) to \(data.quality.text(most)), half of the runs have at most "
                    + "\(data.quality.text(median)).")
        }
        guard !layers.isEmpty else { return nil }
        var x = Axis(data.quality, of: all)
        x.label = data.quality.label
        var y = Axis()
        (y.label, y.range) = ("share of runs at or below", 0...1)
        return Figure(
            name: "distribution", title: "Distribution of \(data.quality.name)",
            caption: "The share of runs whose \(data.quality.name) is at most x."
                + Figure.missing(missing, [data.quality]),
            description: "Distribution function. " + sentences.joined(separator: " "), table: table,
            plot: Plot([Panel(x: x, y: y, layers: layers, legend: data.subjects.count > 1 ? .lowerRight : nil)]))
    }

    private static let mostSteps = 2000
}
