import BenchFile
import BenchSchema
import BenchStatistics
import HASBench

/// What a reader needs to know of a file before trusting its figures.
struct FileFacts {
    let subject: ReportSubject
    /// Counts and identity, a name and a text each.
    private(set) var counts: [(name: String, text: String)] = []
    /// Where the data is from: the file's provenance, member by member.
    private(set) var provenance: [(name: String, text: String)] = []
    /// What each metric is, in which unit, and its ends.
    private(set) var metrics = DataTable([
        "metric", "unit", "better", "least", "median", "most", "runs", "without", "defined as",
    ])

    init(_ subject: ReportSubject) throws(BenchError) {
        self.subject = subject
        let (reader, schema) = (subject.benchmark.reader, subject.schema)
        var hashes: Set<ConfigHash> = []
        for row in subject.rows { hashes.insert(try row.hash) }
        let rows = subject.rows.count
        counts = [("file", reader.path.split(separator: "/").last.map(String.init) ?? reader.path)]
        if subject.isOfCandidates {
            counts.append(
                (
                    "looked at",
                    "\(rows) rows: \(rows - subject.predicted) from the table, \(subject.predicted) predicted, never trained"
                ))
        }
        if rows != reader.runCount, !subject.isOfCandidates { counts.append(("selected", "\(rows) of the runs")) }
        counts += [
            ("runs", String(reader.runCount)),
            ("configurations", String(hashes.count) + (rows > hashes.count ? " (some have repeats)" : "")),
            ("states", try subject.states.map { "\($0.runs) \($0.name)" }.joined(separator: ", ")),
            ("keys", schema.keys.map { schema.columns[$0].name }.joined(separator: ", ")),
            ("size", "\(reader.byteCount) bytes"), ("content digest", reader.contentDigest.description),
        ].filter { !$0.1.isEmpty }
        if let text = try reader.attachment(AttachmentName.provenance) {
            let tree = try JSONTree(text, file: "\(reader.path): attachment \(AttachmentName.provenance)")
            append(tree, to: "")
            // What a reader asks first comes first.
            let first = [
                "name", "description", "origin", "license", "dataset", "hardware", "software", "time", "energy",
            ]
            func rank(_ name: String) -> Int {
                first.firstIndex { name == $0 || name.hasPrefix($0 + " ") } ?? first.count
            }
            provenance = provenance.enumerated().sorted {
                (rank($0.element.name), $0.offset) < (rank($1.element.name), $1.offset)
            }.map(\.element)
        }
        let predicted = try subject.rows.contains(where: \.isPredicted) ? subject.predictedMetrics : nil
        for place in schema.places(.metric) where predicted?.contains(schema.columns[place].name) ?? true {
            let column = schema.columns[place]
            let numbers = try subject.numbers(at: place)
            let finite = numbers.filter(\.isFinite)
            let statistics = OrderStatistics(finite.span)
            let ends = [statistics.minimum, statistics.quantile(0.5), statistics.maximum]
            metrics.rows.append(
                [
                    .text(column.name), .text(column.unit ?? "–"), .text(column.definition?.direction.name ?? "–"),
                ] + ends.map { DataTable.Value($0) } + [
                    .integer(finite.count), .integer(numbers.count - finite.count),
                    .text(column.definition.map(Self.text) ?? "–"),
                ])
        }
    }

    private static func text(_ definition: MetricDefinition) -> String {
        let sources = definition.sources.joined(separator: ", else ")
        let divided = definition.divisor == 1 ? "" : " / \(definition.divisor.rounded(toDigits: 6))"
        return "\(definition.reduction.name) of \(sources)\(divided)"
    }

    /// The scalars of a document, each by its path.
    private mutating func append(_ tree: JSONTree, to path: String) {
        switch tree.value {
        case .object(let members):
            for (name, value) in members {
                let name = name.string ?? ""
                // The keys stand above.
                if path.isEmpty, name == "keys" { continue }
                append(value, to: path.isEmpty ? name : "\(path) \(name)")
            }
        case .list(let items):
            let texts = items.map { $0.string ?? String(decoding: $0.bytes, as: UTF8.self) }
            if !texts.isEmpty { provenance.append((path, texts.joined(separator: ", "))) }
        case .string(let text): provenance.append((path, text))
        default: provenance.append((path, String(decoding: tree.bytes, as: UTF8.self)))
        }
    }

    func append(to json: inout JSONWriter) {
        json.object { json in
            for (name, value) in counts {
                json.name(name.split(separator: " ").joined(separator: "_"))
                json.string(value)
            }
            json.name("metrics")
            metrics.append(to: &json)
        }
    }
}

extension JSONTree {
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }
}
