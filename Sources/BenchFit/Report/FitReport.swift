import BenchSchema
import BenchStatistics
import BenchSurrogate

/// What a fit tells: how many runs it saw, and how well it predicts those it didn't.
struct FitReport {
    var contentDigest: Digest
    var runs, leftOut, training, test: Int
    /// Empty where nothing was held out.
    var lines: [Evaluation.Line]
    /// The bytes of the attachment; nil where none was stored.
    var bytes: Int?
    /// Where it was stored.
    var output: String?

    /// The report for people.
    var text: String {
        var out = "\(runs) runs are complete and finite"
        if leftOut > 0 { out += "; \(leftOut) are not, and were left out" }
        out += "\n"
        if !lines.isEmpty {
            out += "held out: \(test) runs, predicted from \(training)\n\n"
            var rows = [["quantity", "model", "R2", "tau", "MAE", "50 %", "80 %", "95 %", "table", "surrogate"]]
            for line in lines {
                rows.append(
                    [
                        line.name + (line.isWholeCurve ? " (curve)" : ""), line.model + (line.isAnswer ? " *" : ""),
                        line.agreement.determination.map { short($0, 3) } ?? "-",
                        line.agreement.rank.map { short($0, 3) } ?? "-", significant(line.agreement.error),
                    ] + (line.coverage.isEmpty ? ["-", "-", "-"] : line.coverage.map { short(100 * $0, 1) })
                        + [quartiles(line.measured), quartiles(line.predicted)])
            }
            out += Self.table(rows)
            out += """

                * what is answered. 50, 80, 95 %: the share of held-out values inside the interval made for it.
                table, surrogate: quartiles of the same runs, measured and predicted.

                """
        }
        if let bytes, let output { out += "surrogate of \(bytes) bytes, fitted to all \(runs) runs, in \(output)\n" }
        return out
    }

    /// The report as one JSON object on a line.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.name("content_digest")
            json.string(contentDigest.description)
            for (name, value) in [("runs", runs), ("left_out", leftOut), ("training", training), ("test", test)] {
                json.name(name)
                json.number(value)
            }
            json.name("lines")
            json.array { json in for line in lines { Self.append(line, to: &json) } }
            json.name("surrogate_bytes")
            if let bytes { json.number(bytes) } else { json.null() }
            json.name("file")
            if let output { json.string(output) } else { json.null() }
        }
        return writer.bytes + [0x0A]
    }

    private static func append(_ line: Evaluation.Line, to json: inout JSONWriter) {
        json.object { json in
            json.name("quantity")
            json.string(line.name)
            json.name("whole_curve")
            json.bool(line.isWholeCurve)
            json.name("model")
            json.string(line.model)
            json.name("is_answer")
            json.bool(line.isAnswer)
            for (name, value) in [("r2", line.agreement.determination), ("tau", line.agreement.rank)] {
                json.name(name)
                if let value { json.number(value) } else { json.null() }
            }
            json.name("mae")
            json.number(line.agreement.error)
            json.name("values")
            json.number(line.agreement.count)
            let numbers = [
                ("coverage", line.coverage), ("table_quartiles", line.measured),
                ("surrogate_quartiles", line.predicted),
            ]
            for (name, values) in numbers {
                json.name(name)
                json.array { json in for value in values { json.number(value) } }
            }
        }
    }

    private static func table(_ rows: [[String]]) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column < 2 ? cell + padding : padding + cell
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }

    private func quartiles(_ values: [Double]) -> String { values.map(significant).joined(separator: " ") }
}

/// A number with so many digits after the point.
private func short(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
    let shown = ((value * scale).rounded() / scale).description
    let missing = digits - (shown.split(separator: ".").last?.count ?? 0)
    return shown + String(repeating: "0", count: max(0, missing))
}

/// A number with three significant digits.
private func significant(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value.description }
    var (scale, size) = (1.0, value.magnitude)
    while size < 100 { (scale, size) = (scale * 10, size * 10) }
    while size >= 1000 { (scale, size) = (scale / 10, size / 10) }
    return ((value * scale).rounded() / scale).description
}
