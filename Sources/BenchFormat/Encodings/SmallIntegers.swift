/// Conversions between doubles and integers below 2^51 in magnitude, by additions alone.
///
/// The usual ones are an instruction for each number; of these, loops do several at once.
enum SmallIntegers {
    /// 1.5 * 2^52: in a sum with a small integer, that stands in the lowest bits.
    static let magic = 0x1.8p52

    private static let magicBits = magic.bitPattern
    /// All small integers are within this, and as many below 0.
    private static let bias: Int64 = 1 << 51

    /// An integer, which must be small.
    @inline(__always)
    static func double(_ integer: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: integer) &+ magicBits) - magic
    }

    /// The small integer that was added to `magic`.
    @inline(__always)
    static func integer(_ sum: Double) -> Int64 { Int64(bitPattern: sum.bitPattern &- magicBits) }

    /// Bits that are 0, even when joined with others by `|`, where all of the integers are small.
    @inline(__always)
    static func excess(_ integer: Int64) -> UInt64 { UInt64(bitPattern: integer &+ bias) >> 52 }

    /// As `excess`, for what was added to `magic`; a NaN or an infinity is in excess, too.
    @inline(__always)
    static func excess(_ sum: Double) -> UInt64 { (sum.bitPattern ^ magicBits) >> 52 }
}
