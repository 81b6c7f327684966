import BenchSchema

/// Zigzag integers as byte planes, lowest first, each a section of its own: noise is stored, the rest compressed.
///
/// Bytes: width (0...8), then so many sections of one byte a value.
enum Planes {
    static func decode(count: Int, from cursor: inout ByteCursor) throws(BenchError) -> [Int64] {
        let width = Int(try cursor.byte())
        guard width <= 8 else { throw BenchError(.damaged, "integers of \(width) bytes") }
        cursor.note("planes \(width)")
        // One plane is by far the most frequent: its bytes are the values.
        if width == 1 { return widened(try Section.read(count, from: &cursor)) }
        var values = [UInt64](repeating: 0, count: count)
        for plane in 0..<width {
            let bytes = try Section.read(count, from: &cursor)
            let shift = UInt64(8 * plane)
            bytes.withSpan { bytes in
                for index in values.indices { values[index] |= UInt64(bytes[index]) << shift }
            }
        }
        return values.map(IntegerStream.unzigzag)
    }

    /// Bytes as the integers they stand for, in a loop that the compiler turns into vector instructions.
    private static func widened(_ bytes: ArraySlice<UInt8>) -> [Int64] {
        unsafe [Int64](unsafeUninitializedCapacity: bytes.count) { values, filled in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                for place in 0..<bytes.count {
                    let byte = unsafe Int64(bytes[place])
                    unsafe values[place] = byte >> 1 ^ -(byte & 1)
                }
                filled = bytes.count
            }
        }
    }

    static func encode(
        _ values: [Int64], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort = .level, to out: inout [UInt8]
    ) throws(BenchError) {
        let zigzag = values.map(IntegerStream.zigzag)
        let width = (64 - zigzag.reduce(0, |).leadingZeroBitCount + 7) / 8
        out += [IntegerStream.ID.planes, UInt8(width)]
        for plane in 0..<width {
            let shift = UInt64(8 * plane)
            try Section.append(zigzag.map { UInt8(truncatingIfNeeded: $0 >> shift) }, zstd, effort, to: &out)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func withSpan<R>(_ body: (Span<UInt8>) -> R) -> R { body(span) }
}
