import BenchSchema

/// Doubles as integers of a domain, and those that are none.
struct FloatIntegers {
    var domain: FloatDomain
    /// One a value; where there is an exception, the one before it, so that predictions stay good.
    var integers: [Int64]
    /// Where the exceptions are, ascending, and their bit patterns.
    var places: [Int64] = []
    var patterns: [Int64] = []

    init(_ values: [Double], _ domain: FloatDomain) {
        self.domain = domain
        integers = []
        // One loop for each domain, so that it is told from the others once.
        switch domain {
        case .decimal(let digits):
            let power = FloatDomain.powersOfTen[digits]
            fill(values) { FloatDomain.integer(of: $0, timesPowerOfTen: power) }
        case .counts(let total, let digits):
            fill(values) { FloatDomain.counts(total: total, digits: digits).integer(of: $0) }
        case .binary, .fractions, .float32, .bits: fill(values) { domain.integer(of: $0) }
        }
    }

    @inline(__always)
    private mutating func fill(_ values: [Double], _ integer: (Double) -> Int64?) {
        var previous: Int64 = 0
        var found = [Int64](repeating: 0, count: values.count)
        var all = found.mutableSpan
        for place in values.indices {
            let value = values[place]
            if let integer = integer(value) {
                previous = integer
            } else {
                places.append(Int64(place))
                patterns.append(Int64(bitPattern: value.bitPattern))
            }
            all[place] = previous
        }
        integers = found
    }

    /// The domain that holds nearly all values in the smallest integers.
    init(_ values: [Double]) {
        if let (digits, decimals) = Self.decimals(values) {
            self = decimals
            guard let total = countsTotal(digits) else { return }
            let counts = FloatIntegers(values, .counts(total: total, digits: digits))
            if counts.places.count * 16 <= places.count * 16 + values.count { self = counts }
        } else {
            // Fractions of fewer bits than a significand of single precision have are the better ones.
            self =
                Self.binaryFractions(values, bits: 24) ?? Self.singlePrecision(values)
                ?? Self.binaryFractions(values, bits: 32) ?? FloatIntegers(values, .bits)
        }
    }

    /// Whether enough values are of the domain: all but one in sixteen.
    var suffices: Bool { places.count * 16 <= integers.count }

    /// Fewer values may be short by chance.
    static let minimumCount = 64

    private static func singlePrecision(_ values: [Double]) -> FloatIntegers? {
        guard values.count >= minimumCount else { return nil }
        let narrow = FloatIntegers(values, .float32)
        return narrow.suffices ? narrow : nil
    }

    /// The values as multiples of a power of two, if so few bits hold nearly all.
    private static func binaryFractions(_ values: [Double], bits: Int) -> FloatIntegers? {
        guard values.count >= minimumCount else { return nil }
        let sample = sample(of: values).filter { $0.isFinite && $0 != 0 }
        // The exponent of a value's last bit that is set.
        let lasts = sample.map { Int($0.exponent) - $0.significandWidth }.sorted()
        guard let last = lasts.dropFirst(sample.count / 32).first, (-FloatDomain.maximumShift...0).contains(last),
            let largest = sample.map(\.magnitude).max(), Int(largest.exponent) - last < bits
        else { return nil }
        let fractions = FloatIntegers(values, .binary(shift: -last))
        return fractions.suffices ? fractions : nil
    }

    /// The values as decimals of the fewest digits that hold all but one in sixteen of them, or nil.
    ///
    /// A sample rules out most numbers of digits before all values are looked at.
    private static func decimals(_ values: [Double]) -> (digits: Int, FloatIntegers)? {
        let sample = sample(of: values)
        for digits in FloatDomain.powersOfTen.indices.dropLast(2) {
            let domain = FloatDomain.decimal(digits: digits)
            let misfits = sample.count { domain.integer(of: $0) == nil }
            guard misfits * 4 <= sample.count else { continue }
            let integers = FloatIntegers(values, domain)
            if integers.suffices { return (digits, integers) }
        }
        return nil
    }

    /// More totals than this are not worth the time to try them.
    private static let maximumTotals: Int64 = 1 << 18

    /// The total of which these decimals, as percentages, are counts, or nil.
    ///
    /// Neighbouring counts lie 10^(digits + 2) / total apart. The smallest gap between values is about that, or a small
    /// multiple, which leaves few totals to try.
    private func countsTotal(_ digits: Int) -> Int64? {
        let whole = FloatDomain.powersOfTen[digits + 2]
        // Noise fills its range, so that even a few of its values lie close together: most columns end here.
        guard integers.count >= 32, !Self.areClose(Self.sample(of: integers, 1024)) else { return nil }
        guard let least = integers.min(), let most = integers.max(), least >= 0, most <= Int64(whole) else {
            return nil
        }
        let sorted = Self.ascending(integers, upTo: Int64(whole))
        let gap = Self.leastGap(sorted)
        guard gap >= 4, gap < .max else { return nil }
        // The largest first: neighbouring totals give nearly the same small shares.
        let sample = Self.sample(of: sorted).reversed()
        for multiple in 1...4 {
            let least = Int64((whole * Double(multiple) / Double(gap + 1)).rounded(.down))
            let most = Int64((whole * Double(multiple) / Double(gap - 1)).rounded(.up))
            guard most - least <= Self.maximumTotals else { return nil }
            for total in stride(from: max(least, 2), through: min(most, FloatDomain.maximumTotal), by: 1) {
                // Half a count from the nearest whole one, at most: most totals fail here, without a division.
                let (share, reach) = (Double(total) / whole, Double(total) / whole / 2 + 1e-6)
                guard sample.allSatisfy({ (Double($0) * share).distanceToWhole <= reach }) else { continue }
                let domain = FloatDomain.counts(total: total, digits: digits)
                let power = FloatDomain.powersOfTen[digits]
                if sample.allSatisfy({ domain.integer(of: Double($0) / power) != nil }) { return total }
            }
        }
        return nil
    }

    /// Whether a look in passing finds two different ones that are less than 4 apart.
    private static func areClose(_ integers: [Int64]) -> Bool {
        // The latest value in each slot; those of one cell of width 4 share a slot.
        var latest = [Int64?](repeating: nil, count: 2048)
        for integer in integers {
            let slot = Int((UInt64(bitPattern: integer >> 2) &* 0x9E37_79B9_7F4A_7C15) >> 53)
            if let other = latest[slot], other != integer, other >> 2 == integer >> 2 { return true }
            latest[slot] = integer
        }
        return false
    }

    /// Integers from 0 to a limit in ascending order, without repeats where that is faster.
    private static func ascending(_ integers: [Int64], upTo limit: Int64) -> [Int64] {
        guard limit <= 1 << 22 else { return integers.sorted() }
        var bits = [UInt64](repeating: 0, count: Int(limit) / 64 + 1)
        for integer in integers { bits[Int(integer) / 64] |= 1 << UInt64(integer % 64) }
        var result: [Int64] = []
        for (place, word) in bits.enumerated() where word != 0 {
            var word = word
            while word != 0 {
                result.append(Int64(place * 64 + word.trailingZeroBitCount))
                word &= word - 1
            }
        }
        return result
    }

    /// The least distance between two different neighbours; `Int64.max` where all values are the same.
    private static func leastGap(_ sorted: [Int64]) -> Int64 {
        zip(sorted.dropFirst(), sorted).reduce(.max) { least, pair in
            pair.0 == pair.1 ? least : min(least, pair.0 - pair.1)
        }
    }

    /// About so many of the values, evenly spread.
    static func sample<T>(of values: [T], _ enough: Int = 64) -> [T] {
        stride(from: 0, to: values.count, by: max(values.count / enough, 1)).map { values[$0] }
    }
}

extension Double {
    /// How far the nearest whole number is.
    fileprivate var distanceToWhole: Double { (self - FloatDomain.nearest(self)).magnitude }
}
