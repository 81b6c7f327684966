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
    /// Packed bytes, or the first bytes of what isn't packed, where there was no room for them.
    private var input: [UInt8] = []
    private var place = 0
    private var end = 0
    /// Whether nothing was read yet, so that it isn't known whether the file is packed.
    private var isFresh = true
    /// The bytes read from the file so far.
    private(set) var bytesIn = 0

    /// What a name may have behind it if the file is packed.
    static let endings = ["", ".zst", ".gz"]

    /// Opens PATH, or else PATH.zst or PATH.gz; nil if there is none of them.
    static func open(_ path: String, in folder: OpenFolder? = nil) throws(BenchError) -> ByteSource? {
        for ending in endings {
            if let source = try openExactly(path + ending, in: folder) { return source }
        }
        return nil
    }

    /// Opens a file, `-` being standard input; nil if there is none of this name.
    static func openExactly(_ path: String, in folder: OpenFolder? = nil) throws(BenchError) -> ByteSource? {
        if path == "-" { return ByteSource(path: "standard input", file: dup(STDIN_FILENO)) }
        return try FileSystem.open(path, in: folder).map { ByteSource(path: path, file: $0) }
    }

    private init(path: String, file: Int32) { (self.path, self.file) = (path, file) }

    deinit { close(file) }

    /// Whether what is read is unpacked first; known once something was read.
    var isPacked: Bool { unpacker != nil }

    /// Reads some bytes into a range of a buffer; their number, 0 at the end.
    mutating func read(into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        let range = range.clamped(to: 0..<buffer.count)
        guard !range.isEmpty else { return 0 }
        if isFresh {
            isFresh = false
            if range.count >= Self.headSize {
                let count = try begin(&buffer, range)
                if !isPacked { return count }
            } else {
                var head = [UInt8](repeating: 0, count: Self.headSize)
                let count = try begin(&head, 0..<head.count)
                if !isPacked { (input, end) = (head, count) }
            }
        }
        guard isPacked else {
            guard place < end else { return try fill(&buffer, range) }
            let count = min(end - place, range.count)
            buffer.replaceSubrange(range.prefix(count), with: input[place..<place + count])
            place += count
            return count
        }
        do throws(BenchError) { return try unpack(into: &buffer, range) } catch { throw error.within(path) }
    }

    /// So many bytes tell whether a file is packed.
    private static let headSize = 8

    /// Reads the first bytes into a range that has room for the head, and takes them away again if they are packed.
    private mutating func begin(_ buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        var count = 0
        // A pipe gives as little as it likes.
        while count < Self.headSize {
            let more = try fill(&buffer, range.dropFirst(count))
            if more == 0 { break }
            count += more
        }
        let head = Array(buffer[range.prefix(min(count, Self.headSize))])
        guard let format = Unpacker.format(of: head) else { return count }
        unpacker = try Unpacker(format)
        input = Array(buffer[range.prefix(count)])
        end = count
        if count < 1 << 16 { input += [UInt8](repeating: 0, count: 1 << 16 - count) }
        return 0
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

    private mutating func fill(_ buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        let count = try Self.fill(&buffer, range, from: file, path)
        bytesIn += count
        return count
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
    static func contents(
        _ path: String, in folder: OpenFolder? = nil, limit: Int
    ) throws(BenchError) -> [UInt8]? {
        guard var source = try open(path, in: folder) else { return nil }
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
