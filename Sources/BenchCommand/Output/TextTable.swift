import HASBench

/// A table for people: columns as wide as they need to be, numbers to the right.
struct TextTable {
    private var rows: [[String]]
    private var rightAligned: Set<Int>

    init(_ header: [String], rightAligned: some Sequence<Int> = []) {
        rows = [header]
        self.rightAligned = Set(rightAligned)
    }

    mutating func append(_ row: [String]) { rows.append(row) }

    /// The lines, each ending in a line feed; the header is underlined by dashes.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        func line(_ row: [String]) -> String {
            var cells: [String] = []
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                cells.append(rightAligned.contains(column) ? padding + cell : cell + padding)
            }
            var text = cells.joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return line(rows[0]) + line(rule) + rows.dropFirst().map(line).joined()
    }
}
