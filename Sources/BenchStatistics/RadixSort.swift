extension Array where Element == Double {
    /// Sorts numbers in ascending order, -0.0 before 0.0; there must be no NaN among them.
    ///
    /// Complexity: O(n).
    mutating func radixSort() {
        // For a few values the passes cost more than comparisons.
        guard count >= 512 else { return sort { $0.orderedBits < $1.orderedBits } }
        var keys = map(\.orderedBits)
        keys.radixSort(bits: 0..<64)
        for place in indices { self[place] = Double(orderedBits: keys[place]) }
    }
}

extension Array where Element == UInt64 {
    /// Sorts by some of the bits, and leaves those that agree in them as they were.
    ///
    /// Complexity: O(n): a pass over the elements for each digit of 11 bits in which they differ.
    /// Source: D. E. Knuth, *The Art of Computer Programming*, vol. 3, 5.2.5 (radix sorting, least significant digit first).
    mutating func radixSort(bits: Range<Int>) {
        let digits = RadixDigits(bits)
        var starts = digits.counts(span)
        var sorted = [UInt64](repeating: 0, count: count)
        for digit in 0..<digits.count where digits.prepare(digit, &starts, of: count) {
            digits.scatter(span, into: &sorted, by: digit, &starts)
            swap(&self, &sorted)
        }
    }
}

extension Double {
    /// Bits that are in order as unsigned numbers when the doubles are.
    var orderedBits: UInt64 { sign == .minus ? ~bitPattern : bitPattern | 1 << 63 }

    fileprivate init(orderedBits bits: UInt64) { self.init(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits) }
}

/// Digits of 11 bits, the lowest first.
private struct RadixDigits {
    private static let width = 11
    private static let values = 1 << width

    /// The first of their bits.
    private let start: Int
    /// How many there are.
    let count: Int

    init(_ bits: Range<Int>) {
        start = bits.lowerBound
        count = (bits.count + Self.width - 1) / Self.width
    }

    @inline(__always) private func digit(_ key: UInt64, _ digit: Int) -> Int {
        Int(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: start &+ Self.width &* digit)) & (Self.values - 1)
    }

    /// How often each value of each digit occurs, one digit after the other.
    func counts(_ keys: Span<UInt64>) -> [Int] {
        var counts = [Int](repeating: 0, count: count * Self.values)
        var span = counts.mutableSpan
        for place in keys.indices {
            let key = keys[place]
            for number in 0..<count { span[number &* Self.values &+ digit(key, number)] &+= 1 }
        }
        return counts
    }

    /// Makes the counts of a digit the places where its values start; false if it is the same in all keys.
    func prepare(_ digit: Int, _ counts: inout [Int], of total: Int) -> Bool {
        var start = 0
        for value in digit * Self.values..<(digit + 1) * Self.values {
            if counts[value] == total { return false }
            (counts[value], start) = (start, start + counts[value])
        }
        return true
    }

    /// Brings keys in order of a digit, those that agree in it as they were.
    func scatter(_ keys: Span<UInt64>, into sorted: inout [UInt64], by number: Int, _ starts: inout [Int]) {
        var sorted = sorted.mutableSpan
        var starts = starts.mutableSpan
        for place in keys.indices {
            let key = keys[place]
            let value = number &* Self.values &+ digit(key, number)
            sorted[starts[value]] = key
            starts[value] &+= 1
        }
    }
}
