import BenchSchema

/// How doubles become integers and come back, bit for bit.
enum FloatDomain: Equatable, Sendable {
    /// `integer / 10^digits`: numbers printed with a fixed number of decimals.
    case decimal(digits: Int)
    /// A percentage of `total`, rounded to so many digits after the point: only the count is stored.
    case counts(total: Int64, digits: Int)
    /// `integer / 2^shift`: differences of a clock's readings.
    case binary(shift: Int)
    /// `n / denominator`, up to `spread` steps of the last place away: means of shares. The integer is
    /// `n * (2 * spread + 1)` and the steps.
    case fractions(denominator: Int64, spread: Int64)
    /// The bit pattern of a single-precision number that was widened.
    case float32
    /// The bit pattern.
    case bits

    static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]
    /// Counts are exact as long as a hundred times the total, scaled by the digits, stays below 2^53.
    static let maximumTotal: Int64 = 1 << 24

    /// The integer that gives exactly this value, or nil.
    @inline(__always)
    func integer(of value: Double) -> Int64? {
        switch self {
        case .bits: return Int64(bitPattern: value.bitPattern)
        case .float32:
            let narrow = Float(value)
            return Double(narrow).bitPattern == value.bitPattern ? Int64(Int32(bitPattern: narrow.bitPattern)) : nil
        case .decimal(let digits): return Self.integer(of: value, timesPowerOfTen: Self.powersOfTen[digits])
        case .binary(let shift): return check(value * Self.powerOfTwo(shift), value)
        case .counts(let total, _): return check(Self.nearest(value * Double(total) / 100), value)
        case .fractions(let denominator, let spread):
            let numerator = Self.rounded(value * Double(denominator))
            guard numerator.magnitude < Self.maximumNumerator else { return nil }
            let quotient = Int64(numerator)
            let steps = Self.steps(to: value, from: Double(quotient) / Double(denominator))
            return steps.magnitude <= UInt64(spread) ? quotient * (2 * spread + 1) + steps : nil
        }
    }

    /// The integer that, divided by a power of ten, gives exactly this value, or nil.
    @inline(__always)
    static func integer(of value: Double, timesPowerOfTen power: Double) -> Int64? {
        let candidate = nearest(value * power)
        guard candidate.magnitude <= 0x1p53 else { return nil }
        // Through Int64, as the decoder does: it has no -0.
        let integer = Int64(candidate)
        return (Double(integer) / power).bitPattern == value.bitPattern ? integer : nil
    }

    /// How many doubles lie between two of one sign; far too many where the signs differ.
    static func steps(to value: Double, from start: Double) -> Int64 {
        Int64(bitPattern: value.bitPattern) &- Int64(bitPattern: start.bitPattern)
    }

    /// Numerators of fractions are less.
    static let maximumNumerator = 0x1p40
    /// More steps of the last place than this would be noise.
    static let maximumSpread: Int64 = 8
    /// Larger denominators would fit noise.
    static let maximumDenominator: Int64 = 1 << 26

    /// The nearest whole number, half to even.
    ///
    /// Below 2^51 an addition rounds; the function it replaces is a call for want of an instruction.
    static func nearest(_ value: Double) -> Double {
        value >= 0 && value < 0x1p51
            ? (value + SmallIntegers.magic) - SmallIntegers.magic : value.rounded(.toNearestOrEven)
    }

    /// The nearest whole number, half away from zero, without a call.
    static func rounded(_ value: Double) -> Double {
        guard value.magnitude < 0x1p51 else { return value.rounded() }
        let even = (value + SmallIntegers.magic) - SmallIntegers.magic
        let rest = value - even
        return rest == 0.5 && value > 0 ? even + 1 : rest == -0.5 && value < 0 ? even - 1 : even
    }

    /// The widest shift of binary fractions.
    static let maximumShift = 60

    private static func powerOfTwo(_ shift: Int) -> Double { Double(sign: .plus, exponent: shift, significand: 1) }

    @inline(__always)
    private func check(_ candidate: Double, _ value: Double) -> Int64? {
        guard candidate.magnitude <= 0x1p53 else { return nil }
        // Through Int64, as the decoder does: it has no -0.
        let integer = Int64(candidate)
        return self.value(of: integer).bitPattern == value.bitPattern ? integer : nil
    }

    /// The value that an integer stands for.
    @inline(__always)
    func value(of integer: Int64) -> Double {
        switch self {
        case .bits: Double(bitPattern: UInt64(bitPattern: integer))
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer)))
        case .decimal(let digits): Double(integer) / Self.powersOfTen[digits]
        case .binary(let shift): Double(integer) * Self.powerOfTwo(-shift)
        case .counts(let total, let digits):
            Self.nearest(Double(integer) * Self.powersOfTen[digits + 2] / Double(total)) / Self.powersOfTen[digits]
        case .fractions(let denominator, let spread):
            Self.fraction(integer, Double(denominator), spread, base: 2 * spread + 1)
        }
    }

    @inline(__always)
    private static func fraction(_ integer: Int64, _ denominator: Double, _ spread: Int64, base: Int64) -> Double {
        // Divided towards zero, and one less where that was up.
        let shifted = integer &+ spread
        let towardsZero = shifted / base
        let numerator = towardsZero * base > shifted ? towardsZero - 1 : towardsZero
        let steps = integer &- numerator &* base
        let bits = Int64(bitPattern: (Double(numerator) / denominator).bitPattern)
        return Double(bitPattern: UInt64(bitPattern: bits &+ steps))
    }

    /// Turns integers into the values they stand for, in place: each slot holds the bits of one, then of the other. O(n).
    func convert(_ slots: UnsafeMutableBufferPointer<Double>) {
        @inline(__always) func integer(_ place: Int) -> Int64 { unsafe Int64(bitPattern: slots[place].bitPattern) }
        switch self {
        case .bits: return
        case .decimal(let digits):
            let power = Self.powersOfTen[digits]
            var excess: UInt64 = 0
            for place in 0..<slots.count { excess |= SmallIntegers.excess(integer(place)) }
            if excess == 0 {
                for place in 0..<slots.count { unsafe slots[place] = SmallIntegers.double(integer(place)) / power }
            } else {
                for place in 0..<slots.count { unsafe slots[place] = Double(integer(place)) / power }
            }
        case .binary(let shift):
            let unit = Self.powerOfTwo(-shift)
            for place in 0..<slots.count { unsafe slots[place] = Double(integer(place)) * unit }
        case .counts(let total, let digits):
            // A number that isn't within 0 and the total has a sign, or the rest has.
            var signs: Int64 = 0
            for place in 0..<slots.count { signs |= integer(place) | (total &- integer(place)) }
            guard signs >= 0 else {
                for place in 0..<slots.count { unsafe slots[place] = value(of: integer(place)) }
                return
            }
            let (scale, whole, power) = (Self.powersOfTen[digits + 2], Double(total), Self.powersOfTen[digits])
            for place in 0..<slots.count {
                let share = Self.sum(ofCount: integer(place), scale, whole) - SmallIntegers.magic
                unsafe slots[place] = share / power
            }
        case .fractions(let denominator, let spread):
            let (divisor, base) = (Double(denominator), 2 * spread + 1)
            for place in 0..<slots.count {
                unsafe slots[place] = Self.fraction(integer(place), divisor, spread, base: base)
            }
        case .float32:
            for place in 0..<slots.count { unsafe slots[place] = value(of: integer(place)) }
        }
    }

    /// Turns counts into the percentages they stand for, each times 10^digits, in place; false, and nothing is done, where one
    /// isn't within 0 and the total. O(n).
    static func scaleCounts(_ counts: inout [Int64], total: Int64, digits: Int) -> Bool {
        let (scale, whole) = (powersOfTen[digits + 2], Double(total))
        var slots = counts.mutableSpan
        var signs: Int64 = 0
        for place in slots.indices { signs |= slots[place] | (total &- slots[place]) }
        guard signs >= 0 else { return false }
        for place in slots.indices {
            slots[place] = SmallIntegers.integer(sum(ofCount: slots[place], scale, whole))
        }
        return true
    }

    /// The nearest whole number to a count's share, and `magic` more: in this range `nearest` is two additions.
    @inline(__always)
    private static func sum(ofCount count: Int64, _ scale: Double, _ whole: Double) -> Double {
        SmallIntegers.double(count) * scale / whole + SmallIntegers.magic
    }
}
