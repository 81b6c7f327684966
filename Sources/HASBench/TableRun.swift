import BenchFile
package import BenchFormat
public import BenchSchema

/// One run of a table; it reads what it is asked for.
public struct TableRun: Sendable {
    /// Keeps the reader open.
    private let handle: ReaderHandle
    /// Its place in the file.
    package let location: RunLocation

    init(_ handle: ReaderHandle, _ location: RunLocation) {
        self.handle = handle
        self.location = location
    }

    private var schema: Schema { handle.reader.schema }

    /// A metric or scalar as a number; nil where the run has none.
    ///
    /// Throws `.usage` for a name that is neither. Once its block was read: O(1).
    public subscript(name: String) -> Double? {
        get throws(BenchError) {
            guard let place = handle.reader.scalar(name) else { throw handle.reader.noScalar(name) }
            return try handle.reader.number(place, at: location)
        }
    }

    /// What the run holds in a column, by its place in the schema.
    public func cell(_ place: Int) throws(BenchError) -> Cell { try handle.reader.cell(place, at: location) }

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

    /// An error with the file and the run's place in it.
    func located(_ error: BenchError) -> BenchError {
        handle.reader.located(error, "run \(location.row) of segment \(location.segment)")
    }

    private func string(_ place: Int?) throws(BenchError) -> ByteString? {
        guard let place, case .string(let text) = try cell(place) else { return nil }
        return text
    }

    /// The key parameters.
    public var configuration: [String: Cell] {
        get throws(BenchError) {
            var result: [String: Cell] = [:]
            var cells = CountedRun(self)
            for key in schema.keys { result[schema.columns[key].name] = try cells.cell(key) }
            return result
        }
    }

    /// A learning curve, up to a step of its axis; nil where the run has none.
    ///
    /// Throws `.usage` for a name that is no series. Once its block was read: O(steps).
    public func curve(_ name: String, upTo limit: Double? = nil) throws(BenchError) -> Curve? {
        guard let (place, axis) = handle.reader.series(name) else { throw handle.reader.noSeries(name) }
        guard let read = try handle.reader.curve(place, axis: axis, at: location, upTo: limit) else { return nil }
        return Curve(read)
    }

    /// A metric as it would be after a step of its source's axis: after epoch 12, say.
    public func metric(_ name: String, upTo limit: Double) throws(BenchError) -> Double? {
        guard let place = schema.place(name, .metric) else { throw handle.reader.noMetric(name) }
        return try schema.metric(place, upTo: limit) { place throws(BenchError) in try cell(place) }.number
    }
}

extension BenchReader {
    func noScalar(_ name: String) -> BenchError { unknown(name, "metric or scalar", "metrics", .metric) }

    fileprivate func noMetric(_ name: String) -> BenchError { unknown(name, "metric", "metrics", .metric) }

    fileprivate func noSeries(_ name: String) -> BenchError { unknown(name, "series", "series", .series) }

    private func unknown(_ name: String, _ what: String, _ kind: String, _ role: Role) -> BenchError {
        let names = schema.places(role).map { schema.columns[$0].name }.joined(separator: ", ")
        return BenchError(.usage, "there is no \(what) \(name); the \(kind) are \(names)")
    }
}
