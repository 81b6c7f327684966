public import BenchFile
package import BenchFormat
public import BenchSchema
public import BenchSpace
import Synchronization

/// A configuration by its key parameters: `["REGNET.DEPTH": 8, "OPTIM.BASE_LR": 0.1]`.
public typealias Configuration = [String: LooseValue]

/// A table of training runs, open for lookups.
///
/// Immutable and Sendable: many threads may use one. Opening reads a few kilobytes, whatever the table's size; what is
/// asked for is read, checked and decoded once, and kept within one budget of bytes.
///
///     let bench = try Benchmark(opening: "data/nas-toy.hasb")
///     let runs = try bench.lookup(["REGNET.DEPTH": 8, ...])
///     let error = try runs[0]["test_error"]
public final class Benchmark: Sendable {
    /// The file beneath.
    public let reader: BenchReader
    private let handles: ReaderHandles
    /// What is known of the surrogate; nil until somebody asks.
    let loadedSurrogate = Mutex<SurrogateState?>(nil)

    /// Opens a file; throws as `BenchReader` does.
    public init(opening path: String, cacheBytes: Int = 64 << 20) throws(BenchError) {
        reader = try BenchReader(path, cacheBytes: cacheBytes)
        handles = ReaderHandles(reader)
    }

    /// The columns.
    public var schema: Schema { reader.schema }
    /// The number of runs.
    public var runCount: Int { reader.runCount }
    /// The names of the key parameters, in the order of the config hash.
    public var keys: [String] { schema.keys.map { schema.columns[$0].name } }
    /// The names of the metrics.
    public var metrics: [String] { schema.places(.metric).map { schema.columns[$0].name } }

    /// The search space that the runs are from; nil where the file has none. Read anew each time.
    public func searchSpace() throws(BenchError) -> SearchSpace? {
        guard let text = try reader.attachment(AttachmentName.searchSpace) else { return nil }
        return try SearchSpace(json: text, source: "\(reader.path): attachment \(AttachmentName.searchSpace)")
    }

    /// All runs of a configuration, repeats in order of task, seed and place; none if it isn't in the table.
    ///
    /// Throws `.usage` for a key that the table doesn't have, a value that its key can't have, or a key that is missing.
    /// O(log runs).
    public func lookup(_ configuration: Configuration) throws(BenchError) -> [TableRun] {
        let runs = try lookup(try hash(of: configuration))
        guard runs.isEmpty else { return runs }
        // Runs may lack a key; so a missing one is an error only where nothing is found without it.
        let missing = keys.filter { configuration[$0] == nil }
        guard !missing.isEmpty else { return runs }
        throw BenchError(
            .usage,
            "the configuration lacks \(missing.joined(separator: ", ")); the keys are \(keys.joined(separator: ", "))")
    }

    /// All runs of the configuration with this hash; none if it isn't in the table. O(log runs).
    public func lookup(_ hash: ConfigHash) throws(BenchError) -> [TableRun] {
        let found = try reader.lookup(hash)
        guard let first = found.first else { return [] }
        let handle = handles.own
        if found.repeats.isEmpty { return [TableRun(handle, first)] }
        return found.all.map { TableRun(handle, $0) }
    }

    /// The hash of a configuration under this table's keys and their types; throws as `lookup` does. O(keys).
    public func hash(of configuration: Configuration) throws(BenchError) -> ConfigHash {
        switch try reader.configName(of: configuration) {
        case .hash(let hash): return hash
        case .wrongValue(let value, let place): throw try wrongValue(value, place)
        case .unknownKey: throw unknownKey(configuration)
        }
    }

    private func unknownKey(_ configuration: Configuration) -> BenchError {
        let known = Set(keys.map { ByteString($0) })
        let unknown = configuration.keys.filter { !known.contains(ByteString($0)) }.sorted().joined(separator: ", ")
        return BenchError(.usage, "\(unknown) is no key of this table; the keys are \(keys.joined(separator: ", "))")
    }

    private func wrongValue(_ value: LooseValue, _ place: Int) throws(BenchError) -> BenchError {
        let column = schema.columns[place]
        let known = try knownValues(place).map { "; in the table it is \($0)" } ?? ""
        return BenchError(
            .usage, "\(column.name) is \(column.type.article) \(column.type.name), which \(value.text) isn't\(known)")
    }

    /// A few of the values that a key has in the table, for messages.
    private func knownValues(_ place: Int) throws(BenchError) -> String? {
        var known: [Cell] = []
        for segment in 0..<reader.segmentCount {
            let block = try reader.block(place, segment: segment)
            for run in 0..<block.runs {
                guard block[run].text != nil, !known.contains(block[run]) else { continue }
                known.append(block[run])
                if known.count > 12 { return nil }
            }
        }
        let sorted = known.sorted { a, b in
            if let a = a.number, let b = b.number { return a < b }
            return (a.text ?? "") < (b.text ?? "")
        }
        return known.isEmpty ? nil : sorted.compactMap(\.text).joined(separator: ", ")
    }

    /// Every run, in the order of the file.
    public func forEachRun(_ body: (TableRun) throws(BenchError) -> Void) throws(BenchError) {
        let handle = handles.own
        try reader.forEachRun { location throws(BenchError) in try body(TableRun(handle, location)) }
    }

    /// The numbers of a metric or scalar over all runs. O(runs).
    ///
    /// Throws `.usage` if there is no such metric or scalar, or it holds no numbers.
    public func column(_ name: String) throws(BenchError) -> NumberColumn {
        try NumberColumn(self, try place(named: name))
    }

    /// The run at a place of the file.
    package func run(at location: RunLocation) -> TableRun { TableRun(handles.own, location) }

    /// As `column`, by its place in the schema.
    package func column(at place: Int) throws(BenchError) -> NumberColumn { try NumberColumn(self, place) }

    /// The place of a metric, scalar or key, in this order.
    package func place(named name: String) throws(BenchError) -> Int {
        guard let place = reader.scalar(name) else { throw reader.noScalar(name) }
        return place
    }
}
