import BenchFile
import BenchSchema
import HASBench

extension TableComparison {
    /// The comparison for people; the files are called A and B in tables.
    var text: String {
        get throws(BenchError) {
            guard let differences else {
                return "\(a.reader.path) and \(b.reader.path) hold the same: \(a.reader.runCount) runs, content "
                    + "\(a.reader.contentDigest)\n"
            }
            var text = ""
            for (name, table) in [("A", a), ("B", b)] {
                let reader = table.reader
                text += "\(name): \(reader.path): \(reader.runCount) runs, content \(reader.contentDigest)\n"
            }
            text += Self.text(of: differences.columns)
            guard let (matching, values) = differences.runs else {
                return text + "\nThe keys differ, so that no run of one can be found in the other.\n"
            }
            text += "\nruns: \(matching.pairs.count) in both, \(values.runs) of them differ; "
            text += "\(matching.onlyInA.count) only in A, \(matching.onlyInB.count) only in B\n"
            text += try Self.text(of: matching.onlyInA, "A", a)
            text += try Self.text(of: matching.onlyInB, "B", b)
            return try text + self.text(of: values, matching, differences.columns)
        }
    }

    private static func text(of columns: SchemaComparison) -> String {
        guard !columns.isEqual else { return "" }
        var table = TextTable(["column", "A", "B"])
        for column in columns.onlyInA { table.append([column.name, column.summary, "-"]) }
        for column in columns.onlyInB { table.append([column.name, "-", column.summary]) }
        for (a, b) in columns.differing { table.append([a.name, a.summary, b.summary]) }
        return "\ncolumns: \(columns.onlyInA.count) only in A, \(columns.onlyInB.count) only in B, "
            + "\(columns.differing.count) differ\n" + table.text
    }

    private static func text(
        of runs: RunMatching.Unmatched, _ title: String, _ table: ComparedTable
    ) throws(BenchError) -> String {
        guard !runs.first.isEmpty else { return "" }
        let schema = table.schema
        let places = schema.keys + [schema.task, schema.seed].compactMap(\.self)
        var rows = TextTable(places.map { schema.columns[$0].name } + ["hash"])
        for run in runs.first {
            var row: [String] = []
            for place in places { row.append(try table.cell(place, of: run).text ?? "-") }
            rows.append(row + [try table.name(of: run).hash.description])
        }
        return "\nonly in \(title): \(runs.count)\n" + rows.text + more(runs.count - runs.first.count)
    }

    private func text(
        of values: ValueComparison, _ matching: RunMatching, _ columns: SchemaComparison
    ) throws(BenchError) -> String {
        guard values.count > 0 else { return "" }
        var counts = TextTable(["column", "runs"], rightAligned: [1])
        for (index, runs) in values.columns {
            counts.append([a.schema.columns[columns.common[index].a].name, String(runs)])
        }
        let text = "\nvalues: \(values.count) differ\n" + counts.text
        guard !values.first.isEmpty else { return text }
        let labels = [a.schema.task == nil ? nil : "task", a.schema.seed == nil ? nil : "seed"].compactMap(\.self)
        let head = ["hash"] + labels
        var rows = TextTable(
            head + ["column", "step", "A", "B", "elements"], rightAligned: (head.count + 1)...(head.count + 4))
        for (pair, index) in values.first {
            let column = columns.common[index]
            let name = try a.name(of: matching.pairs[pair].a)
            let (value, step) = try difference(matching.pairs[pair], in: column)
            let label = ["task": name.label.task.map(\.description), "seed": name.label.seed.map { String($0) }]
            rows.append(
                [name.hash.description] + labels.map { (label[$0] ?? nil) ?? "-" } + [
                    a.schema.columns[column.a].name, step?.text ?? "", value.text(of: value.a), value.text(of: value.b),
                    value.elements.map { String($0.count) } ?? "",
                ])
        }
        return text + "\n" + rows.text + Self.more(values.count - values.first.count)
    }

    private static func more(_ count: Int) -> String { count > 0 ? "and \(count) more\n" : "" }
}

extension ValueDifference {
    /// One side for people: what is no value is in brackets, texts are quoted, and of two NaN the bits are shown.
    fileprivate func text(of side: Side) -> String {
        switch side {
        case .absent: return "(absent)"
        case .null: return "null"
        case .hole: return "(hole)"
        case .end: return "(ended)"
        case .series(let count): return "(\(count) elements)"
        case .value(let cell):
            guard case .value(.float64(let first)) = a, case .value(.float64(let second)) = b, first.value.isNaN,
                second.value.isNaN, case .float64(let bits) = cell
            else { return Self.text(of: cell) ?? "" }
            return "NaN (\(bits.value.hexBits))"
        }
    }

    /// A scalar on a part of a line; nil where there is none.
    fileprivate static func text(of cell: Cell) -> String? {
        let longest = 40
        guard case .string(let string) = cell else {
            guard let text = cell.text else { return nil }
            // A JSON text may have line breaks.
            let line = String(text.map { $0.isNewline ? " " : $0 })
            return line.count > longest ? line.prefix(longest - 3) + "..." : line
        }
        var quoted: [UInt8] = []
        JSONText.append(string, to: &quoted)
        let text = String(decoding: quoted, as: UTF8.self)
        return text.count > longest ? text.prefix(longest - 4) + "\"..." : text
    }
}

extension Double {
    /// The 64 bits as 16 hex digits.
    var hexBits: String {
        let digits = String(bitPattern, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
