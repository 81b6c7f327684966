import BenchSchema
import Glibc

/// A file or standard input read from its start to its end, unpacked on the way if it is zstd or gzip.
///
/// Memory safety: reads go into arrays within their bounds; the descriptor is closed in `deinit`.
@safe
struct ByteSource: ~Copyable {
    private let path: String
    private let file: Int32
    private var unpacker: Unpacker?
    /// Packed bytes, or the first bytes of what can't be read twice.
    private var input: [UInt8] = []
    private var place = 0
    private var end = 0
    /// The bytes read from the file so far.
    private(set) var bytesIn = 0

    /// What a name may have behind it if the file is packed.
    static let endings = ["", ".zst", ".gz"]

    /// Opens PATH, or else PATH.zst or PATH.gz; nil if there is none of them.
    static func open(_ path: String) throws(BenchError) -> ByteSource? {
        for ending in endings {
            if let source = try openExactly(path + ending) { return source }
        }
        return nil
    }

    /// Opens a file, `-` being standard input; nil if there is none of this name.
    static func openExactly(_ path: String) throws(BenchError) -> ByteSource? {
        if path == "-" { return try ByteSource(path: "standard input", file: dup(STDIN_FILENO)) }
        // O_NONBLOCK, so that a pipe of this name doesn't wait for a writer; it changes nothing for files.
        let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if file >= 0 { return try ByteSource(path: path, file: file) }
        guard errno == ENOENT || errno == ENOTDIR else { throw FileSystem.error("can't be opened", path) }
        return nil
    }

    private init(path: String, file: Int32) throws(BenchError) {
        self.path = path
        self.file = file
        input = [UInt8](repeating: 0, count: 8)
        if let seekable = try Self.head(&input, of: file, path) {
            input.removeLast(input.count - seekable)
        } else {
            // A pipe: what is read to look at it stays to be read.
            while end < 8 {
                let count = try Self.fill(&input, end..<8, from: file, path)
                if count == 0 { break }
                end += count
            }
            bytesIn = end
            input.removeLast(input.count - end)
        }
        if let format = Unpacker.format(of: input) {
            unpacker = try Unpacker(format)
            input += [UInt8](repeating: 0, count: 1 << 16)
        }
    }

    /// Looks at the first bytes of a file; gives their number, nil for a pipe, of which nothing is read then.
    private static func head(_ bytes: inout [UInt8], of file: Int32, _ path: String) throws(BenchError) -> Int? {
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(file, $0.baseAddress.map { unsafe $0 + filled }, $0.count - filled, off_t(filled))
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == ESPIPE { return nil }
                throw FileSystem.error("can't be read", path)
            }
            filled += count
        }
        return filled
    }

    deinit { close(file) }

    /// Whether what is read is unpacked first.
    var isPacked: Bool { unpacker != nil }

    /// Reads some bytes into a range of a buffer; their number, 0 at the end.
    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        let range = range.clamped(to: 0..<buffer.count)
        guard !range.isEmpty else { return 0 }
        guard unpacker != nil else {
            if place < end {
                let count = min(end - place, range.count)
                buffer.replaceSubrange(range.prefix(count), with: input[place..<place + count])
                place += count
                return count
            }
            let count = try Self.fill(&buffer, range, from: file, path)
            bytesIn += count
            return count
        }
        do throws(BenchError) { return try unpack(into: &buffer, range) } catch { throw error.within(path) }
    }

    private mutating func unpack(into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        while true {
            // The unpacker may hold output back although it has taken all its input.
            if place < end || unpacker?.isWithin == true {
                if let (taken, written) = try unpacker?.unpack(input, place..<end, into: &buffer, range) {
                    place += taken
                    if written > 0 { return written }
                }
            }
            guard place == end else { continue }
            place = 0
            end = try Self.fill(&input, 0..<input.count, from: file, path)
            bytesIn += end
            if end == 0 {
                guard unpacker?.isWithin != true else { throw BenchError(.damaged, "the compressed data ends early") }
                return 0
            }
        }
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

    /// Reads a whole small file, or one packed as .zst or .gz; nil if there is none.
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
