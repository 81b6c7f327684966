import BenchSchema

/// Reads fields of any width from bytes, low bits first, as `BitPacking.Writer` writes them.
struct BitCursor {
    private let bytes: ArraySlice<UInt8>
    private var next: Int
    /// Bits that were taken from the bytes and not yet read, and their number.
    private var pending: UInt64 = 0
    private var filled: UInt64 = 0

    /// Starts at the first of these bytes.
    init(_ bytes: ArraySlice<UInt8>) { (self.bytes, next) = (bytes, bytes.startIndex) }

    /// The next field, of at most 64 bits.
    mutating func field(_ width: UInt8) throws(BenchError) -> UInt64 {
        guard width > 32 else { return try narrow(UInt64(width)) }
        let low = try narrow(32)
        return try narrow(UInt64(width) - 32) << 32 | low
    }

    /// The next bit.
    mutating func bit() throws(BenchError) -> Bool { try narrow(1) == 1 }

    private mutating func narrow(_ width: UInt64) throws(BenchError) -> UInt64 {
        while filled < width {
            guard next < bytes.endIndex else { throw BenchError(.damaged, "its entries are cut off") }
            pending |= UInt64(bytes[next]) &<< filled
            next += 1
            filled += 8
        }
        let field = pending & ((1 &<< width) &- 1)
        pending &>>= width
        filled -= width
        return field
    }

    /// Throws unless less than a byte is left, and its bits are 0.
    func end() throws(BenchError) {
        guard next == bytes.endIndex, filled < 8, pending == 0 else {
            throw BenchError(.damaged, "bits that belong to no entry")
        }
    }
}

extension BitPacking.Writer {
    /// Appends a field of at most 64 bits.
    mutating func append(field: UInt64, _ width: UInt8) {
        append(field, width: min(UInt64(width), 32))
        if width > 32 { append(field >> 32, width: UInt64(width) - 32) }
    }
}
