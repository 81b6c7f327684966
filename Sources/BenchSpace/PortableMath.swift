/// Logarithm and exponential of additions, multiplications and divisions alone.
///
/// The C library's differ in their last bits from machine to machine, and a seed must give the same draws on each.
/// Both are right within about two units in the last place.
enum PortableMath {
    private static let (ln2High, ln2Low) = (0x1.62e42fefa3800p-1, 0x1.ef35793c76730p-45)

    /// The natural logarithm of a finite number above 0.
    static func log(_ value: Double) -> Double {
        var (fraction, exponent) = (value.significand, Double(value.exponent))
        if fraction > 1.4142135623730951 { (fraction, exponent) = (fraction / 2, exponent + 1) }
        // log((1 + s) / (1 - s)) = 2 (s + s^3/3 + s^5/5 + ...), with |s| < 0.172.
        let s = (fraction - 1) / (fraction + 1)
        let square = s * s
        var sum = 0.0
        for odd in stride(from: 23.0, through: 3, by: -2) { sum = (sum + 1 / odd) * square }
        return exponent * ln2High + (exponent * ln2Low + 2 * (s + s * sum))
    }

    /// e to the power of a number from -700 to 700; beyond that, of the nearer of the two.
    static func exp(_ value: Double) -> Double {
        let value = min(max(value, -700), 700)
        let exponent = (value / ln2High).rounded()
        let rest = (value - exponent * ln2High) - exponent * ln2Low
        // The series of e^rest, with |rest| < 0.347.
        var sum = 1.0
        for term in stride(from: 15.0, through: 1, by: -1) { sum = 1 + sum * rest / term }
        return Double(sign: .plus, exponent: Int(exponent), significand: sum)
    }
}
