/// The sum of so many values, which are asked for by number from 0, rounded once: what ``ExactSum`` gives, mostly sooner.
///
/// Complexity: O(count).
@inline(__always) func roundedSum(_ count: Int, _ value: (Int) -> Double) -> Double {
    if let sum = certifiedSum(count, value) { return sum }
    var sum = ExactSum()
    sum.add(count, value)
    return sum.value
}

/// The sum of so many values, rounded once; nil where sums in double precision can't tell it.
///
/// The errors of the additions, which are doubles themselves, are added up beside the sum. The exact sum is then known within a bound;
/// if both ends of it round to one double, so does the exact sum. Complexity: O(count).
///
/// Source: T. Ogita, S. M. Rump and S. Oishi, "Accurate Sum and Dot Product", *SIAM Journal on Scientific Computing* 26(6), 2005,
/// algorithm 4.4 and proposition 4.5, whose bound n² u² Σ|x| is taken four times, for what rounds besides.
@inline(__always) func certifiedSum(_ count: Int, _ value: (Int) -> Double) -> Double? {
    guard count <= 1 << 26 else { return nil }
    var (sum, errors, magnitude) = (0.0, 0.0, 0.0)
    for number in 0..<count {
        let addend = value(number)
        let next = sum + addend
        let part = next - sum
        errors += (sum - (next - part)) + (addend - part)
        sum = next
        magnitude += addend.magnitude
    }
    let bound = Double(count) * Double(count) * 0x1p-104 * magnitude + .leastNonzeroMagnitude
    let rounded = sum + (errors - bound)
    return rounded.isFinite && rounded == sum + (errors + bound) ? rounded : nil
}
