import BenchFile
package import BenchFormat
public import BenchSchema

/// One run of a table; it reads what it is asked for.
public struct TableRun: Sendable {
    /// The table.
    public let benchmark: Benchmark
    /// Its place in the file.
    package let location: RunLocation

    init(benchmark: Benchmark, location: RunLocation) {
        self.benchmark = benchmark
        self.location = location
    }

    private var schema: Schema { benchmark.schema }

    /// A metric or scalar as a number; nil where the run has none.
    ///
    /// Throws `.usage` for a name that is neither. Once its block was read: O(1).
    public subscript(name: String) -> Double? {
        get throws(BenchError) { try benchmark.reader.number(try benchmark.place(named: name), at: location) }
    }

    /// What the run holds in a column, by its place in the schema.
    public func cell(_ place: Int) throws(BenchError) -> Cell { try benchmark.reader.cell(place, at: location) }

    /// The config hash.
    public var hash: ConfigHash {
        get throws(BenchError) { try schema.configHash { place throws(BenchError) in try cell(place) } }
    }

    /// The seed, where one was recorded.
    public var seed: Int64? {
        get throws(BenchError) {
            guard let place = schema.seed, case .int64(let value) = try cell(place) else { return nil }
            return value
        }
    }

    /// The task or data set, where one was recorded.
    public var task: ByteString? {
        get throws(BenchError) { try string(schema.task) }
    }

    /// How the run ended, where it was recorded: a `RunState`'s raw value.
    public var state: ByteString? {
        get throws(BenchError) { try string(schema.state) }
    }

    private func string(_ place: Int?) throws(BenchError) -> ByteString? {
        guard let place, case .string(let text) = try cell(place) else { return nil }
        return text
    }

    /// The key parameters.
    public var configuration: [String: Cell] {
        get throws(BenchError) {
            var result: [String: Cell] = [:]
            for key in schema.keys { result[schema.columns[key].name] = try cell(key) }
            return result
        }
    }

    /// A learning curve, up to a step of its axis; nil where the run has none.
    ///
    /// Throws `.usage` for a name that is no series. Once its block was read: O(steps).
    public func curve(_ name: String, upTo limit: Double? = nil) throws(BenchError) -> Curve? {
        guard let place = schema.place(name, .series), let axis = schema.axis(of: place), axis != place else {
            let names = schema.places(.series).map { schema.columns[$0].name }
            throw BenchError(.usage, "there is no series \(name); the series are \(names.joined(separator: ", "))")
        }
        guard case .series(let steps) = try cell(axis), case .series(let values) = try cell(place) else { return nil }
        let count = limit.map { steps.steps(upTo: $0) } ?? steps.count
        return Curve(axis: steps.prefix(count), values: values.prefix(count))
    }

    /// A metric as it would be after a step of its source's axis: after epoch 12, say.
    public func metric(_ name: String, upTo limit: Double) throws(BenchError) -> Double? {
        guard let place = schema.place(name, .metric) else {
            throw BenchError(
                .usage, "there is no metric \(name); the metrics are \(benchmark.metrics.joined(separator: ", "))")
        }
        return try schema.metric(place, upTo: limit) { place throws(BenchError) in try cell(place) }.number
    }
}

/// A series with its axis.
public struct Curve: Hashable, Sendable {
    /// The steps: epochs, or another fidelity.
    public var axis: Series
    /// The value at each step.
    public var values: Series

    /// The steps as numbers.
    public var steps: [Double] { axis.numbers().compactMap(\.self) }
    /// The values as numbers; nil where there is a null or a hole.
    public var numbers: [Double?] { values.numbers() }
}
