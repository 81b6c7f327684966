package import BenchSchema
import CZstd

/// One-shot zstd frames without a checksum and with their content size (RFC 8878).
package enum Zstd {
    /// The frame of these bytes at a level of 1 to 22.
    package static func compress(_ bytes: [UInt8], level: Int) throws(BenchError) -> [UInt8] {
        let bound = ZSTD_compressBound(bytes.count)
        var failure: BenchError?
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            let written = unsafe ZSTD_compress(buffer.baseAddress, bound, bytes, bytes.count, Int32(level))
            if ZSTD_isError(written) != 0 {
                failure = unsafe BenchError(.io, "zstd: \(String(cString: ZSTD_getErrorName(written)))")
            } else {
                count = written
            }
        }
        if let failure { throw failure }
        return frame
    }

    /// The content of one frame, which must be exactly `size` bytes.
    ///
    /// Nothing is allocated unless the frame's header claims the same size.
    package static func decompress(_ frame: ArraySlice<UInt8>, size: Int) throws(BenchError) -> [UInt8] {
        let claimed = unsafe frame.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        guard claimed == UInt64(size) else {
            throw BenchError(.damaged, "a zstd frame doesn't hold \(size) bytes")
        }
        var problem: String?
        let content = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let result = unsafe frame.withUnsafeBytes { source in
                unsafe ZSTD_decompress(buffer.baseAddress, size, source.baseAddress, source.count)
            }
            if ZSTD_isError(result) != 0 {
                problem = unsafe String(cString: ZSTD_getErrorName(result))
            } else if result != size {
                problem = "\(result) bytes instead of \(size)"
            }
            count = problem == nil ? size : 0
        }
        if let problem { throw BenchError(.damaged, "a zstd frame can't be read: \(problem)") }
        return content
    }
}
