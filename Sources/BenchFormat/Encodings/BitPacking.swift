import BenchSchema

/// Fields of any width up to 56 bits, one after another, low bits first.
enum BitPacking {
    /// The widest field.
    static let maximum = 56

    /// Collects fields into bytes.
    struct Writer {
        private var words: [UInt64] = []
        private var pending: UInt64 = 0
        private var filled: UInt64 = 0

        init(bits: Int) { words.reserveCapacity(bits / 64 + 1) }

        /// Appends the low `width` bits of a value.
        mutating func append(_ value: UInt64, width: UInt64) {
            let field = value & ((1 << width) - 1)
            pending |= field << filled
            filled += width
            guard filled >= 64 else { return }
            words.append(pending)
            filled -= 64
            // A shift by the whole width gives 0, as it should.
            pending = field >> (width - filled)
        }

        /// All bytes; unused bits of the last are zero.
        consuming func finish() -> [UInt8] {
            let count = words.count * 8 + Int(filled + 7) / 8
            words.append(pending)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(words.count * 8)
            for word in words { bytes.append(littleEndian: word) }
            bytes.removeLast(bytes.count - count)
            return bytes
        }
    }

    /// Adds fields to values that hold what stands above them: `values[i] = values[i] << width | field`.
    ///
    /// - Parameters:
    ///   - lengths: How many consecutive values share each width.
    ///   - packed: At least the bits that the widths add up to.
    static func merge(
        _ packed: ArraySlice<UInt8>, widths: ArraySlice<UInt8>, lengths: [Int], into values: inout [Int64]
    ) {
        // Eight zero bytes more let every field be read as one 64-bit load.
        let padded = Array(packed) + [0, 0, 0, 0, 0, 0, 0, 0]
        unsafe padded.withUnsafeBytes { raw in
            unsafe values.withUnsafeMutableBufferPointer { values in
                var bit = 0
                var index = 0
                for (width, length) in zip(widths, lengths) {
                    let width = Int(width)
                    let mask: UInt64 = (1 << UInt64(width)) - 1
                    for _ in 0..<length {
                        let word = unsafe UInt64(
                            littleEndian: raw.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
                        let field = word >> UInt64(bit & 7) & mask
                        unsafe values[index] = values[index] << Int64(width) | Int64(bitPattern: field)
                        index += 1
                        bit += width
                    }
                }
            }
        }
    }
}
