extension [UInt8] {
    /// Appends an integer of a fixed width, little-endian.
    package mutating func append<T: FixedWidthInteger>(littleEndian value: T) {
        var rest = value
        for _ in 0..<MemoryLayout<T>.size {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Appends a LEB128 number.
    package mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Appends a count as a LEB128 number.
    package mutating func append(count: Int) { append(varint: UInt64(count)) }

    /// Appends a string's length and bytes.
    package mutating func append(counted text: some Collection<UInt8>) {
        append(count: text.count)
        self += text
    }
}
