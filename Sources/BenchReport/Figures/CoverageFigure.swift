import BenchSchema
import BenchSpace
import HASBench

extension Figure {
    /// How often each value of each key occurs, the values of the search space that never do among them.
    static func coverage(_ data: ReportData, _ subject: Int) throws(BenchError) -> Figure? {
        let file = data.subjects[subject]
        let space = try file.benchmark.searchSpace()
        var (panels, sentences): ([Panel], [String]) = ([], [])
        var table = DataTable(["key", "value", "runs"])
        for place in file.schema.keys.prefix(KeyGroups.mostPanels) {
            let key = file.schema.columns[place].name
            var cells: [Cell] = []
            for row in file.points { cells.append(try row.key(place)) }
            let counts = ValueCounts(cells, space?[key]?.domain)
            table.rows += counts.bars.map { [.text(key), .text($0.label), .integer($0.runs)] }
            sentences.append("\(key): \(counts.sentence).")
            var y = Axis()
            (y.label, y.range) = ("runs", 0...Double(max(counts.bars.map(\.runs).max() ?? 1, 1)) * 1.1)
            let bars = counts.bars.enumerated().map { (place: Double($0.offset), height: Double($0.element.runs)) }
            panels.append(
                Panel(
                    title: "\(key): \(counts.sentence)", x: Axis("", names: counts.bars.map(\.label), beside: 2), y: y,
                    layers: [.bars(bars, .green, width: 0.8)], legend: nil))
        }
        guard !panels.isEmpty else { return nil }
        let left = file.schema.keys.count - panels.count
        return Figure(
            name: name("coverage", subject, of: data), title: title("Coverage of the search space", subject, of: data),
            caption: (space == nil
                ? "How many runs have each value of a key; the file holds no search space to compare with."
                : "How many runs have each value of a key of the search space.")
                + (left > 0 ? " \(left) more keys are in none of the panels." : ""),
            description: "Bars. " + sentences.joined(separator: " "), table: table,
            plot: Plot(panels, columns: min(2, panels.count), rowHeight: 260))
    }
}

/// How often the values of a key occur.
private struct ValueCounts {
    private(set) var bars: [(label: String, runs: Int)] = []
    let sentence: String

    private static let mostBars = 16
    private static let ranges = 12

    init(_ cells: [Cell], _ domain: Domain?) {
        var counts: [Cell: Int] = [:]
        for cell in cells { counts[cell, default: 0] += 1 }
        let possible = Self.values(of: domain)
        // Values outside of what is listed aren't dropped.
        let listed = (possible ?? []) + counts.keys.filter { !(possible ?? []).contains($0) }.sorted { $0.precedes($1) }
        if let count = domain?.count {
            sentence = "\(counts.count) of \(count) values"
        } else {
            sentence = Figure.count(counts.count, "value")
        }
        if listed.count <= Self.mostBars {
            bars = listed.map { ($0.text ?? "none", counts[$0] ?? 0) }
            return
        }
        let numbers = cells.compactMap(\.number)
        guard numbers.count == cells.count, let ends = Self.ends(of: domain) ?? Self.ends(of: numbers) else {
            bars = counts.sorted { ($1.value, $0.key.text ?? "") < ($0.value, $1.key.text ?? "") }
                .prefix(Self.mostBars).map { ($0.key.text ?? "none", $0.value) }
            return
        }
        let width = (ends.upperBound - ends.lowerBound) / Double(Self.ranges)
        var heights = [Int](repeating: 0, count: Self.ranges)
        for number in numbers where width > 0 {
            heights[min(max(Int((number - ends.lowerBound) / width), 0), Self.ranges - 1)] += 1
        }
        bars = heights.enumerated().map { place, runs in
            ((ends.lowerBound + Double(place) * width).rounded(toDigits: 3) + "…", runs)
        }
    }

    /// The values of a domain, where they are few.
    private static func values(of domain: Domain?) -> [Cell]? {
        guard let domain, let count = domain.count, count <= mostBars else { return nil }
        switch domain {
        case .integer(let range): return (0..<range.count).map { .int64(range.value(at: $0)) }
        case .float(let range): return range.grid.map { grid in (0..<grid.count).map { .float64(grid.value(at: $0)) } }
        case .categorical, .ordinal, .constant: return domain.listed
        }
    }

    private static func ends(of domain: Domain?) -> ClosedRange<Double>? {
        switch domain {
        case .integer(let range): Double(range.lower)...Double(range.upper)
        case .float(let range): range.lower...range.upper
        default: nil
        }
    }

    private static func ends(of numbers: [Double]) -> ClosedRange<Double>? {
        guard let least = numbers.min(), let most = numbers.max(), least.isFinite, most.isFinite else { return nil }
        return least...most
    }
}
