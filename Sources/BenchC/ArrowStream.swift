import BenchFile
import BenchFormat
import BenchSchema
public import CHasbench
import Glibc
import HASBench

/// The state of a stream of record batches: which segment comes next, and what is asked of it.
private final class TableStream {
    private let file: FileHandle
    /// The columns by place; nil for the hash.
    private let columns: [Int?]
    /// The axes of the columns that are series.
    private let axes: [Int]
    private let conditions: [(place: Int, cell: Cell)]
    /// Those that are not planned.
    private var segments: Range<Int>
    /// Those that are planned, and not read.
    private var plans: ArraySlice<SegmentPlan> = []
    /// What went wrong, as C has it.
    private(set) var lastError: UnsafeMutablePointer<CChar>?

    init(_ file: FileHandle, _ options: JSONTree?) throws(BenchError) {
        self.file = file
        let schema = file.schema
        if let names = try options?.strings("columns") {
            columns = try names.map { name throws(BenchError) -> Int? in
                guard let place = try Self.place(name, schema) else { return nil }
                return place
            }
        } else {
            columns = [nil] + schema.columns.indices.map { $0 }
        }
        axes = Set(columns.compactMap { $0.flatMap { schema.axis(of: $0) } }).sorted()
        conditions = try Self.conditions(options?["where"], file.benchmark)
        segments = 0..<file.reader.segmentCount
        if case .list(let ends)? = options?["segments"]?.value {
            guard ends.count == 2, case .integer(let first) = ends[0].value, case .integer(let end) = ends[1].value,
                first >= 0, first <= end, end <= segments.upperBound
            else {
                throw BenchError(.usage, "\"segments\" is [first, end] within 0 and \(segments.upperBound)")
            }
            segments = Int(first)..<Int(end)
        }
    }

    deinit { free(lastError) }

    /// The place of a column of any role; nil for the hash.
    private static func place(_ name: String, _ schema: Schema) throws(BenchError) -> Int? {
        if name == ArrowFields.hashName { return nil }
        for role in [Role.metric, .scalar, .key, .series, .axis, .setting, .seed, .task, .state] {
            if let place = schema.place(name, role) { return place }
        }
        throw BenchError(.usage, "there is no column \(name)")
    }

    private static func conditions(
        _ tree: JSONTree?, _ benchmark: Benchmark
    ) throws(BenchError) -> [(place: Int, cell: Cell)] {
        guard let tree else { return [] }
        guard case .object(let members) = tree.value else {
            throw BenchError(.usage, "\"where\" is an object of key to value")
        }
        do throws(BenchError) {
            return try members.map { name, value throws(BenchError) in
                try benchmark.condition(on: name.string ?? "", value.scalar)
            }
        } catch { throw error.within("where") }
    }

    var schema: ArrowSchema {
        let fields = columns.map { place in
            guard let place else { return ArrowFields.hash }
            return ArrowFields.field(file.schema.columns[place])
        }
        return .field("", "+s", isNullable: false, children: fields)
    }

    /// As many segments are joined as make a batch of this many rows or bytes: who reads has something to do for each column
    /// of each batch, and copies columns that come in several to have them in one.
    private static let rowsOfBatch = 1 << 16
    private static let bytesOfBatch = 512 << 20
    /// How many segments are planned at once.
    private static let segmentsAtOnce = 64

    /// The next batch; nil behind the last.
    func next() throws(BenchError) -> ArrowArray? {
        var (rows, bytes) = (0, 0)
        var batch: [SegmentPlan] = []
        let schema = file.schema
        while rows < Self.rowsOfBatch, bytes < Self.bytesOfBatch {
            if plans.isEmpty { try planMore() }
            guard let plan = plans.popFirst() else { break }
            guard plan.rowCount > 0 else { continue }
            batch.append(plan)
            rows += plan.rowCount
            for place in columns { bytes += plan.byteCount(place, schema) }
        }
        return batch.isEmpty ? nil : try ArrowBatch(file.reader, columns, batch).array()
    }

    private func planMore() throws(BenchError) {
        let group = segments.prefix(Self.segmentsAtOnce)
        segments = segments.dropFirst(group.count)
        let (reader, conditions, axes, first) = (file.reader, conditions, axes, group.lowerBound)
        do throws(BenchError) {
            plans = try Cores.map(group.count) { number throws(BenchError) in
                try SegmentPlan(reader, segment: first + number, conditions, axes: axes)
            }[...]
        } catch { throw error.of(reader) }
    }

    /// Keeps what went wrong, and gives its number.
    func fail(_ error: BenchError) -> Int32 {
        free(lastError)
        lastError = strdup(error.description)
        return error.code == .usage ? EINVAL : EIO
    }

    static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> TableStream? {
        guard let data = stream?.pointee.private_data else { return nil }
        return Unmanaged<TableStream>.fromOpaque(data).takeUnretainedValue()
    }
}

/// The table as a stream of record batches.
@implementation @c public func hasb_stream(
    _ file: OpaquePointer!, _ options: UnsafePointer<CChar>!, _ stream: UnsafeMutablePointer<ArrowArrayStream>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        guard let stream = stream else { throw BenchError(.usage, "there is nowhere to put the stream") }
        let table = try TableStream(try FileHandle.of(file), try Calls.options(options))
        var made = ArrowArrayStream()
        made.private_data = Unmanaged.passRetained(table).toOpaque()
        made.get_schema = { stream, schema in
            guard let table = TableStream.of(stream), let schema = schema else { return EINVAL }
            schema.pointee = table.schema
            return 0
        }
        made.get_next = { stream, array in
            guard let table = TableStream.of(stream), let array = array else { return EINVAL }
            do throws(BenchError) {
                array.pointee = try table.next() ?? ArrowArray()
                return 0
            } catch { return table.fail(error) }
        }
        made.get_last_error = { stream in
            TableStream.of(stream).flatMap { table in UnsafePointer(table.lastError) }
        }
        made.release = { stream in
            guard let stream = stream else { return }
            if let data = stream.pointee.private_data { Unmanaged<TableStream>.fromOpaque(data).release() }
            stream.pointee.release = nil
            stream.pointee.private_data = nil
        }
        stream.pointee = made
    }
}
