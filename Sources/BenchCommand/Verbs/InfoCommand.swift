import ArgumentParser
import BenchFile
import BenchSchema
import BenchSpace
import HASBench

/// `hasbench info`: what a file holds and where its bytes go.
struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show what a file holds: keys, columns, units, provenance, bytes by column.")

    @Argument(help: ArgumentHelp("The .hasb file.", valueName: "FILE"))
    var file: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let benchmark = try Benchmark(opening: file)
        let facts = try FileFacts(benchmark)
        try StandardOutput.write(json ? facts.document : facts.text)
    }
}

/// What `info` says of a file.
private struct FileFacts {
    let reader: BenchReader
    let provenance: ByteString
    let space: SearchSpace?
    let usage: [ColumnUsage]
    let overhead: [(name: String, bytes: Int)]
    let states: [(name: String, runs: Int)]

    init(_ benchmark: Benchmark) throws(BenchError) {
        reader = benchmark.reader
        provenance = ByteString(try reader.attachment(AttachmentName.provenance) ?? Array("{}".utf8))
        space = try benchmark.searchSpace()
        usage = try reader.usage()
        overhead = try reader.overhead()
        var counts: [String: Int] = [:]
        if benchmark.schema.state != nil {
            try benchmark.forEachRun { run throws(BenchError) in
                counts[try run.state?.description ?? "-", default: 0] += 1
            }
        }
        states = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    private var schema: Schema { reader.schema }

    var text: String {
        let states = states.isEmpty ? "" : " (" + states.map { "\($0.runs) \($0.name)" }.joined(separator: ", ") + ")"
        var text = """
            \(reader.path): \(reader.runCount) runs\(states) in \(reader.segmentCount) segments, \(reader.byteCount) bytes
            content \(reader.contentDigest)
            keys \(schema.keyIdentifier)

            """
        var keys = TextTable(["key", "type"])
        for key in schema.keys { keys.append([schema.columns[key].name, schema.columns[key].type.name]) }
        text += keys.text + "\nprovenance \(provenance)\n\n" + spaceText
        var columns = TextTable(["column", "role", "type", "unit", "bytes", "encodings"], rightAligned: [4])
        for (column, usage) in zip(schema.columns, usage) where column.role != .setting {
            let constant = usage.constantSegments == 0 ? [] : ["one value in \(usage.constantSegments) segments"]
            columns.append([
                column.name, column.role.name, column.type.name, column.unit ?? "", String(usage.bytes),
                (usage.encodings + constant).joined(separator: ", "),
            ])
        }
        let settings = zip(schema.columns, usage).filter { $0.0.role == .setting }
        if !settings.isEmpty {
            let bytes = settings.reduce(0) { $0 + $1.1.bytes }
            columns.append(["(\(settings.count) settings)", "setting", "", "", String(bytes), ""])
        }
        for part in overhead { columns.append(["(\(part.name))", "", "", "", String(part.bytes), ""]) }
        return text + columns.text
    }

    /// The parameters of the search space; nothing without one.
    private var spaceText: String {
        guard let space else { return "" }
        var table = TextTable(["parameter", "group", "values"])
        for parameter in space.parameters {
            let isLogarithmic = parameter.domain.isLogarithmic == true
            table.append([
                parameter.name, parameter.group.rawValue,
                "\(parameter.domain)" + (isLogarithmic ? ", on a log scale" : ""),
            ])
        }
        let name = space.name.map { " " + $0 } ?? ""
        return "search space\(name): \(space.conditions.count) conditions, \(space.forbidden.count) forbidden clauses\n"
            + table.text + "\n"
    }

    var document: String {
        var json = JSONWriter()
        json.object { json in
            json.name("file")
            json.string(reader.path)
            for (name, value) in [
                ("bytes", reader.byteCount), ("runs", reader.runCount), ("segments", reader.segmentCount),
            ] {
                json.name(name)
                json.number(value)
            }
            json.name("content_digest")
            json.string(reader.contentDigest.description)
            json.name("key_id")
            json.string(schema.keyIdentifier)
            json.name("keys")
            json.array { json in
                for key in schema.keys { json.string(schema.columns[key].name) }
            }
            json.name("states")
            json.object { json in
                for state in states {
                    json.name(state.name)
                    json.number(state.runs)
                }
            }
            json.name("provenance")
            json.raw(provenance)
            if let space {
                json.name("search_space")
                json.raw(ByteString(space.json))
            }
            json.name("attachments")
            json.array { json in
                for name in reader.attachmentNames { json.string(name) }
            }
            json.name("columns")
            json.array { json in
                for (column, usage) in zip(schema.columns, usage) { append(column, usage, to: &json) }
            }
            json.name("overhead")
            json.object { json in
                for part in overhead {
                    json.name(part.name)
                    json.number(part.bytes)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func append(_ column: Column, _ usage: ColumnUsage, to json: inout JSONWriter) {
        json.object { json in
            json.members(of: column)
            json.name("bytes")
            json.number(usage.bytes)
            json.name("constant_segments")
            json.number(usage.constantSegments)
            json.name("encodings")
            json.array { json in
                for encoding in usage.encodings { json.string(encoding) }
            }
        }
    }
}
