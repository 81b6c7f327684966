import BenchSchema
import HASBench

/// The numbers of a figure, as rows: for the page, for a CSV file, for JSON.
struct DataTable: Sendable {
    /// What a place of a table holds.
    enum Value: Sendable {
        case text(String)
        case number(Double)
        case integer(Int)
        /// Nothing: a run that lacks the metric.
        case none

        init(_ number: Double?) { self = number.map(Value.number) ?? .none }

        init(_ cell: Cell) {
            switch cell {
            case .float64(let bits): self = .number(bits.value)
            case .int64(let value): self = .integer(Int(value))
            default: self = cell.text.map(Value.text) ?? .none
            }
        }
    }

    /// The names of the columns, with units in brackets.
    var columns: [String]
    var rows: [[Value]] = []

    init(_ columns: [String], _ rows: [[Value]] = []) { (self.columns, self.rows) = (columns, rows) }

    /// The table as CSV (RFC 4180), numbers exact.
    var csv: [UInt8] {
        var out: [UInt8] = []
        for row in [columns.map(Value.text)] + rows {
            out += CSVText.line(row.map(Self.field)).utf8
        }
        return out
    }

    private static func field(_ value: Value) -> String {
        switch value {
        case .text(let text): text.isEmpty ? "\"\"" : CSVText.quoted(text)
        case .number(let number): number.text
        case .integer(let integer): String(integer)
        case .none: ""
        }
    }

    /// Appends an object of column names and rows.
    func append(to json: inout JSONWriter) {
        json.object { json in
            json.name("columns")
            json.array { json in for column in columns { json.string(column) } }
            json.name("rows")
            json.array { json in
                for row in rows {
                    json.array { json in
                        for value in row {
                            switch value {
                            case .text(let text): json.string(text)
                            case .number(let number): json.number(number)
                            case .integer(let integer): json.number(integer)
                            case .none: json.null()
                            }
                        }
                    }
                }
            }
        }
    }
}
