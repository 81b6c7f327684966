/// How many of a list's values have zigzag forms of each width: enough to tell about how many bits they take.
struct WidthClasses {
    private static let widths = 65
    private var counts = [Int](repeating: 0, count: widths)

    private init() {}

    /// Counts values. O(n).
    init(_ values: Span<Int64>) {
        var counts = counts.mutableSpan
        for place in values.indices { counts[Self.width(values[place])] &+= 1 }
    }

    @inline(__always)
    private static func width(_ value: Int64) -> Int { 64 &- IntegerStream.zigzag(value).leadingZeroBitCount }

    /// About how many bits the values of runs take as they are, and by their differences of order 1 and 2. O(n).
    ///
    /// Each run's first value stands for itself, as `Linear.residuals` has it.
    static func estimates(_ values: [Int64], lengths: [Int]) -> (plain: Double, first: Double, second: Double) {
        var (plain, firsts, slopes, bends) = (WidthClasses(), WidthClasses(), WidthClasses(), WidthClasses())
        do {
            var plain = plain.counts.mutableSpan
            var firsts = firsts.counts.mutableSpan
            var slopes = slopes.counts.mutableSpan
            var bends = bends.counts.mutableSpan
            var start = 0
            for length in lengths where length > 0 {
                let run = values.span.extracting(start..<start + length)
                start += length
                var (last, slope) = (run[0], 0 as Int64)
                plain[width(last)] &+= 1
                firsts[width(last)] &+= 1
                for place in 1..<length {
                    let difference = run[place] &- last
                    last = run[place]
                    plain[width(last)] &+= 1
                    slopes[width(difference)] &+= 1
                    bends[width(difference &- slope)] &+= 1
                    slope = difference
                }
            }
        }
        return (plain.bits, firsts.bits + slopes.bits, firsts.bits + bends.bits)
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
