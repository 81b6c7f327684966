/// Fractions of whole numbers that doubles are, or nearly are.
enum Fraction {
    /// The least denominator of a fraction that is as near to a value as `tolerance` says, relative to it; nil where the
    /// denominator exceeds `limit`, or its product with the numerator exceeds `product`.
    ///
    /// By the value's continued fraction (Knuth, "The Art of Computer Programming", volume 2, 4.5.3).
    static func denominator(
        _ value: Double, below limit: Double, product: Double, tolerance: Double
    ) -> Int64? {
        guard value.magnitude < 0x1p20 else { return nil }
        var rest = value.magnitude
        // The latest two convergents.
        var (numeratorBefore, numerator) = (0.0, 1.0)
        var (before, last) = (1.0, 0.0)
        for _ in 0..<24 {
            let whole = rest.rounded(.down)
            (before, last) = (last, whole * last + before)
            (numeratorBefore, numerator) = (numerator, whole * numerator + numeratorBefore)
            guard last <= limit, numerator * last <= product else { return nil }
            if (numerator / last - value.magnitude).magnitude <= value.magnitude * tolerance { return Int64(last) }
            rest = 1 / (rest - whole)
            guard rest.isFinite else { return nil }
        }
        return nil
    }

    /// The least common multiple of two positive numbers, if it is no more than a limit.
    static func commonMultiple(_ a: Int64, _ b: Int64, limit: Int64) -> Int64? {
        var (divisor, rest) = (a, b)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        let (multiple, overflows) = (a / divisor).multipliedReportingOverflow(by: b)
        return overflows || multiple > limit ? nil : multiple
    }
}

extension FloatIntegers {
    /// The values as fractions of one denominator, off by a few steps of the last place, if nearly all are: a mean over
    /// classes or folds of shares of each. Nil if they aren't. O(n).
    ///
    /// Noise passes for fractions now and then, but never all of it for those of one denominator.
    init?(fractions values: [Double]) {
        guard values.count >= Self.minimumCount else { return nil }
        let sample = Self.sample(of: values).filter { $0.isFinite && $0 != 0 }
        guard sample.count >= Self.minimumCount / 2 else { return nil }
        let limit = FloatDomain.maximumDenominator
        let found = sample.compactMap {
            Fraction.denominator($0, below: Double(limit), product: 0x1p52, tolerance: 0x1p-50)
        }
        // From the least on, so that the large one of a value that isn't like the others can't spoil the rest.
        var (denominator, fitting): (Int64, Int) = (1, 0)
        for candidate in found.sorted() {
            guard let common = Fraction.commonMultiple(denominator, candidate, limit: limit) else { break }
            (denominator, fitting) = (common, fitting + 1)
        }
        guard fitting * 16 >= sample.count * 15 else { return nil }
        var spread: Int64 = 0
        for value in values where value.magnitude * Double(denominator) < FloatDomain.maximumNumerator {
            let numerator = FloatDomain.rounded(value * Double(denominator))
            let steps = FloatDomain.steps(to: value, from: numerator / Double(denominator))
            if steps.magnitude <= UInt64(FloatDomain.maximumSpread) { spread = max(spread, Int64(steps.magnitude)) }
        }
        self.init(values, .fractions(denominator: denominator, spread: spread))
        guard suffices else { return nil }
    }
}
