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

extension Double {
    /// The number with so many significant digits, for people; JSON has all of them.
    func rounded(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return text }
        var exponent = 0
        var significand = magnitude
        while significand >= 10 { (significand, exponent) = (significand / 10, exponent + 1) }
        while significand < 1 { (significand, exponent) = (significand * 10, exponent - 1) }
        let isShort = (-4..<digits + 1).contains(exponent)
        // Rounded where it will be printed: in the number itself, or in the significand before an exponent.
        let scale = Self.powerOfTen(digits - 1 - (isShort ? exponent : 0))
        let shown = ((isShort ? self : significand * (self < 0 ? -1 : 1)) * scale).rounded() / scale
        var text = shown.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        let sign = exponent < 0 ? "-" : "+"
        return isShort ? text : "\(text)e\(sign)\(exponent.magnitude < 10 ? "0" : "")\(exponent.magnitude)"
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        let power = (0..<exponent.magnitude).reduce(1.0) { power, _ in power * 10 }
        return exponent < 0 ? 1 / power : power
    }
}
