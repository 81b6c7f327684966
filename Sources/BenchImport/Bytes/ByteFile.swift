import BenchSchema
import Glibc

/// A file of which any part can be read, by several tasks at once.
///
/// What is packed, or comes through a pipe, is first unpacked into a file without a name, which is gone with the
/// process however that ends.
///
/// Memory safety: reads go into arrays within their bounds; the descriptor is closed in `deinit`.
@safe
final class ByteFile: Sendable {
    private let file: Int32
    /// The name by which errors call it.
    let name: String
    /// The number of bytes when it was opened; what is appended later isn't read.
    let size: Int
    /// What ended the unpacking early.
    let failure: BenchError?

    /// Opens a file, `-` being standard input; nil if there is none of this name.
    ///
    /// - Parameter scratch: The folder for what must be unpacked.
    static func open(_ path: String, scratch: String) throws(BenchError) -> ByteFile? {
        if path != "-", FileSystem.kind(path) == .file {
            let file = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard file >= 0 else { throw FileSystem.error("can't be opened", path) }
            let plain = ByteFile(path, file, size: FileSystem.size(file))
            let head = try plain.read(at: 0, count: min(8, plain.size))
            if FileSystem.isRegular(file), Unpacker.format(of: head) == nil { return plain }
        }
        guard let source = try ByteSource.openExactly(path) else { return nil }
        let name = path == "-" ? "standard input" : path
        return try ByteFile(unpacking: source, name, scratch)
    }

    private init(_ name: String, _ file: Int32, size: Int) {
        (self.name, self.file, self.size, failure, isThatFile) = (name, file, size, nil, true)
    }

    private init(unpacking source: consuming ByteSource, _ name: String, _ folder: String) throws(BenchError) {
        self.name = name
        isThatFile = false
        file = try FileSystem.unnamed(in: folder)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var size = 0
        var failure: BenchError?
        while failure == nil {
            var count = 0
            do throws(BenchError) { count = try source.read(into: &buffer, 0..<buffer.count) } catch { failure = error }
            if count == 0 { break }
            do throws(BenchError) { try FileSystem.write(buffer, 0..<count, to: file, folder) } catch {
                close(file)
                throw error
            }
            size += count
        }
        self.size = size
        self.failure = failure
    }

    deinit { close(file) }

    /// Whether it is the file of its name, rather than what was unpacked from it.
    let isThatFile: Bool

    /// A path by which it can be opened as long as it is open here.
    var readablePath: String { isThatFile ? name : "/proc/self/fd/\(file)" }

    /// Reads up to so many bytes; fewer only at the end.
    func read(at offset: Int, count: Int) throws(BenchError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, min(count, size - offset)))
        let filled = try read(at: offset, into: &bytes, 0..<bytes.count)
        if filled < bytes.count { bytes.removeLast(bytes.count - filled) }
        return bytes
    }

    /// Reads up to so many bytes into a range of a buffer; fewer only at the end. Gives their number.
    func read(at offset: Int, into buffer: inout [UInt8], _ range: Range<Int>) throws(BenchError) -> Int {
        let range = range.clamped(to: 0..<buffer.count).prefix(max(0, size - offset))
        var filled = 0
        while filled < range.count {
            let count = unsafe buffer.withUnsafeMutableBytes { target in
                unsafe pread(
                    file, target.baseAddress.map { unsafe $0 + range.lowerBound + filled }, range.count - filled,
                    off_t(offset + filled))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileSystem.error("can't be read", name) }
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}
