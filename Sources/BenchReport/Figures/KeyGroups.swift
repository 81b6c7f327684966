import BenchSchema
import HASBench

/// The rows of a subject by the value of a key, or by ranges of values where there are many.
struct KeyGroups {
    let name: String
    let groups: [(label: String, rows: [Int])]
    /// How many values the rows have.
    let distinct: Int

    /// More panels than these nobody looks at.
    static let mostPanels = 12
    /// More boxes than these don't stand side by side.
    private static let mostValues = 12
    private static let parts = 6

    /// One for each key.
    static func all(_ subject: ReportSubject) throws(BenchError) -> [KeyGroups] {
        try subject.schema.keys.map { place throws(BenchError) in try KeyGroups(subject, place) }
    }

    private init(_ subject: ReportSubject, _ place: Int) throws(BenchError) {
        name = subject.schema.columns[place].name
        var rows: [Cell: [Int]] = [:]
        for (number, row) in subject.points.enumerated() { rows[try row.key(place), default: []].append(number) }
        let values = rows.sorted { $0.key.precedes($1.key) }
        distinct = values.count
        if values.count <= Self.mostValues {
            groups = values.map { (label: $0.key.text ?? "none", rows: $0.value) }
        } else if values.allSatisfy({ $0.key.number != nil }) {
            groups = Self.ranges(values.map { ($0.key.text ?? "", $0.value) }, of: subject.points.count)
        } else {
            // Names have no order; those that most rows have are worth a box.
            groups = values.sorted { ($1.value.count, $0.key.text ?? "") < ($0.value.count, $1.key.text ?? "") }
                .prefix(Self.mostValues).map { (label: $0.key.text ?? "none", rows: $0.value) }
        }
    }

    /// Ranges of values with about as many rows each.
    private static func ranges(_ values: [(label: String, rows: [Int])], of count: Int) -> [(
        label: String, rows: [Int]
    )] {
        var ranges: [(label: String, rows: [Int])] = []
        var (first, rows, seen): (String?, [Int], Int) = (nil, [], 0)
        for (label, more) in values {
            if first == nil { first = label }
            rows += more
            seen += more.count
            guard seen * Self.parts >= count * (ranges.count + 1) || label == values.last?.label else { continue }
            ranges.append((first == label ? label : "\(first ?? "")–\(label)", rows))
            (first, rows) = (nil, [])
        }
        return ranges
    }
}
