/// A sum of doubles without rounding error: the sum is kept exactly and rounded once, when read.
///
/// The accumulator is one long fixed-point number that covers every bit a finite double can have, from 2⁻¹⁰⁷⁴
/// to 2¹⁰²³, with room for 2⁶³ addends. Its value depends neither on the order of the addends nor on how they
/// were grouped, so partial sums may be merged. It equals Python's `math.fsum`, except that no intermediate
/// sum can overflow.
///
/// Complexity: O(1) time an addend, 544 bytes. Source: U. W. Kulisch, *Computer Arithmetic and Validity*,
/// de Gruyter 2008, ch. 8 (complete register); R. M. Neal, "Fast Exact Summation Using Small and Large
/// Superaccumulators", arXiv:1505.05571.
public struct ExactSum: Sendable {
    /// How many values were added.
    public private(set) var count = 0

    /// Digits in base 2³², the least first, not carried: digit i has weight 2^(32·i − 1074).
    private var digits = [Int64](repeating: 0, count: Self.width)

    /// How many additions any digit may have had since the last carry.
    private var uncarried = 0

    /// The IEEE sum of the addends that are not finite, 0 if there were none.
    private var nonFinite = 0.0

    private static let width = 68
    private static let leastExponent = -1074
    private static let carryInterval = 1 << 29

    /// Makes a sum of nothing, which is 0.
    public init() {}

    /// Sums all values of a span.
    ///
    /// Complexity: O(n).
    public init(_ values: Span<Double>) { add(values.count) { values[$0] } }

    /// Adds one value.
    ///
    /// Complexity: O(1).
    public mutating func add(_ value: Double) { add(1) { _ in value } }

    /// Adds so many values, which are asked for by number from 0.
    ///
    /// Complexity: O(count).
    @inline(__always) mutating func add(_ count: Int, _ value: (Int) -> Double) {
        var next = 0
        while next < count {
            // The digits are taken once for all values that they hold without a carry.
            let end = next + min(count - next, Self.carryInterval - uncarried)
            nonFinite += Self.add(next..<end, value, to: &digits)
            uncarried += end - next
            if uncarried >= Self.carryInterval { carry() }
            next = end
        }
        self.count += count
    }

    /// Adds finite values; gives the sum of the others.
    @inline(__always) private static func add(
        _ numbers: Range<Int>, _ value: (Int) -> Double, to digits: inout [Int64]
    ) -> Double {
        var digits = digits.mutableSpan
        var nonFinite = 0.0
        for number in numbers {
            let value = value(number)
            if value.isFinite { add(value, to: &digits) } else { nonFinite += value }
        }
        return nonFinite
    }

    /// Adds a finite value.
    @inline(__always) private static func add(_ value: Double, to digits: inout MutableSpan<Int64>) {
        let exponent = Int(truncatingIfNeeded: value.exponentBitPattern)
        let significand = value.significandBitPattern | (exponent > 0 ? 1 << 52 : 0)
        let shift = exponent > 0 ? exponent &- 1 : 0
        let (digit, bit) = (shift &>> 5, UInt64(truncatingIfNeeded: shift & 31))
        let low = (significand & 0xFFFF_FFFF) &<< bit
        let high = (significand &>> 32) &<< bit
        // All ones of a negative value: -x is ~x + 1.
        let sign = Int64(bitPattern: value.bitPattern) &>> 63
        func signed(_ part: UInt64) -> Int64 { (Int64(bitPattern: part) ^ sign) &- sign }
        digits[digit] &+= signed(low & 0xFFFF_FFFF)
        digits[digit &+ 1] &+= signed((low &>> 32) &+ (high & 0xFFFF_FFFF))
        digits[digit &+ 2] &+= signed(high &>> 32)
    }

    /// Adds all that another sum has added.
    ///
    /// Complexity: O(1).
    public mutating func merge(_ other: ExactSum) {
        var other = other
        other.carry()
        carry()
        for index in digits.indices { digits[index] &+= other.digits[index] }
        uncarried = 1
        count += other.count
        nonFinite += other.nonFinite
    }

    /// Brings every digit but the last, which has the sign, into 0..<2³².
    private mutating func carry() {
        var carried: Int64 = 0
        for index in 0..<(Self.width - 1) {
            let digit = digits[index] &+ carried
            digits[index] = digit & 0xFFFF_FFFF
            carried = digit >> 32
        }
        digits[Self.width - 1] &+= carried
        uncarried = 0
    }
}

extension ExactSum {
    /// The sum, rounded once to the nearest double, ties to even.
    ///
    /// Infinity if it is out of range. With addends that are not finite it is what IEEE 754 gives: an infinity,
    /// or NaN where there is a NaN or infinities of both signs. Source: Python `math.fsum`.
    public var value: Double { nonFinite == 0 ? rounded(scale: 0) : nonFinite }

    /// The mean: the rounded sum divided by the count, or nil if nothing was added.
    ///
    /// Two roundings in all. The mean of finite values is finite even where their sum is out of range.
    /// Source: Python `statistics.fmean`.
    public var mean: Double? {
        guard count > 0 else { return nil }
        guard nonFinite == 0 else { return nonFinite }
        let sum = rounded(scale: 0)
        if sum.isFinite { return sum / Double(count) }
        return rounded(scale: -64) / Double(count) * 0x1p64
    }

    /// The sum times 2^scale, rounded to nearest, ties to even.
    private func rounded(scale: Int) -> Double {
        var magnitude = self
        magnitude.carry()
        let isNegative = magnitude.digits[Self.width - 1] < 0
        if isNegative {
            for index in magnitude.digits.indices { magnitude.digits[index] = 0 &- magnitude.digits[index] }
            magnitude.carry()
        }
        let digits = magnitude.digits
        guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
        // The highest 64 bits, the last of them set if any bit below is; 64 ≥ 53 + 2 round as all bits would.
        let length = 32 * top + (64 - digits[top].leadingZeroBitCount)
        let lowest = max(length - 64, 0)
        let (digit, bit) = (lowest >> 5, UInt64(lowest & 31))
        func piece(_ index: Int) -> UInt64 { index < Self.width ? UInt64(bitPattern: digits[index]) : 0 }
        var window = piece(digit) >> bit | piece(digit + 1) << (32 - bit) | piece(digit + 2) << (64 - bit)
        let isInexact = piece(digit) & (1 << bit - 1) != 0 || digits[..<digit].contains { $0 != 0 }
        if isInexact { window |= 1 }
        return Double(
            sign: isNegative ? .minus : .plus, exponent: lowest + Self.leastExponent + scale,
            significand: Double(window))
    }
}
