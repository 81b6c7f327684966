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

extension FileFacts {
    /// For people: counts, keys, provenance, search space, columns.
    fileprivate var text: String {
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
}
