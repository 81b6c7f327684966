import HASBench

extension Figure {
    /// How runs ended, a panel a file.
    static func states(_ data: ReportData) throws(BenchError) -> Figure? {
        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(["file", "state", "runs"])
        for (subject, file) in data.subjects.enumerated() {
            let counts = try file.states
            guard !counts.isEmpty else { continue }
            table.rows += counts.map { [.text(file.name), .text($0.name), .integer($0.runs)] }
            let bars = counts.enumerated().map { (place: Double($0.offset), height: Double($0.element.runs)) }
            var y = Axis()
            (y.label, y.range) = ("runs", 0...Double(counts.map(\.runs).max() ?? 1) * 1.15)
            let numbers = bars.map { (at: Layer.Point(x: $0.place, y: $0.height), text: Int($0.height).description) }
            var x = Axis("", names: counts.map(\.name), beside: min(3, data.subjects.count))
            // One bar alone needn't fill the panel.
            if counts.count < 3 { x.range = -2...2 }
            panels.append(
                Panel(
                    title: data.subjects.count == 1 ? "" : file.name, x: x, y: y,
                    layers: [.bars(bars, Palette.hue(subject), width: 0.6), .labels(numbers)], legend: nil))
            let words = counts.map { "\($0.runs) \($0.name)" }.joined(separator: ", ")
            sentences.append("\(file.name): \(words).")
        }
        guard !panels.isEmpty else { return nil }
        return Figure(
            name: "states", title: "Runs by state",
            caption:
                "How runs ended: incomplete ones have fewer epochs than were planned, diverged ones a loss or error that isn't finite, "
                + "resumed ones were stopped and taken up again.",
            description: "Bars. " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: min(3, panels.count), rowHeight: 240))
    }
}

extension ReportSubject {
    /// How many rows ended how, the most frequent first; predictions have no state.
    var states: [(name: String, runs: Int)] {
        get throws(BenchError) {
            guard schema.state != nil else { return [] }
            var counts: [String: Int] = [:]
            for row in rows {
                if case .run(let run) = row { counts[try run.state?.description ?? "not said", default: 0] += 1 }
            }
            return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        }
    }
}
