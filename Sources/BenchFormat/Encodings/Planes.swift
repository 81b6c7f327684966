import BenchSchema

/// Zigzag integers as byte planes, lowest first, each a section of its own: noise is stored, the rest compressed.
///
/// Bytes: width (0...8), then so many sections of one byte a value.
struct Planes: Sendable {
    private let planes: [ArraySlice<UInt8>]
    private let layout: RunLayout

    /// Reads the stream of values that lie so.
    init(_ layout: RunLayout, from cursor: inout ByteCursor) throws(BenchError) {
        let width = Int(try cursor.byte())
        guard width <= 8 else { throw BenchError(.damaged, "integers of \(width) bytes") }
        cursor.note("planes \(width)")
        var planes: [ArraySlice<UInt8>] = []
        for _ in 0..<width { planes.append(try Section.read(layout.count, from: &cursor)) }
        (self.planes, self.layout) = (planes, layout)
    }

    /// Writes the values of runs.
    func read(into slots: RunSlots) {
        guard let lowest = planes.first else {
            for run in slots.runs { unsafe slots[run].update(repeating: 0) }
            return
        }
        // One plane is by far the most frequent: its bytes are the values.
        let isAlone = planes.count == 1
        unsafe lowest.withUnsafeBufferPointer { bytes in
            for run in slots.runs {
                let (out, bytes) = unsafe (slots[run], UnsafeBufferPointer(rebasing: bytes[layout.range(of: run)]))
                if isAlone { unsafe Self.unzigzag(bytes, to: out) } else { unsafe Self.widen(bytes, to: out) }
            }
        }
        for (plane, bytes) in planes.enumerated().dropFirst() {
            let isLast = plane == planes.count - 1
            unsafe bytes.withUnsafeBufferPointer { bytes in
                for run in slots.runs {
                    let (out, bytes) = unsafe (slots[run], UnsafeBufferPointer(rebasing: bytes[layout.range(of: run)]))
                    unsafe Self.add(bytes, UInt64(8 * plane), to: out)
                    if isLast { unsafe Self.unzigzag(out) }
                }
            }
        }
    }

    // Loops that the compiler turns into vector instructions.

    private static func unzigzag(_ bytes: UnsafeBufferPointer<UInt8>, to out: UnsafeMutableBufferPointer<Int64>) {
        precondition(bytes.count == out.count)
        for place in 0..<bytes.count {
            let byte = unsafe Int64(bytes[place])
            unsafe out[place] = byte >> 1 ^ -(byte & 1)
        }
    }

    private static func widen(_ bytes: UnsafeBufferPointer<UInt8>, to out: UnsafeMutableBufferPointer<Int64>) {
        precondition(bytes.count == out.count)
        for place in 0..<bytes.count { unsafe out[place] = unsafe Int64(bytes[place]) }
    }

    private static func add(
        _ bytes: UnsafeBufferPointer<UInt8>, _ shift: UInt64, to out: UnsafeMutableBufferPointer<Int64>
    ) {
        precondition(bytes.count == out.count)
        for place in 0..<bytes.count {
            unsafe out[place] |= unsafe Int64(bitPattern: UInt64(bytes[place]) &<< shift)
        }
    }

    private static func unzigzag(_ out: UnsafeMutableBufferPointer<Int64>) {
        for place in 0..<out.count { unsafe out[place] = IntegerStream.unzigzag(UInt64(bitPattern: out[place])) }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int { planes.reduce(8 * layout.starts.count) { $0 + $1.count } }

    static func encode(
        _ values: [Int64], _ zstd: ZstdCompressor, _ effort: ZstdCompressor.Effort = .level, to out: inout [UInt8]
    ) throws(BenchError) {
        let width = (64 - values.reduce(0) { $0 | IntegerStream.zigzag($1) }.leadingZeroBitCount + 7) / 8
        out += [IntegerStream.ID.planes, UInt8(width)]
        for plane in 0..<width {
            let shift = UInt64(8 * plane)
            // What stands above the lowest plane is rarely anything but 0, which matches shorten and entropy coding can't.
            var effort = plane == 0 ? effort : .level
            if effort == .level, values.count >= manyValues, plane > 0 || isSparse(values) { effort = .sparse }
            try Section.append(
                values.map { UInt8(truncatingIfNeeded: IntegerStream.zigzag($0) &>> shift) }, zstd,
                effort, to: &out)
        }
    }

    /// Fewer values take little time to compress anyhow.
    private static let manyValues = 4096

    /// Whether seven of eight values are 0: the levels above 7 then take three times as long and find less.
    private static func isSparse(_ values: [Int64]) -> Bool { values.count { $0 == 0 } * 8 >= values.count * 7 }
}
