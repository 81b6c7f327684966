import BenchSchema

/// How doubles become integers and come back, bit for bit.
enum FloatDomain: Equatable {
    /// `integer / 10^digits`: numbers printed with a fixed number of decimals.
    case decimal(digits: Int)
    /// A percentage of `total`, rounded to so many digits after the point: only the count is stored.
    case counts(total: Int64, digits: Int)
    /// The bit pattern of a single-precision number that was widened.
    case float32
    /// The bit pattern.
    case bits

    static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]
    /// Counts are exact as long as a hundred times the total, scaled by the digits, stays below 2^53.
    static let maximumTotal: Int64 = 1 << 24

    /// The integer that gives exactly this value, or nil.
    func integer(of value: Double) -> Int64? {
        switch self {
        case .bits: return Int64(bitPattern: value.bitPattern)
        case .float32:
            let narrow = Float(value)
            return Double(narrow).bitPattern == value.bitPattern ? Int64(Int32(bitPattern: narrow.bitPattern)) : nil
        case .decimal(let digits): return check(Self.nearest(value * Self.powersOfTen[digits]), value)
        case .counts(let total, _): return check(Self.nearest(value * Double(total) / 100), value)
        }
    }

    /// The nearest whole number, half to even.
    ///
    /// Below 2^51 an addition rounds; the function it replaces is a call for want of an instruction.
    private static func nearest(_ value: Double) -> Double {
        let magic = 0x1.8p52
        return value >= 0 && value < 0x1p51 ? (value + magic) - magic : value.rounded(.toNearestOrEven)
    }

    private func check(_ candidate: Double, _ value: Double) -> Int64? {
        guard candidate.magnitude <= 0x1p53 else { return nil }
        // Through Int64, as the decoder does: it has no -0.
        let integer = Int64(candidate)
        return self.value(of: integer).bitPattern == value.bitPattern ? integer : nil
    }

    /// The value that an integer stands for.
    func value(of integer: Int64) -> Double {
        switch self {
        case .bits: Double(bitPattern: UInt64(bitPattern: integer))
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: integer)))
        case .decimal(let digits): Double(integer) / Self.powersOfTen[digits]
        case .counts(let total, let digits):
            Self.nearest(Double(integer) * Self.powersOfTen[digits + 2] / Double(total)) / Self.powersOfTen[digits]
        }
    }

    /// The values that integers stand for. O(n).
    func values(of integers: [Int64]) -> [Double] {
        switch self {
        case .bits: return integers.map { Double(bitPattern: UInt64(bitPattern: $0)) }
        case .decimal(let digits):
            let power = Self.powersOfTen[digits]
            return unsafe [Double](unsafeUninitializedCapacity: integers.count) { values, filled in
                unsafe integers.withUnsafeBufferPointer { integers in
                    for place in 0..<integers.count { unsafe values[place] = Double(integers[place]) / power }
                    filled = integers.count
                }
            }
        case .counts, .float32: return integers.map(value(of:))
        }
    }
}

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
        integers.reserveCapacity(values.count)
        var previous: Int64 = 0
        for (place, value) in values.enumerated() {
            if let integer = domain.integer(of: value) {
                previous = integer
            } else {
                places.append(Int64(place))
                patterns.append(Int64(bitPattern: value.bitPattern))
            }
            integers.append(previous)
        }
    }

    /// The domain that holds nearly all values in the smallest integers.
    init(_ values: [Double]) {
        guard let (digits, decimals) = Self.decimals(values) else {
            // A few values may be short by chance.
            let narrow = values.count >= 64 ? FloatIntegers(values, .float32) : nil
            if let narrow, narrow.places.count * 16 <= values.count {
                self = narrow
            } else {
                self.init(values, .bits)
            }
            return
        }
        self = decimals
        if let total = countsTotal(digits) {
            let counts = FloatIntegers(values, .counts(total: total, digits: digits))
            if counts.places.count * 16 <= places.count * 16 + values.count { self = counts }
        }
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
            if integers.places.count * 16 <= values.count { return (digits, integers) }
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
        guard integers.count >= 32, integers.allSatisfy({ $0 >= 0 && Double($0) <= whole }) else { return nil }
        // Noise fills its range, so that even a few of its values lie close together: most columns end here.
        let step = max(integers.count / 512, 1)
        let few = stride(from: 0, to: integers.count, by: step).map { integers[$0] }.sorted()
        guard Self.leastGap(few) >= 4 else { return nil }
        let sorted = integers.sorted()
        let gap = Self.leastGap(sorted)
        guard gap >= 4, gap < .max else { return nil }
        let sample = Self.sample(of: sorted)
        for multiple in 1...4 {
            let least = Int64((whole * Double(multiple) / Double(gap + 1)).rounded(.down))
            let most = Int64((whole * Double(multiple) / Double(gap - 1)).rounded(.up))
            guard most - least <= Self.maximumTotals else { return nil }
            for total in stride(from: max(least, 2), through: min(most, FloatDomain.maximumTotal), by: 1) {
                let domain = FloatDomain.counts(total: total, digits: digits)
                let power = FloatDomain.powersOfTen[digits]
                if sample.allSatisfy({ domain.integer(of: Double($0) / power) != nil }) { return total }
            }
        }
        return nil
    }

    /// The least distance between two different neighbours; `Int64.max` where all values are the same.
    private static func leastGap(_ sorted: [Int64]) -> Int64 {
        zip(sorted.dropFirst(), sorted).reduce(.max) { least, pair in
            pair.0 == pair.1 ? least : min(least, pair.0 - pair.1)
        }
    }

    private static func sample<T>(of values: [T]) -> [T] {
        stride(from: 0, to: values.count, by: max(values.count / 64, 1)).map { values[$0] }
    }
}
