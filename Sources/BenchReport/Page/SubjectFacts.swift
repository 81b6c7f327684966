import BenchFile
import BenchSchema
import BenchStatistics
import HASBench

/// What a reader needs to know of a file before trusting its figures.
struct SubjectFacts {
    let subject: ReportSubject
    /// How many configurations the rows are of.
    private let configurations: Int
    private let states: [(name: String, runs: Int)]
    private let provenance: JSONTree?
    /// What each metric is, in which unit, and its ends.
    private(set) var metrics = DataTable([
        "metric", "unit", "better", "least", "median", "most", "finite", "without", "defined as",
    ])

    init(_ subject: ReportSubject) throws(BenchError) {
        self.subject = subject
        var hashes: Set<ConfigHash> = []
        for point in subject.points { hashes.insert(try point.hash) }
        configurations = hashes.count
        states = try subject.states
        let text = try subject.reader.attachment(AttachmentName.provenance)
        let place = "\(subject.reader.path): attachment \(AttachmentName.provenance)"
        provenance = try text.map { text throws(BenchError) in try JSONTree(text, file: place) }
        let predicted = try subject.points.contains(where: \.isPredicted) ? subject.predictedMetrics : nil
        for place in subject.schema.places(.metric) {
            let column = subject.schema.columns[place]
            guard predicted?.contains(column.name) ?? true else { continue }
            let numbers = try subject.numbers(at: place)
            let finite = numbers.filter(\.isFinite)
            let statistics = OrderStatistics(finite.span)
            let ends = [statistics.minimum, statistics.quantile(0.5), statistics.maximum]
            metrics.rows.append(
                [.text(column.name), .text(column.unit ?? "–"), .text(column.definition?.direction.name ?? "–")]
                    + ends.map { DataTable.Value($0) } + [
                        .integer(finite.count), .integer(numbers.count - finite.count),
                        .text(column.definition.map(Self.text) ?? "–"),
                    ])
        }
    }

    private static func text(_ definition: MetricDefinition) -> String {
        let sources = definition.sources.joined(separator: ", else ")
        let divided = definition.divisor == 1 ? "" : ", divided by \(definition.divisor.rounded(toDigits: 6))"
        return "\(definition.reduction.name) of \(sources)\(divided)"
    }

    private var keys: [String] { subject.benchmark.keys }
    private var runs: Int { subject.reader.runCount }

    /// Counts and identity, a name and a text each.
    var counts: [(name: String, text: String)] {
        let rows = subject.rows.count
        var counts = [("file", subject.fileName)]
        if subject.isOfCandidates {
            let known = rows - subject.predicted
            counts.append(
                ("looked at", "\(rows) rows: \(known) from the table, \(subject.predicted) predicted, never trained"))
        } else if rows != runs {
            counts.append(("looked at", "\(rows) of the runs"))
        }
        counts += [("runs", String(runs)), ("configurations", String(configurations))]
        if let rule = subject.joining {
            counts.append(("repeats", "the \(rule.rawValue) stands for the runs of a configuration"))
        }
        if !states.isEmpty {
            counts.append(("states", states.map { "\($0.runs) \($0.name)" }.joined(separator: ", ")))
        }
        return counts + [
            ("keys", keys.joined(separator: ", ")), ("size", "\(subject.reader.byteCount) bytes"),
            ("content digest", subject.reader.contentDigest.description),
        ]
    }

    /// Where the data is from, member by member, what a reader asks first before the rest.
    var origin: [(name: String, text: String)] {
        guard let provenance else { return [] }
        let first = ["name", "description", "origin", "license", "dataset", "hardware", "software", "time", "energy"]
        func rank(_ name: String) -> Int {
            first.firstIndex { name == $0 || name.hasPrefix($0 + " ") } ?? first.count
        }
        // The keys stand above.
        return Self.leaves(of: provenance, at: "").filter { $0.name != "keys" }.enumerated()
            .sorted { (rank($0.element.name), $0.offset) < (rank($1.element.name), $1.offset) }.map(\.element)
    }

    /// The scalars of a document, each by its path.
    private static func leaves(of tree: JSONTree, at path: String) -> [(name: String, text: String)] {
        switch tree.value {
        case .object(let members):
            return members.flatMap { name, value in
                leaves(of: value, at: path.isEmpty ? name.string ?? "" : "\(path) \(name.string ?? "")")
            }
        case .list(let items):
            let texts = items.map { $0.string ?? String(decoding: $0.bytes, as: UTF8.self) }
            return texts.isEmpty ? [] : [(path, texts.joined(separator: ", "))]
        case .string(let text): return [(path, text)]
        default: return [(path, String(decoding: tree.bytes, as: UTF8.self))]
        }
    }

    func append(to json: inout JSONWriter) {
        json.object { json in
            json.name("file")
            json.string(subject.fileName)
            for (name, count) in [
                ("runs", runs), ("rows", subject.rows.count), ("predicted", subject.predicted),
                ("configurations", configurations), ("bytes", subject.reader.byteCount),
            ] {
                json.name(name)
                json.number(count)
            }
            json.name("repeats")
            if let rule = subject.joining { json.string(rule.rawValue) } else { json.null() }
            json.name("states")
            json.object { json in
                for state in states {
                    json.name(state.name)
                    json.number(state.runs)
                }
            }
            json.name("keys")
            json.array { json in for key in keys { json.string(key) } }
            json.name("content_digest")
            json.string(subject.reader.contentDigest.description)
            json.name("provenance")
            if let provenance { json.raw(ByteString(provenance.bytes)) } else { json.null() }
            json.name("metrics")
            metrics.append(to: &json)
        }
    }
}

extension ReportSubject {
    var reader: BenchReader { benchmark.reader }
    /// The file's name without its folder: a page needn't tell where somebody keeps it.
    var fileName: String { reader.path.split(separator: "/").last.map(String.init) ?? reader.path }
}

extension JSONTree {
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }
}
