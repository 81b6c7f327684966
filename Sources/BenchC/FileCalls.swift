import BenchFile
import BenchFormat
import BenchSchema
public import CHasbench
import HASBench

/// An open file behind a `hasb_file *`.
final class FileHandle: Sendable {
    let benchmark: Benchmark
    var reader: BenchReader { benchmark.reader }
    var schema: Schema { benchmark.schema }

    init(_ benchmark: Benchmark) { self.benchmark = benchmark }

    /// The file of a pointer, for the length of a call.
    static func of(_ pointer: OpaquePointer?) throws(BenchError) -> FileHandle {
        guard let pointer = pointer else { throw BenchError(.usage, "the file is NULL") }
        return Unmanaged<FileHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    /// The place of a scalar; throws `.usage` for one that is none.
    func scalar(_ place: Int32) throws(BenchError) -> Int {
        guard schema.columns.indices.contains(Int(place)), schema.axis(of: Int(place)) == nil else {
            throw BenchError(.usage, "column \(place) is no scalar of the file")
        }
        return Int(place)
    }

    /// The place of a series and of its axis; throws `.usage` for one that is none.
    func series(_ place: Int32) throws(BenchError) -> (place: Int, axis: Int) {
        guard schema.columns.indices.contains(Int(place)), let axis = schema.axis(of: Int(place)) else {
            throw BenchError(.usage, "column \(place) is no series of the file")
        }
        return (Int(place), axis)
    }
}

extension RunLocation {
    /// As the C interface names a run.
    var run: hasb_run { UInt64(segment) << 16 | UInt64(row) }

    /// The place of a run; throws `.usage` for a number that is none.
    init(_ run: hasb_run) throws(BenchError) {
        guard let segment = UInt32(exactly: run >> 16) else { throw BenchError(.usage, "\(run) is no run of the file") }
        self.init(segment: segment, row: UInt16(truncatingIfNeeded: run))
    }
}

/// Opens a file.
@implementation @c public func hasb_open(
    _ path: UnsafePointer<CChar>!, _ cacheBytes: UInt64, _ file: UnsafeMutablePointer<OpaquePointer?>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        guard let file = file else { throw BenchError(.usage, "there is nowhere to put the file") }
        let bytes = cacheBytes == 0 ? 64 << 20 : Int(clamping: cacheBytes)
        let handle = FileHandle(try Benchmark(opening: try Calls.text(path, "the path"), cacheBytes: bytes))
        file.pointee = OpaquePointer(Unmanaged.passRetained(handle).toOpaque())
    }
}

/// Closes a file.
@implementation @c public func hasb_close(_ file: OpaquePointer!) {
    guard let file = file else { return }
    Unmanaged<FileHandle>.fromOpaque(UnsafeRawPointer(file)).release()
}

/// What `info --json` prints.
@implementation @c public func hasb_info(
    _ file: OpaquePointer!, _ json: UnsafeMutablePointer<hasb_text>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        try Calls.give(Array(try FileFacts(try .of(file)).document.utf8.dropLast()), to: json)
    }
}

extension FileFacts {
    fileprivate init(_ handle: FileHandle) throws(BenchError) { try self.init(handle.benchmark) }
}

/// The number of runs.
@implementation @c public func hasb_run_count(_ file: OpaquePointer!) -> Int64 {
    Int64((try? FileHandle.of(file))?.benchmark.runCount ?? 0)
}

/// The place of a metric, scalar or key.
@implementation @c public func hasb_scalar(_ file: OpaquePointer!, _ name: UnsafePointer<CChar>!) -> Int32 {
    guard let file = try? FileHandle.of(file), let name = try? Calls.text(name, "the name") else {
        return -1
    }
    return Int32(file.reader.scalar(name) ?? -1)
}

/// The place of a series.
@implementation @c public func hasb_series(_ file: OpaquePointer!, _ name: UnsafePointer<CChar>!) -> Int32 {
    guard let file = try? FileHandle.of(file), let name = try? Calls.text(name, "the name") else {
        return -1
    }
    return Int32(file.reader.series(name)?.place ?? -1)
}

/// The config hash of a configuration.
@implementation @c public func hasb_hash(
    _ file: OpaquePointer!, _ config: UnsafePointer<CChar>!, _ hash: UnsafeMutablePointer<UInt8>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let (file, text) = (try FileHandle.of(file), try Calls.text(config, "the configuration"))
        let value = try file.benchmark.hash(of: try Configuration(json: Array(text.utf8), of: "configuration"))
        guard let hash = hash else { return }
        for place in 0..<8 {
            hash[place] = UInt8(truncatingIfNeeded: value.high >> UInt64(56 - 8 * place))
            hash[8 + place] = UInt8(truncatingIfNeeded: value.low >> UInt64(56 - 8 * place))
        }
    }
}

/// The runs of a configuration.
@implementation @c public func hasb_lookup(
    _ file: OpaquePointer!, _ hash: UnsafePointer<UInt8>!, _ runs: UnsafeMutablePointer<hasb_run>!, _ room: Int,
    _ count: UnsafeMutablePointer<Int>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        guard let hash = hash else { throw BenchError(.usage, "the hash is NULL") }
        var (high, low) = (UInt64(0), UInt64(0))
        for place in 0..<8 {
            high = high << 8 | UInt64(hash[place])
            low = low << 8 | UInt64(hash[8 + place])
        }
        let found = try file.reader.lookup(ConfigHash(high: high, low: low))
        if let count = count { count.pointee = found.first == nil ? 0 : 1 + found.repeats.count }
        guard let runs = runs, room > 0, let first = found.first else { return }
        runs[0] = first.run
        for (place, location) in found.repeats.prefix(room - 1).enumerated() {
            runs[place + 1] = location.run
        }
    }
}

/// The n-th run of the file.
@implementation @c public func hasb_run_at(
    _ file: OpaquePointer!, _ place: Int64, _ run: UnsafeMutablePointer<hasb_run>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        var rest = place
        for segment in 0..<file.reader.segmentCount where rest >= 0 {
            let count = Int64(try file.reader.page(segment).runs)
            if rest < count {
                let location = RunLocation(segment: UInt32(segment), row: UInt16(rest))
                if let run = run { run.pointee = location.run }
                return
            }
            rest -= count
        }
        throw BenchError(.usage, "there is no run \(place); the file has \(file.benchmark.runCount)")
    }
}
