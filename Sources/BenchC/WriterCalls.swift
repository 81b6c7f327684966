import BenchFile
import BenchSchema
import BenchSpace
public import CHasbench
import Glibc
import HASBench

/// A file that is being written behind a `hasb_writer *`; for one thread at a time.
private final class WriterHandle {
    let schema: Schema
    let reading: RunReading
    private var writer: BenchWriter?
    private var runs = 0

    init(_ path: String, _ tree: JSONTree, replacing: Bool) throws(BenchError) {
        guard case .list(let items)? = tree["columns"]?.value else {
            throw BenchError(.usage, "\"columns\" is a list of columns", at: "schema")
        }
        var columns: [Column] = []
        for item in items { columns.append(try Column(json: item)) }
        schema = try Schema(columns)
        reading = RunReading(schema)
        var provenance: [UInt8] = []
        if let tree = tree["provenance"] { tree.append(to: &provenance) } else { provenance = Array("{}".utf8) }
        var options = WriterOptions()
        if let level = try tree.integer("level") {
            guard (1...22).contains(level) else { throw BenchError(.usage, "\"level\" is from 1 to 22", at: "schema") }
            options.level = Int(level)
        }
        var writer = try BenchWriter(
            path: path, schema: schema, provenance: ByteString(provenance), options: options, replacing: replacing)
        if let space = tree["space"], case .object = space.value {
            var text: [UInt8] = []
            space.append(to: &text)
            _ = try SearchSpace(json: text, source: "\"space\"")
            try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", text)
        }
        self.writer = consume writer
    }

    func add(_ run: Run) throws(BenchError) {
        do throws(BenchError) {
            try schema.check(run)
            try writer?.append(run)
        } catch { throw error.within("run \(runs)") }
        runs += 1
    }

    func finish() throws(BenchError) -> WriteSummary {
        guard let writer = writer.take() else { throw BenchError(.usage, "the file is finished already") }
        return try writer.finish()
    }

    static func of(_ pointer: OpaquePointer?) throws(BenchError) -> WriterHandle {
        guard let pointer = pointer else { throw BenchError(.usage, "the writer is NULL") }
        return Unmanaged<WriterHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }
}

/// Starts a file.
@implementation @c public func hasb_writer_open(
    _ path: UnsafePointer<CChar>!, _ schema: UnsafePointer<CChar>!, _ replace: Int32,
    _ writer: UnsafeMutablePointer<OpaquePointer?>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        guard let writer = writer else { throw BenchError(.usage, "there is nowhere to put the writer") }
        let tree = try JSONTree(Array(try Calls.text(schema, "the schema").utf8), file: "schema")
        let handle = try WriterHandle(try Calls.text(path, "the path"), tree, replacing: replace != 0)
        writer.pointee = OpaquePointer(Unmanaged.passRetained(handle).toOpaque())
    }
}

/// Adds runs as JSON, a line each.
@implementation @c public func hasb_writer_add_json(
    _ writer: OpaquePointer!, _ lines: UnsafePointer<CChar>!, _ count: Int, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let writer = try WriterHandle.of(writer)
        guard let lines = lines else { throw BenchError(.usage, "the lines are NULL") }
        let bytes = Array(UnsafeRawBufferPointer(start: lines, count: count))
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            do throws(BenchError) {
                try writer.add(try writer.reading.run(try JSONTree(Array(line), file: "runs")))
            } catch { throw error.within("line \(number + 1)") }
        }
    }
}

/// Adds the rows of a stream of record batches.
@implementation @c public func hasb_writer_add_stream(
    _ writer: OpaquePointer!, _ stream: UnsafeMutablePointer<ArrowArrayStream>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        guard let stream = stream, let release = stream.pointee.release else {
            throw BenchError(.usage, "there is no stream")
        }
        defer { release(stream) }
        let writer = try WriterHandle.of(writer)
        func check(_ code: Int32?) throws(BenchError) {
            guard code != 0 else { return }
            let words = stream.pointee.get_last_error?(stream).map { String(cString: $0) }
            throw BenchError(.io, "the stream fails: \(words ?? "it doesn't say why")")
        }
        var fields = ArrowSchema()
        try check(stream.pointee.get_schema?(stream, &fields))
        defer { if let release = fields.release { release(&fields) } }
        let reading = try ArrowReading(writer.schema, fields)
        while true {
            var batch = ArrowArray()
            try check(stream.pointee.get_next?(stream, &batch))
            guard let release = batch.release else { return }
            defer { release(&batch) }
            for run in try reading.runs(batch, fields) {
                var run = run
                try writer.reading.complete(&run)
                try writer.add(run)
            }
        }
    }
}

/// Puts the file under its name.
@implementation @c public func hasb_writer_finish(
    _ writer: OpaquePointer!, _ summary: UnsafeMutablePointer<hasb_text>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let handle = try WriterHandle.of(writer)
        defer { hasb_writer_cancel(writer) }
        let written = try handle.finish()
        var json = JSONWriter()
        json.object { json in
            for (name, number) in [("runs", written.runs), ("segments", written.segments), ("bytes", written.bytes)] {
                json.name(name)
                json.number(number)
            }
            json.name("content_digest")
            json.string(written.contentDigest.description)
        }
        try Calls.give(json.bytes, to: summary)
    }
}

/// Gives a file up.
@implementation @c public func hasb_writer_cancel(_ writer: OpaquePointer!) {
    guard let writer = writer else { return }
    Unmanaged<WriterHandle>.fromOpaque(UnsafeRawPointer(writer)).release()
}
