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

    /// The next field, of at most 56 bits.
    @inline(__always) mutating func field(_ width: UInt8) throws(BenchError) -> UInt64 {
        let width = UInt64(width)
        while filled < width {
            guard next < bytes.endIndex else { throw Self.isCutOff }
            pending |= UInt64(bytes[next]) &<< filled
            next += 1
            filled += 8
        }
        let field = pending & ((1 &<< width) &- 1)
        pending &>>= width
        filled -= width
        return field
    }

    /// The next bit.
    mutating func bit() throws(BenchError) -> Bool { try field(1) == 1 }

    /// A number as ones that a zero ends.
    @inline(__always) mutating func unary() throws(BenchError) -> UInt64 {
        var number: UInt64 = 0
        while true {
            // What isn't filled is 0, and so ends the ones as well.
            let ones = UInt64((~pending).trailingZeroBitCount)
            number += ones
            if ones < filled {
                pending &>>= ones + 1
                filled -= ones + 1
                return number
            }
            guard next < bytes.endIndex else { throw Self.isCutOff }
            (pending, filled) = (UInt64(bytes[next]), 8)
            next += 1
        }
    }

    /// A number from 1 to 2^33 - 1 in Elias gamma code: the bits after its first one, and before them how many, in unary.
    mutating func gamma() throws(BenchError) -> UInt64 {
        let width = try unary()
        guard width <= 32 else { throw BenchError(.damaged, "a number of \(width) bits") }
        return 1 << width | (try field(UInt8(width)))
    }

    /// Throws unless less than a byte is left, and its bits are 0.
    func end() throws(BenchError) {
        guard next == bytes.endIndex, filled < 8, pending == 0 else {
            throw BenchError(.damaged, "bits that belong to no configuration")
        }
    }

    private static var isCutOff: BenchError { BenchError(.damaged, "its configurations are cut off") }
}

extension BitPacking.Writer {
    /// Appends a number as ones that a zero ends.
    mutating func append(unary number: UInt64) {
        var left = number
        while left > 0 {
            let ones = min(left, 32)
            append(.max, width: ones)
            left -= ones
        }
        append(0, width: 1)
    }

    /// Appends a number from 1 on in Elias gamma code.
    mutating func append(gamma number: UInt64) {
        let width = UInt64(63 - number.leadingZeroBitCount)
        append(unary: width)
        append(number, width: width)
    }
}
