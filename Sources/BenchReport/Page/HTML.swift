import HASBench

/// Text of a page: what comes from a file can't be markup.
enum HTML {
    /// The text as it stands between tags or quotes.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case let scalar where scalar.properties.generalCategory == .control: out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// A table; of many rows the first.
    static func table(_ table: DataTable, limit: Int, file: String) -> String {
        var out = "<div class=\"wide\"><table><thead><tr>"
        out += table.columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined() + "</tr></thead><tbody>\n"
        for row in table.rows.prefix(limit) { out += "<tr>" + row.map(cell).joined() + "</tr>\n" }
        out += "</tbody></table></div>\n"
        if table.rows.count > limit {
            out += "<p>The first \(limit) of \(table.rows.count) rows; all are in \(escaped(file)).</p>\n"
        }
        return out
    }

    private static func cell(_ value: DataTable.Value) -> String {
        switch value {
        case .text(let text): "<td>\(escaped(text))</td>"
        case .number(let number): "<td class=\"n\">\(number.rounded(toDigits: 6))</td>"
        case .integer(let integer): "<td class=\"n\">\(integer)</td>"
        case .none: "<td class=\"n\">–</td>"
        }
    }
}
