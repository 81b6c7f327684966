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
    private let conditions: [(place: Int, cell: Cell)]
    private var segments: Range<Int>
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
        var conditions: [(place: Int, cell: Cell)] = []
        for (name, value) in members {
            let place = try benchmark.key(named: name.string ?? "")
            let type = benchmark.schema.columns[place].type
            guard let cell = value.scalar?.cell(as: type) else {
                throw BenchError(
                    .usage, "\(name.string ?? "") holds \(type.name) values, which this isn't", at: "where")
            }
            conditions.append((place, cell))
        }
        return conditions
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
    /// How many segments are read before the batch is measured again.
    private static let segmentsAtOnce = 16

    /// The rows of a segment that are read.
    private struct SegmentRows: Sendable {
        let segment: Int
        /// nil where all are.
        let chosen: [Int]?
        let count: Int
    }

    /// The next batch; nil behind the last.
    func next() throws(BenchError) -> ArrowArray? {
        var (count, byteCount) = (0, 0)
        var parts: [ArrowColumn?] = []
        let hashes = columns.map { _ in ArrowBuffer() }
        for place in columns {
            parts.append(try place.map { place throws(BenchError) in try ArrowColumn(file.schema.columns[place]) })
        }
        while count < Self.rowsOfBatch, byteCount < Self.bytesOfBatch, !segments.isEmpty {
            let group = segments.prefix(Self.segmentsAtOnce)
            segments = segments.dropFirst(group.count)
            var rows: [SegmentRows] = []
            for segment in group {
                let chosen = try self.rows(of: segment)
                let all = Int(try file.reader.page(segment).runs)
                rows.append(SegmentRows(segment: segment, chosen: chosen, count: chosen?.count ?? all))
            }
            let (file, columns, parts, read) = (file, columns, parts, rows.filter { $0.count > 0 })
            try Cores.run(columns.count) { index throws(BenchError) in
                for rows in read {
                    guard let place = columns[index], let part = parts[index] else {
                        try Self.append(try Self.hashes(file, rows), to: hashes[index])
                        continue
                    }
                    let block = try file.reader.block(place, segment: rows.segment)
                    do throws(BenchError) { try part.append(block, rows: rows.chosen) } catch {
                        throw error.within(file.reader.path)
                    }
                }
            }
            count += read.reduce(0) { $0 + $1.count }
            byteCount = parts.reduce(0) { $0 + ($1?.byteCount ?? 0) }
        }
        return count == 0 ? nil : try batch(parts, hashes, count)
    }

    /// The rows that meet the conditions; nil where there are none to meet.
    private func rows(of segment: Int) throws(BenchError) -> [Int]? {
        guard !conditions.isEmpty else { return nil }
        var rows = Array(0..<Int(try file.reader.page(segment).runs))
        for (place, cell) in conditions {
            let block = try file.reader.block(place, segment: segment)
            rows = rows.filter { block[$0] == cell }
        }
        return rows
    }

    private func batch(_ parts: [ArrowColumn?], _ hashes: [ArrowBuffer], _ count: Int) throws(BenchError) -> ArrowArray
    {
        var children: [ArrowArray] = []
        do throws(BenchError) {
            for (part, hashes) in zip(parts, hashes) {
                if let part {
                    children.append(try part.array())
                } else {
                    let memory = ArrowMemory()
                    let bytes = try memory.keep(hashes)
                    children.append(.array(length: count, nulls: 0, buffers: [nil, bytes], memory))
                }
            }
        } catch {
            for place in children.indices {
                withUnsafeMutablePointer(to: &children[place]) { child in
                    if let release = child.pointee.release { release(child) }
                }
            }
            throw error
        }
        return .array(length: count, nulls: 0, buffers: [nil], children: children, ArrowMemory())
    }

    private static func hashes(_ file: FileHandle, _ rows: SegmentRows) throws(BenchError) -> [ConfigHash] {
        var blocks: [Int: ColumnBlock] = [:]
        for place in file.schema.keys { blocks[place] = try file.reader.block(place, segment: rows.segment) }
        return try (rows.chosen ?? Array(0..<rows.count)).map { row throws(BenchError) in
            try file.schema.configHash { place throws(BenchError) in blocks[place]?[row] ?? .absent }
        }
    }

    private static func append(_ hashes: [ConfigHash], to buffer: ArrowBuffer) throws(BenchError) {
        try buffer.append(hashes.flatMap { [$0.high.bigEndian, $0.low.bigEndian] })
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
