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

extension Double {
    /// The number with so many significant digits, for people; JSON has all of them.
    func rounded(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return description }
        var scale = 1.0
        var shifted = magnitude
        var places = digits - 1
        while shifted >= 10 { (shifted, places) = (shifted / 10, places - 1) }
        while shifted < 1 { (shifted, places) = (shifted * 10, places + 1) }
        guard places > 0, places < 16 else { return (self).rounded().magnitude < 1e15 ? String(Int(rounded())) : description }
        for _ in 0..<places { scale *= 10 }
        var text = ((self * scale).rounded() / scale).description
        if text.hasSuffix(".0") { text.removeLast(2) }
        return text
    }
}
