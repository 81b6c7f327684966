import BenchSchema
import CZlib
import CZstd

/// Unpacks zstd frames or gzip members, piece by piece.
///
/// Memory: zstd's window, which is at most 128 MiB (zstd's own limit), or zlib's 32 KiB.
///
/// Memory safety: both libraries get pointers into arrays whose counts go with them; their states are released in
/// `deinit`, and zlib's never moves.
@safe
struct Unpacker: ~Copyable {
    /// A form of compression.
    enum Format { case zstd, gzip }

    private let format: Format
    private let zstd: OpaquePointer?
    private let zlib: UnsafeMutablePointer<z_stream>?
    /// Whether a frame or member has begun and not ended.
    private(set) var isWithin = false

    /// The form of what begins with these bytes; nil if it isn't packed.
    static func format(of head: [UInt8]) -> Format? {
        if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        // A frame that holds nothing to unpack may come first.
        if head.count >= 4, head[0] & 0xF0 == 0x50, head[1...3] == [0x2A, 0x4D, 0x18] { return .zstd }
        return head.starts(with: [0x1F, 0x8B, 0x08]) ? .gzip : nil
    }

    init(_ format: Format) throws(BenchError) {
        self.format = format
        switch format {
        case .zstd:
            unsafe (zstd, zlib) = (ZSTD_createDStream(), nil)
            guard unsafe zstd != nil else { throw BenchError(.limit, "there is not enough memory") }
        case .gzip:
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            unsafe stream.initialize(to: z_stream())
            unsafe (zstd, zlib) = (nil, stream)
            // 15 bits of window; 16 more ask for gzip's header.
            guard unsafe inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                throw BenchError(.limit, "there is not enough memory")
            }
        }
    }

    deinit {
        unsafe ZSTD_freeDStream(zstd)
        if let zlib = unsafe zlib {
            unsafe inflateEnd(zlib)
            unsafe zlib.deallocate()
        }
    }

    /// Unpacks some of `input` into `output`; how much was taken and written.
    mutating func unpack(
        _ input: [UInt8], _ source: Range<Int>, into output: inout [UInt8], _ target: Range<Int>
    ) throws(BenchError) -> (taken: Int, written: Int) {
        let source = source.clamped(to: 0..<input.count)
        let target = target.clamped(to: 0..<output.count)
        switch format {
        case .zstd: return try unpackFrames(input, source, &output, target)
        case .gzip: return try unpackMembers(input, source, &output, target)
        }
    }

    private mutating func unpackFrames(
        _ input: [UInt8], _ source: Range<Int>, _ output: inout [UInt8], _ target: Range<Int>
    ) throws(BenchError) -> (Int, Int) {
        let (status, taken, written) = unsafe input.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                var read = unsafe ZSTD_inBuffer(src: from.baseAddress, size: source.upperBound, pos: source.lowerBound)
                var write = unsafe ZSTD_outBuffer(dst: to.baseAddress, size: target.upperBound, pos: target.lowerBound)
                let status = unsafe ZSTD_decompressStream(zstd, &write, &read)
                return unsafe (status, read.pos - source.lowerBound, write.pos - target.lowerBound)
            }
        }
        guard ZSTD_isError(status) == 0 else {
            let reason = unsafe String(cString: ZSTD_getErrorName(status))
            throw BenchError(.damaged, "the compressed data is damaged: \(reason)")
        }
        isWithin = status != 0
        return (taken, written)
    }

    private mutating func unpackMembers(
        _ input: [UInt8], _ source: Range<Int>, _ output: inout [UInt8], _ target: Range<Int>
    ) throws(BenchError) -> (Int, Int) {
        guard let zlib = unsafe zlib else { return (0, 0) }
        // Another member may follow.
        if !isWithin, !source.isEmpty {
            unsafe inflateReset(zlib)
            isWithin = true
        }
        guard isWithin else { return (0, 0) }
        let source = source.prefix(1 << 30)
        let target = target.prefix(1 << 30)
        let (status, taken, written) = unsafe input.withUnsafeBufferPointer { from in
            unsafe output.withUnsafeMutableBufferPointer { to in
                unsafe zlib.pointee.next_in = unsafe from.baseAddress.map { unsafe $0 + source.lowerBound }
                unsafe zlib.pointee.avail_in = UInt32(source.count)
                unsafe zlib.pointee.next_out = unsafe to.baseAddress.map { unsafe $0 + target.lowerBound }
                unsafe zlib.pointee.avail_out = UInt32(target.count)
                let status = unsafe inflate(zlib, Z_NO_FLUSH)
                return unsafe (
                    status, source.count - Int(zlib.pointee.avail_in), target.count - Int(zlib.pointee.avail_out)
                )
            }
        }
        switch status {
        case Z_STREAM_END: isWithin = false
        case Z_OK, Z_BUF_ERROR: break
        default: throw BenchError(.damaged, "the compressed data is damaged")
        }
        return (taken, written)
    }
}
