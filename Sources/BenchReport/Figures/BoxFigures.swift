import BenchSchema
import BenchStatistics
import HASBench

extension Figure {
    /// Box plots of quality and costs, one box a file.
    static func boxes(_ data: ReportData) -> Figure? {
        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(["metric", "file"] + BoxRow.columns)
        for quantity in data.quantities {
            var boxes: [(place: Double, box: Layer.BoxMark)] = []
            for (subject, name) in data.subjects.map(\.name).enumerated() {
                let row = BoxRow(data.numbers(quantity, of: subject))
                table.rows.append([.text(quantity.label), .text(name)] + row.values)
                guard let box = row.box else { continue }
                boxes.append((Double(subject), Layer.BoxMark(box)))
                sentences.append("\(quantity.name) of \(name): \(row.sentence(quantity)).")
            }
            guard !boxes.isEmpty else { continue }
            panels.append(
                Panel(
                    title: quantity.name, x: Axis("", names: data.subjects.map(\.name), beside: data.quantities.count),
                    y: Axis(quantity, of: boxes.flatMap(\.box.all)), layers: [.boxes(boxes, .blue)], legend: nil))
        }
        guard !panels.isEmpty else { return nil }
        return Figure(
            name: "boxes", title: "Box plots by file",
            caption: """
                Boxes are quartiles (linear interpolation) with the median; whiskers end at the last number within 1.5 \
                interquartile ranges, and rings are the numbers beyond.
                """,
            description: "Box plots. " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: panels.count))
    }

    /// Box plots of quality by the values of each key.
    static func boxesByKey(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let numbers = data.numbers(data.quality, of: subject)
        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(["key", "value"] + BoxRow.columns)
        let keys = try KeyGroups.all(data.subjects[subject]).filter { $0.groups.count > 1 }
        for key in keys.prefix(KeyGroups.mostPanels) {
            var boxes: [(place: Double, box: Layer.BoxMark)] = []
            var medians: [(String, Double)] = []
            for (place, group) in key.groups.enumerated() {
                let row = BoxRow(group.rows.map { numbers[$0] })
                table.rows.append([.text(key.name), .text(group.label)] + row.values)
                guard let box = row.box else { continue }
                boxes.append((Double(place), Layer.BoxMark(box)))
                medians.append((group.label, box.median))
            }
            guard !boxes.isEmpty else { continue }
            let best = medians.min { data.quality.isBetter($0.1, $1.1) }
            if let best {
                sentences.append("By \(key.name) the median is best at \(best.0), \(data.quality.text(best.1)).")
            }
            panels.append(
                Panel(
                    x: Axis(key.name, names: key.groups.map(\.label), beside: 2),
                    y: Axis(data.quality, of: boxes.flatMap(\.box.all)), layers: [.boxes(boxes, .sky)], legend: nil))
        }
        guard !panels.isEmpty else { return nil }
        return Figure(
            name: name("boxes-by-key", subject, of: data),
            title: title("\(data.quality.name) by each key", subject, of: data),
            caption: "One box a value; keys with many values are cut into parts with as many runs each."
                + (keys.count > panels.count
                    ? " \(keys.count - panels.count) more keys are in none of the panels." : ""),
            description: "Box plots of \(data.quality.name). " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: min(2, panels.count), rowHeight: 300))
    }
}

/// The numbers of one box.
struct BoxRow {
    static let columns = [
        "count", "left out", "mean", "sd", "whisker low", "q1", "median", "q3", "whisker high", "beyond",
    ]

    let box: BoxPlot?
    private let summary: Summary
    private let leftOut: Int

    /// Of the finite numbers; the others are counted.
    init(_ numbers: [Double]) {
        let finite = numbers.filter(\.isFinite)
        let statistics = OrderStatistics(finite.span)
        (box, summary, leftOut) = (BoxPlot(statistics), Summary(statistics), numbers.count - finite.count)
    }

    var values: [DataTable.Value] {
        [.integer(summary.count), .integer(leftOut)]
            + [
                summary.mean, summary.standardDeviation, box?.lowerWhisker, box?.lowerQuartile, box?.median,
                box?.upperQuartile, box?.upperWhisker,
            ].map { DataTable.Value($0) } + [box.map { .integer($0.fliers.count) } ?? .none]
    }

    func sentence(_ quantity: Quantity) -> String {
        guard let box else { return "no number" }
        return "\(summary.count) runs, median \(quantity.text(box.median)), quartiles "
            + "\(quantity.text(box.lowerQuartile)) and \(quantity.text(box.upperQuartile))"
    }
}

extension Layer.BoxMark {
    /// All its numbers, for the choice of an axis.
    var all: [Double] { [lowerWhisker, lowerQuartile, median, upperQuartile, upperWhisker] + fliers }
}

extension Quantity {
    func isBetter(_ a: Double, _ b: Double) -> Bool { direction == .minimize ? a < b : a > b }
}
