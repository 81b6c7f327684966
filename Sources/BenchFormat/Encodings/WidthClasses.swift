/// How many of a list's values have zigzag forms of each width: enough to tell about how many bits they take.
struct WidthClasses {
    private var counts = [Int](repeating: 0, count: 65)

    private init() {}

    /// Counts values. O(n).
    init(_ values: Span<Int64>) {
        var counts = counts.mutableSpan
        for place in values.indices { counts[64 &- IntegerStream.zigzag(values[place]).leadingZeroBitCount] &+= 1 }
    }

    /// The classes of what is left above so many low bits; of a shorter value the sign is left.
    func cut(_ cut: Int) -> WidthClasses {
        var rest = WidthClasses()
        for width in counts.indices {
            let count = counts[width]
            if width > cut || width == 0 {
                rest.counts[max(width - cut, 0)] += count
            } else {
                rest.counts[0] += count / 2
                rest.counts[1] += count - count / 2
            }
        }
        return rest
    }

    /// About how many bits the values take: the entropy of their widths, and the bits below the highest.
    var bits: Double {
        var (below, total) = (0, 0)
        for width in counts.indices {
            below += max(width - 1, 0) * counts[width]
            total += counts[width]
        }
        var bits = Double(below)
        for width in counts.indices where counts[width] > 0 {
            bits -= Double(counts[width]) * Self.log2(Double(counts[width]) / Double(total))
        }
        return bits
    }

    /// The binary logarithm by its exponent and a line in between: within 0.09, the same on every machine.
    private static func log2(_ value: Double) -> Double {
        // The exponent stands before the significand's bits, and is 1023 for 1.
        Double(Int64(bitPattern: value.bitPattern)) * 0x1p-52 - 1023
    }
}
