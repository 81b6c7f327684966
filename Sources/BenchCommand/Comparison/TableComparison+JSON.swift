import BenchFile
import BenchSchema
import HASBench

extension TableComparison {
    /// The comparison as one line of JSON (Specs/command.md, "diff").
    var document: String {
        get throws(BenchError) {
            var json = JSONWriter()
            try json.object { json throws(BenchError) in
                for (name, table) in [("a", a), ("b", b)] {
                    json.name(name)
                    json.object { json in
                        json.name("file")
                        json.string(table.reader.path)
                        json.name("runs")
                        json.number(table.reader.runCount)
                        json.name("content_digest")
                        json.string(table.reader.contentDigest.description)
                    }
                }
                json.name("equal")
                json.bool(isEqual)
                guard let differences else { return }
                Self.append(differences.columns, to: &json)
                guard let (matching, values) = differences.runs else { return }
                try append(matching, values, to: &json)
                try append(values, matching, differences.columns, to: &json)
            }
            return String(decoding: json.bytes, as: UTF8.self) + "\n"
        }
    }

    private static func append(_ columns: SchemaComparison, to json: inout JSONWriter) {
        json.name("same_keys")
        json.bool(columns.haveSameKeys)
        json.name("columns")
        json.object { json in
            for (name, list) in [("only_in_a", columns.onlyInA), ("only_in_b", columns.onlyInB)] {
                json.name(name)
                json.array { json in
                    for column in list { json.object { json in json.members(of: column) } }
                }
            }
            json.name("differ")
            json.array { json in
                for pair in columns.differing {
                    json.object { json in
                        json.name("a")
                        json.object { json in json.members(of: pair.a) }
                        json.name("b")
                        json.object { json in json.members(of: pair.b) }
                    }
                }
            }
        }
    }

    private func append(
        _ matching: RunMatching, _ values: ValueComparison, to json: inout JSONWriter
    ) throws(BenchError) {
        json.name("runs")
        try json.object { json throws(BenchError) in
            for (name, count) in [
                ("in_both", matching.pairs.count), ("differ", values.runs), ("only_in_a", matching.onlyInA.count),
                ("only_in_b", matching.onlyInB.count),
            ] {
                json.name(name)
                json.number(count)
            }
            for (name, runs, table) in [
                ("first_only_in_a", matching.onlyInA.first, a), ("first_only_in_b", matching.onlyInB.first, b),
            ] {
                json.name(name)
                try json.array { json throws(BenchError) in
                    for run in runs {
                        try json.object { json throws(BenchError) in
                            Self.append(try table.name(of: run), to: &json)
                            json.name("config")
                            try json.object { json throws(BenchError) in
                                for key in table.schema.keys {
                                    let cell = try table.cell(key, of: run)
                                    if case .absent = cell { continue }
                                    json.name(table.schema.columns[key].name)
                                    json.cell(cell)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func append(_ name: RunName, to json: inout JSONWriter) {
        json.name("hash")
        json.string(name.hash.description)
        if let task = name.label.task {
            json.name("task")
            json.string(task)
        }
        if let seed = name.label.seed {
            json.name("seed")
            json.number(seed)
        }
    }

    private func append(
        _ values: ValueComparison, _ matching: RunMatching, _ columns: SchemaComparison, to json: inout JSONWriter
    ) throws(BenchError) {
        json.name("values")
        try json.object { json throws(BenchError) in
            json.name("differ")
            json.number(values.count)
            json.name("by_column")
            json.array { json in
                for (index, runs) in values.columns {
                    json.object { json in
                        appendColumn(columns.common[index], to: &json)
                        json.name("runs")
                        json.number(runs)
                    }
                }
            }
            json.name("first")
            try json.array { json throws(BenchError) in
                for (pair, index) in values.first {
                    let runs = matching.pairs[pair]
                    let name = try a.name(of: runs.a)
                    let (value, step) = try difference(runs, in: columns.common[index])
                    json.object { json in
                        Self.append(name, to: &json)
                        appendColumn(columns.common[index], to: &json)
                        if let elements = value.elements {
                            for (name, number) in [("elements", elements.count), ("position", elements.position)] {
                                json.name(name)
                                json.number(number)
                            }
                        }
                        if let step {
                            json.name("step")
                            json.cell(step)
                        }
                        for (name, side) in [("a", value.a), ("b", value.b)] {
                            json.name(name)
                            side.append(to: &json)
                        }
                    }
                }
            }
        }
    }

    private func appendColumn(_ column: (a: Int, b: Int), to json: inout JSONWriter) {
        for (name, text) in [
            ("column", a.schema.columns[column.a].name), ("role", a.schema.columns[column.a].role.name),
        ] {
            json.name(name)
            json.string(text)
        }
    }
}

extension ValueDifference.Side {
    fileprivate func append(to json: inout JSONWriter) {
        json.object { json in
            json.name("is")
            switch self {
            case .absent: json.string("absent")
            case .null: json.string("null")
            case .hole: json.string("hole")
            case .end: json.string("end")
            case .series(let count):
                json.string("series")
                json.name("count")
                json.number(count)
            case .value(let cell):
                json.string("value")
                json.name("value")
                json.cell(cell)
                // There are many NaN, and strings that aren't UTF-8, but one JSON text for them.
                if case .float64(let bits) = cell, bits.value.isNaN {
                    json.name("bits")
                    json.string(bits.value.hexBits)
                } else if case .string(let text) = cell, String(validating: text.bytes, as: UTF8.self) == nil {
                    json.name("bytes")
                    json.string(text.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
                }
            }
        }
    }
}
