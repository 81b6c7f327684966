import BenchSchema
import CZstd
import Glibc

/// A file read from its start to its end, unpacked on the way if it is a `.zst`.
///
/// Memory: one input buffer and zstd's window, which is at most 128 MiB (zstd's own limit).
///
/// Memory safety: zstd gets pointers into arrays whose counts go with them; the descriptor and the stream are
/// released in `deinit`.
@safe
struct ByteSource: ~Copyable {
    private let path: String
    private let file: Int32
    private let stream: OpaquePointer?
    private var input: [UInt8] = []
    private var place = 0
    private var end = 0
    /// Whether zstd is within a frame.
    private var withinFrame = false
    /// The bytes read from the file so far.
    private(set) var bytesIn = 0

    /// Opens PATH, or PATH.zst if there is no such file; nil if there is neither.
    static func open(_ path: String) throws(BenchError) -> ByteSource? {
        for (path, packed) in [(path, false), (path + ".zst", true)] {
            // O_NONBLOCK, so that a pipe of this name doesn't wait for a writer; it changes nothing for files.
            let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            if file >= 0 { return try ByteSource(path: path, file: file, packed: packed) }
            guard errno == ENOENT || errno == ENOTDIR else { throw FileSystem.error("can't be opened", path) }
        }
        return nil
    }

    private init(path: String, file: Int32, packed: Bool) throws(BenchError) {
        self.path = path
        self.file = file
        unsafe stream = packed ? ZSTD_createDStream() : nil
        if packed {
            guard unsafe stream != nil else { throw BenchError(.limit, "there is not enough memory", at: path) }
            input = [UInt8](repeating: 0, count: 1 << 16)
        }
    }

    deinit {
        close(file)
        unsafe ZSTD_freeDStream(stream)
    }

    /// Reads some bytes into a range of a buffer; their number, 0 at the end.
    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        let range = range.clamped(to: 0..<buffer.count)
        guard !range.isEmpty else { return 0 }
        guard unsafe stream != nil else {
            let count = try Self.fill(&buffer, range, from: file, path)
            bytesIn += count
            return count
        }
        while true {
            // The stream may hold output back although it has taken all its input.
            if withinFrame || place < end {
                let count = try unpack(into: &buffer, range)
                if count > 0 { return count }
            }
            if place == end {
                place = 0
                end = try Self.fill(&input, 0..<input.count, from: file, path)
                bytesIn += end
                if end == 0 {
                    guard !withinFrame else { throw BenchError(.damaged, "the compressed data ends early", at: path) }
                    return 0
                }
            }
        }
    }

    private mutating func unpack(into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        var written = 0
        let (status, consumed) = unsafe input.withUnsafeBytes { source in
            unsafe buffer.withUnsafeMutableBytes { target in
                var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: end, pos: place)
                var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: range.upperBound, pos: range.lowerBound)
                let status = unsafe ZSTD_decompressStream(stream, &to, &from)
                written = unsafe to.pos - range.lowerBound
                return unsafe (status, from.pos)
            }
        }
        guard ZSTD_isError(status) == 0 else {
            let reason = unsafe String(cString: ZSTD_getErrorName(status))
            throw BenchError(.damaged, "the compressed data is damaged: \(reason)", at: path)
        }
        place = consumed
        withinFrame = status != 0
        return written
    }

    private static func fill(
        _ buffer: inout [UInt8], _ range: Range<Int>, from file: Int32, _ path: String
    ) throws(BenchError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { target in
                unsafe Glibc.read(file, target.baseAddress.map { unsafe $0 + range.lowerBound }, range.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileSystem.error("can't be read", path) }
            return count
        }
    }

    /// Reads a whole small file, or one packed as .zst; nil if there is none.
    ///
    /// Throws `.limit` if it holds more than `limit` bytes.
    static func contents(_ path: String, limit: Int) throws(BenchError) -> [UInt8]? {
        guard var source = try open(path) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        while true {
            if count == bytes.count {
                guard count < limit else { throw BenchError(.limit, "it holds more than \(limit) bytes", at: path) }
                bytes += [UInt8](repeating: 0, count: count)
            }
            let read = try source.read(into: &bytes, count..<bytes.count)
            if read == 0 { break }
            count += read
        }
        return Array(bytes[..<count])
    }
}
