extension Array where Element == Double {
    /// Sorts numbers in ascending order, -0.0 before 0.0; there must be no NaN among them.
    ///
    /// Complexity: O(n): a pass over the values for each of their bytes in which they differ.
    /// Source: D. E. Knuth, *The Art of Computer Programming*, vol. 3, 5.2.5 (radix sorting, least significant digit first).
    mutating func radixSort() {
        // For a few values the passes cost more than comparisons.
        guard count >= 256 else { return sort { $0.orderedBits < $1.orderedBits } }
        var keys = map(\.orderedBits)
        var sorted = [UInt64](repeating: 0, count: count)
        for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
            var starts = [Int](repeating: 0, count: 257)
            for key in keys { starts[Int(key >> shift & 0xFF) + 1] += 1 }
            if starts.contains(count) { continue }
            for digit in 1..<256 { starts[digit] += starts[digit - 1] }
            for key in keys {
                let digit = Int(key >> shift & 0xFF)
                sorted[starts[digit]] = key
                starts[digit] += 1
            }
            swap(&keys, &sorted)
        }
        for place in indices { self[place] = Double(orderedBits: keys[place]) }
    }
}

extension Double {
    /// Bits that are in order as unsigned numbers when the doubles are.
    fileprivate var orderedBits: UInt64 { sign == .minus ? ~bitPattern : bitPattern | 1 << 63 }

    fileprivate init(orderedBits bits: UInt64) { self.init(bitPattern: bits >> 63 == 1 ? bits & ~(1 << 63) : ~bits) }
}
