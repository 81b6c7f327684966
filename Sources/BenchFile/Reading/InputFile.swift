import BenchFormat
import BenchSchema

/// A file open for reading: every read is bounded by its size and goes into memory of our own.
///
/// There is no mapping: a file that is cut while it is mapped raises a signal, one that is cut while it is read an error.
final class InputFile: Sendable {
    /// Its name, as messages have it.
    let path: String
    let size: UInt64
    private let descriptor: Int32

    init(_ path: String, named name: String) throws(BenchError) {
        self.path = name
        (descriptor, size) = try SystemCalls.openForReading(path)
    }

    deinit { SystemCalls.close(descriptor) }

    /// Reads so many bytes at an offset.
    func read(at offset: UInt64, count: Int) throws(BenchError) -> [UInt8] {
        guard offset <= size, count >= 0, UInt64(count) <= size - offset else {
            throw BenchError(.damaged, "it would end beyond the file", at: "\(count) bytes at \(offset)")
        }
        return try SystemCalls.read(descriptor, at: offset, count: count)
    }

    /// Reads and checks the bytes of an extent.
    func read(_ extent: DirectoryPage.Extent, _ what: String) throws(BenchError) -> [UInt8] {
        let bytes = try read(at: extent.offset, count: Int(extent.size))
        try check(bytes, extent.checksum, at: extent.offset, what)
        return bytes
    }
}
