package import BenchSchema
import CZstd
import Synchronization

/// Makes zstd frames without a checksum and with their content size (RFC 8878); for one thread at a time, which a
/// `Pool` sees to.
@safe package final class ZstdCompressor: @unchecked Sendable {
    private let level: Int32
    private let context: OpaquePointer?

    /// How hard to look for matches.
    package enum Effort {
        /// At the compressor's level.
        case level
        /// At most at a level that is enough for bytes which are nearly all 0: among these, higher levels look for long, and
        /// find no more.
        case sparse
        /// Not at all: for bytes that are noise, or what is left of it.
        case entropyOnly
    }

    /// Makes a compressor of a level of 1 to 22.
    package init(level: Int) {
        self.level = Int32(level)
        unsafe context = ZSTD_createCCtx()
    }

    deinit { unsafe ZSTD_freeCCtx(context) }

    /// The frame of these bytes.
    package func compress(_ bytes: [UInt8], _ effort: Effort = .level) throws(BenchError) -> [UInt8] {
        unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters)
        switch effort {
        case .sparse: unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, min(level, 7))
        case .level: unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        case .entropyOnly: unsafe hasb_zstd_entropy_only(context)
        }
        let bound = ZSTD_compressBound(bytes.count)
        var failure: BenchError?
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            let written = unsafe ZSTD_compress2(context, buffer.baseAddress, bound, bytes, bytes.count)
            if ZSTD_isError(written) != 0 {
                failure = unsafe BenchError(.io, "zstd: \(String(cString: ZSTD_getErrorName(written)))")
            } else {
                count = written
            }
        }
        if let failure { throw failure }
        return frame
    }
}

extension ZstdCompressor {
    /// Compressors of one level that wait for their next use: making one costs more than writing many small frames.
    package final class Pool: Sendable {
        private let level: Int
        private let idle = Mutex<[ZstdCompressor]>([])

        /// Makes an empty pool.
        package init(level: Int) { self.level = level }

        /// Calls with a compressor that nobody else has.
        package func withCompressor<R, E: Error>(_ body: (ZstdCompressor) throws(E) -> R) throws(E) -> R {
            let compressor = idle.withLock { $0.popLast() } ?? ZstdCompressor(level: level)
            defer { idle.withLock { $0.append(compressor) } }
            return try body(compressor)
        }
    }
}

/// Reads zstd frames; for one thread at a time, which a `Pool` sees to.
@safe package final class ZstdDecompressor: @unchecked Sendable {
    private let context: OpaquePointer?

    /// Makes a decompressor.
    package init() { unsafe context = ZSTD_createDCtx() }

    deinit { unsafe ZSTD_freeDCtx(context) }

    /// What a frame at the start of these bytes claims to hold, and how long it is; nil where there is none, or it doesn't
    /// state the size of its content.
    package static func frame(_ bytes: ArraySlice<UInt8>) -> (size: Int, length: Int)? {
        let (claimed, length) = unsafe bytes.withUnsafeBytes {
            unsafe (
                ZSTD_getFrameContentSize($0.baseAddress, $0.count),
                ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
            )
        }
        // Unknown sizes are numbers above all others, errors negative ones.
        guard let size = Int(exactly: claimed), length > 0, length <= bytes.count else { return nil }
        return (size, length)
    }

    /// The content of one frame, which must be exactly `size` bytes.
    ///
    /// Nothing is allocated unless the frame's header claims the same size, and nothing follows the frame.
    package func decompress(_ frame: ArraySlice<UInt8>, size: Int) throws(BenchError) -> [UInt8] {
        guard let found = Self.frame(frame), found == (size, frame.count) else {
            throw BenchError(.damaged, "a zstd frame doesn't hold \(size) bytes")
        }
        var problem: String?
        let content = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let result = unsafe frame.withUnsafeBytes { source in
                unsafe ZSTD_decompressDCtx(context, buffer.baseAddress, size, source.baseAddress, source.count)
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

extension ZstdDecompressor {
    /// Decompressors that wait for their next use: making one costs more than reading a small frame.
    package final class Pool: Sendable {
        private let idle = Mutex<[ZstdDecompressor]>([])

        /// Makes an empty pool.
        package init() {}

        /// Calls with a decompressor that nobody else has.
        package func withDecompressor<R, E: Error>(_ body: (ZstdDecompressor) throws(E) -> R) throws(E) -> R {
            let decompressor = idle.withLock { $0.popLast() } ?? ZstdDecompressor()
            defer { idle.withLock { $0.append(decompressor) } }
            return try body(decompressor)
        }
    }
}
