public import BenchSchema

/// What was predicted of configurations that were held out, before the surrogate was fitted to all of them.
///
/// `hasbench fit` attaches it beside the surrogate (Specs/surrogate.md, "Held-out predictions"), so that everybody can
/// set predictions beside the table's numbers.
public struct HeldOutPredictions: Sendable, Equatable {
    /// The content digest of the table.
    public let contentDigest: Digest
    /// How many runs the predictions were made from.
    public let training: Int
    /// The metrics that were predicted.
    public let metrics: [String]
    /// A configuration a row, with a number for each metric.
    public let rows: [Row]

    /// What was predicted of a configuration.
    public struct Row: Sendable, Equatable {
        /// The config hash.
        public let hash: ConfigHash
        /// The expected values, in the order of the metrics.
        public let values: [Double]
    }

    /// Takes predictions, of each the metrics that all have: those that were predicted, and not computed.
    public init(contentDigest: Digest, training: Int, _ predictions: [(hash: ConfigHash, prediction: Prediction)]) {
        (self.contentDigest, self.training) = (contentDigest, training)
        let first = predictions.first?.prediction.metrics ?? [:]
        let names = first.filter { !$0.value.intervals.isEmpty }.keys.sorted().filter { name in
            predictions.allSatisfy { $0.prediction.metrics[name] != nil }
        }
        metrics = names
        rows = predictions.map { hash, prediction in
            // Single precision is what models have.
            Row(hash: hash, values: names.map { Double(Float(prediction.metrics[$0]?.mean ?? .nan)) })
        }
    }

    /// Reads an attachment; throws `.damaged` for one that isn't in the form that the specification gives.
    public init(json: [UInt8]) throws(BenchError) {
        let tree = try JSONTree(json, file: "held-out predictions")
        func damaged(_ what: String) -> BenchError { BenchError(.damaged, "held-out predictions: \(what)") }
        guard let digest = tree["content_digest"]?.string, let digest = Digest(hex: digest) else {
            throw damaged("\"content_digest\" is 64 hex digits")
        }
        guard case .integer(let training)? = tree["training_runs"]?.value, training >= 0 else {
            throw damaged("\"training_runs\" is a number of runs")
        }
        guard case .list(let names)? = tree["metrics"]?.value else { throw damaged("\"metrics\" is a list of names") }
        guard case .list(let lines)? = tree["predicted"]?.value else {
            throw damaged("\"predicted\" is a list of rows")
        }
        (contentDigest, self.training, metrics) = (digest, Int(training), names.compactMap(\.string))
        var rows: [Row] = []
        for line in lines {
            guard case .list(let fields) = line.value, let hash = fields.first?.string.flatMap({ ConfigHash(hex: $0) }),
                fields.count == metrics.count + 1
            else { throw damaged("line \(line.line): a row is a config hash and a number a metric") }
            rows.append(Row(hash: hash, values: fields.dropFirst().map(\.number)))
        }
        self.rows = rows
    }

    /// The attachment's bytes.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.name("content_digest")
            json.string(contentDigest.description)
            json.name("training_runs")
            json.number(training)
            json.name("metrics")
            json.array { json in for metric in metrics { json.string(metric) } }
            json.name("predicted")
            json.array { json in
                for row in rows {
                    json.array { json in
                        json.string(row.hash.description)
                        // As short as single precision allows.
                        for value in row.values {
                            json.raw(ByteString(value.isFinite ? Float(value).description : "null"))
                        }
                    }
                }
            }
        }
        return json.bytes
    }
}

extension JSONTree {
    /// The number of an integer or a number; NaN for anything else.
    fileprivate var number: Double {
        switch value {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: .nan
        }
    }
}
