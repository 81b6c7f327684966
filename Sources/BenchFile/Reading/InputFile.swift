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
    /// What puts flipped bits right, where a damaged file is read to save what is in it.
    private let mender: BitMender?

    init(_ path: String, named name: String, mender: BitMender? = nil) throws(BenchError) {
        self.path = name
        self.mender = mender
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

    /// Reads so many bytes at an offset that have a checksum.
    func read(
        at offset: UInt64, count: Int, _ stated: UInt64, _ what: @autoclosure () -> String
    ) throws(BenchError) -> [UInt8] {
        var bytes = try read(at: offset, count: count)
        do throws(BenchError) { try check(bytes, stated, at: offset, what()) } catch {
            guard let mender, mender.mend(&bytes, stated, at: offset, what()) else { throw error }
        }
        return bytes
    }

    /// Reads and checks the bytes of an extent.
    func read(_ extent: DirectoryPage.Extent, _ what: @autoclosure () -> String) throws(BenchError) -> [UInt8] {
        try read(at: extent.offset, count: Int(extent.size), extent.checksum, what())
    }

    /// Reads a page that ends in its checksum, which is left to who knows what it holds.
    func readPage(at offset: UInt64, count: Int, _ what: @autoclosure () -> String) throws(BenchError) -> [UInt8] {
        var bytes = try read(at: offset, count: count)
        mender?.mendSealed(&bytes, at: offset, what())
        return bytes
    }
}
