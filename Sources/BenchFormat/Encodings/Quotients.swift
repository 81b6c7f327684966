import BenchSchema

/// Doubles that are a decimal divided by a whole number: means of printed numbers, kilowatt-hours from watt-hours, shares
/// of a sample.
///
/// Bytes: the digits after the point; the factor (1 or 100); the exceptions; the integer stream of the divisors; the one
/// of the decimals as integers. The value is `integer / 10^digits / divisor * factor`, each operation rounded to nearest.
struct Quotients {
    private var form: Form
    private var integers: [Int64] = []
    private var divisors: [Int64] = []
    private var exceptions = FloatExceptions()

    /// What all values of a list have in common.
    private struct Form {
        var digits: Int
        var factor: Int64

        func value(_ integer: Int64, _ divisor: Int64) -> Double {
            let quotient = Double(integer) / FloatDomain.powersOfTen[digits] / Double(divisor)
            return factor == 1 ? quotient : quotient * Double(factor)
        }

        /// The integer that gives exactly this value with a divisor, or nil.
        func dividend(_ value: Double, _ divisor: Int64) -> Int64? {
            let scaled = value / Double(factor) * Double(divisor) * FloatDomain.powersOfTen[digits]
            let nearest = FloatDomain.rounded(scaled)
            // Most divisors fail here, before any division.
            guard (scaled - nearest).magnitude <= scaled.magnitude * 0x1p-50, nearest.magnitude < 0x1p51 else {
                return nil
            }
            return self.value(Int64(nearest), divisor).bitPattern == value.bitPattern ? Int64(nearest) : nil
        }
    }

    /// Shares of a sample, as such and in percent; decimals are sought with six digits, and zeros at their ends cut off
    /// afterwards.
    private static let forms = [Form(digits: 0, factor: 1), Form(digits: 0, factor: 100), Form(digits: 6, factor: 1)]
    /// Fewer values don't pay for two streams.
    private static let minimumCount = 16

    /// The quotients that nearly all values are, or nil. O(values * divisors found).
    init?(_ values: [Double]) {
        guard values.count >= Self.minimumCount else { return nil }
        let sample = FloatIntegers.sample(of: values, 128)
        for form in Self.forms {
            let candidates = Self.divisors(form, sample)
            if !candidates.isEmpty, let found = Quotients(values, form, candidates) {
                self = found
                return
            }
        }
        return nil
    }

    private init?(_ values: [Double], _ form: Form, _ candidates: [Int64]) {
        self.form = form
        var (places, patterns): ([Int64], [Int64]) = ([], [])
        var previous: (integer: Int64, divisor: Int64) = (0, candidates[0])
        for (place, value) in values.enumerated() {
            // Neighbours tend to have one divisor.
            if let integer = form.dividend(value, previous.divisor) {
                previous.integer = integer
            } else if let found = Self.quotient(value, form, candidates) {
                previous = found
            } else {
                places.append(Int64(place))
                patterns.append(Int64(bitPattern: value.bitPattern))
                guard places.count * 16 <= values.count else { return nil }
            }
            integers.append(previous.integer)
            divisors.append(previous.divisor)
        }
        exceptions = FloatExceptions(places: places, patterns: patterns)
        while self.form.digits > 0, integers.allSatisfy({ $0 % 10 == 0 }) {
            self.form.digits -= 1
            for place in integers.indices { integers[place] /= 10 }
        }
        guard integers.allSatisfy({ $0.magnitude < Self.maximumInteger }) else { return nil }
    }

    /// Noise is a decimal of more bits divided by one of a thousand numbers.
    private static let maximumInteger: UInt64 = 1 << 40

    private static func quotient(_ value: Double, _ form: Form, _ candidates: [Int64]) -> (Int64, Int64)? {
        for divisor in candidates {
            if let integer = form.dividend(value, divisor) { return (integer, divisor) }
        }
        guard form.digits == 0, let divisor = denominator(value / Double(form.factor)) else { return nil }
        return form.dividend(value, divisor).map { ($0, divisor) }
    }

    /// More divisors than this are not tried on every value.
    private static let mostDivisors = 32

    /// The divisors that explain values of the sample, those that explain most first; none where too few are explained.
    private static func divisors(_ form: Form, _ sample: [Double]) -> [Int64] {
        let toTry: [Int64]
        if form.digits == 0 {
            // Noise is told from shares by the first few.
            guard sample.prefix(16).count(where: { denominator($0 / Double(form.factor)) != nil }) >= 12 else {
                return []
            }
            toTry = Set(sample.compactMap { denominator($0 / Double(form.factor)) }).sorted()
        } else {
            toTry = Array(2...1024)
        }
        let sample = form.digits == 0 ? sample : FloatIntegers.sample(of: sample, 16)
        var votes: [(divisor: Int64, count: Int)] = []
        var isExplained = Array(repeating: false, count: sample.count)
        for divisor in toTry {
            var count = 0
            for (place, value) in sample.enumerated() where form.dividend(value, divisor) != nil {
                isExplained[place] = true
                count += 1
            }
            if count > 0 { votes.append((divisor, count)) }
        }
        guard isExplained.count(where: { $0 }) * 8 >= sample.count * 7 else { return [] }
        return votes.sorted { ($0.count, $1.divisor) > ($1.count, $0.divisor) }.prefix(mostDivisors).map(\.divisor)
    }

    private static func denominator(_ value: Double) -> Int64? {
        // The factor may have cost the last bit.
        Fraction.denominator(value, below: 0x1p20, product: maximumProduct, tolerance: 0x1p-51)
    }

    /// Noise of 53 bits is a fraction, too, but of numbers whose product has about as many.
    private static let maximumProduct = 0x1p44

    /// Reads a list of values.
    static func decode(_ layout: RunLayout, from cursor: inout ByteCursor) throws(BenchError) -> [Double] {
        let digits = try FloatDomain.digits(from: &cursor)
        let factor = Int64(try cursor.byte())
        guard factor == 1 || factor == 100 else { throw BenchError(.damaged, "a factor of \(factor)") }
        cursor.note("quotients")
        let form = Form(digits: digits, factor: factor)
        let exceptions = try FloatExceptions(count: layout.count, from: &cursor)
        let divisors = try IntegerStream.decode(besideValues: layout.lengths, from: &cursor)
        guard !divisors.contains(0) else { throw BenchError(.damaged, "a quotient of 0") }
        let integers = try IntegerStream.decode(besideValues: layout.lengths, from: &cursor)
        var values = zip(integers, divisors).map { form.value($0, $1) }
        unsafe values.withUnsafeMutableBufferPointer { unsafe exceptions.put(into: $0, of: 0..<$0.count) }
        return values
    }

    /// Appends all but the encoding's id.
    func append(lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        out += [UInt8(form.digits), UInt8(form.factor)]
        try exceptions.append(zstd, to: &out)
        try IntegerStream.encode(divisors, lengths: lengths, zstd, to: &out)
        try IntegerStream.encode(integers, lengths: lengths, zstd, to: &out)
    }
}
