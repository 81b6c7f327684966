extension Array where Element == Double {
    /// Sorts numbers in ascending order, -0.0 before 0.0; there must be no NaN among them.
    ///
    /// Complexity: O(n): a pass over the values for each of their digits of 11 bits in which they differ.
    /// Source: D. E. Knuth, *The Art of Computer Programming*, vol. 3, 5.2.5 (radix sorting, least significant digit first).
    mutating func radixSort() {
        // For a few values the passes cost more than comparisons.
        guard count >= 512 else { return sort { $0.orderedBits < $1.orderedBits } }
        var keys = map(\.orderedBits)
        var sorted = [UInt64](repeating: 0, count: count)
        var starts = RadixDigit.counts(keys.span)
        for digit in 0..<RadixDigit.digits where RadixDigit.prepare(digit, &starts, count: count) {
            RadixDigit.scatter(keys.span, into: &sorted, by: digit, &starts)
            swap(&keys, &sorted)
        }
        for place in indices { self[place] = Double(orderedBits: keys[place]) }
    }
}

extension Double {
    /// Bits that are in order as unsigned numbers when the doubles are.
    var orderedBits: UInt64 { sign == .minus ? ~bitPattern : bitPattern | 1 << 63 }

    fileprivate init(orderedBits bits: UInt64) { self.init(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits) }
}

/// The digits of 11 bits that a radix sort goes by, the lowest first.
private enum RadixDigit {
    static let digits = 6
    private static let values = 1 << 11

    @inline(__always) private static func digit(_ key: UInt64, _ digit: Int) -> Int {
        Int(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: 11 &* digit)) & (values - 1)
    }

    /// How often each value of each digit occurs, one digit after the other.
    static func counts(_ keys: Span<UInt64>) -> [Int] {
        var counts = [Int](repeating: 0, count: digits * values)
        var span = counts.mutableSpan
        for place in keys.indices {
            let key = keys[place]
            for number in 0..<digits { span[number &* values &+ digit(key, number)] &+= 1 }
        }
        return counts
    }

    /// Makes the counts of a digit the places where its values start; false if it is the same in all keys.
    static func prepare(_ digit: Int, _ counts: inout [Int], count: Int) -> Bool {
        var start = 0
        for value in digit * values..<(digit + 1) * values {
            if counts[value] == count { return false }
            (counts[value], start) = (start, start + counts[value])
        }
        return true
    }

    /// Brings keys in order of a digit, those that agree in it as they were.
    static func scatter(_ keys: Span<UInt64>, into sorted: inout [UInt64], by number: Int, _ starts: inout [Int]) {
        var sorted = sorted.mutableSpan
        var starts = starts.mutableSpan
        for place in keys.indices {
            let key = keys[place]
            let value = number &* values &+ digit(key, number)
            sorted[starts[value]] = key
            starts[value] &+= 1
        }
    }
}
