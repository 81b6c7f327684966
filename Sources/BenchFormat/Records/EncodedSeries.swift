import BenchSchema

/// A series of numbers whose block was read and checked, and whose values are decoded run by run when they are asked for.
///
/// A lookup wants one run of a segment's: decoding it alone takes a hundredth of the time.
struct EncodedSeries: Sendable {
    /// Where the runs' values stand; runs without the series have none.
    let layout: RunLayout
    let values: Values
    /// For each run of the segment, its number among those that hold the series; nil where all do.
    private let ranks: [Int]?

    enum Values: Sendable {
        case float64(FloatDecoder)
        case int64(IntegerDecoder)
    }

    /// Reads the values of a series from behind its states; nil for types that aren't decoded run by run.
    init?(
        _ type: ValueType, lengths: [Int], states: [ColumnBlock.PresenceState]?, from cursor: inout ByteCursor
    ) throws(BenchError) {
        layout = RunLayout(lengths: lengths)
        switch type {
        case .float64: values = .float64(try FloatStream.decoder(layout, from: &cursor))
        case .int64: values = .int64(try IntegerStream.decoder(layout, from: &cursor))
        case .bool, .string, .json: return nil
        }
        var next = 0
        ranks = states.map { states in
            states.map { state in
                guard state == .present else { return -1 }
                defer { next += 1 }
                return next
            }
        }
    }

    /// A run's values. O(elements of the run).
    func elements(of run: Int) -> Elements { elements(ranked: ranks(of: run..<run + 1)) }

    /// The values of consecutive runs as predictions from them read them. O(elements of these runs).
    func integers(of runs: Range<Int>, _ reading: SourceReading) -> [Int64] {
        let ranks = ranks(of: runs)
        if case .float64(.integers(let decoder, let domain, let exceptions)) = values, exceptions.count == 0,
            case .decimal(let digits) = reading
        {
            var integers = decoder.values(of: ranks, layout)
            // Up to 2^50, and counts never give more, the way over doubles gives the same.
            switch domain {
            case .decimal(digits): if integers.allSatisfy({ $0.magnitude < 1 << 50 }) { return integers }
            case .counts(let total, digits):
                if FloatDomain.scaleCounts(&integers, total: total, digits: digits) { return integers }
            default: break
            }
        }
        return elements(ranked: ranks).integers(reading)
    }

    /// The numbers that consecutive runs have among those that hold the series.
    private func ranks(of runs: Range<Int>) -> Range<Int> {
        guard let ranks else { return runs }
        let held = ranks[runs].filter { $0 >= 0 }
        return (held.first ?? 0)..<(held.last.map { $0 + 1 } ?? 0)
    }

    /// Puts all values at the start of an array, which grows if it must; false where they are no doubles. O(elements).
    func read(into numbers: inout [Double]) -> Bool {
        guard case .float64(let decoder) = values else { return false }
        if numbers.count < layout.count { numbers = Array(repeating: 0, count: layout.count) }
        unsafe numbers.withUnsafeMutableBufferPointer { slots in
            unsafe decoder.read(0..<layout.runs, layout, into: .init(rebasing: slots[..<layout.count]))
        }
        return true
    }

    /// Puts all values into memory for as many of 8 bytes. O(elements).
    func copy(to memory: UnsafeMutableRawBufferPointer) {
        switch values {
        case .float64(let decoder):
            unsafe decoder.read(0..<layout.runs, layout, into: memory.bindMemory(to: Double.self))
        case .int64(let decoder):
            unsafe RunSlots.with(memory.bindMemory(to: Int64.self), layout, 0..<layout.runs) { decoder.read(into: $0) }
        }
    }

    /// All values. O(elements).
    var elements: Elements { elements(ranked: 0..<layout.runs) }

    private func elements(ranked runs: Range<Int>) -> Elements {
        switch values {
        case .float64(let decoder): .float64(decoder.values(of: runs, layout))
        case .int64(let decoder): .int64(decoder.values(of: runs, layout))
        }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int {
        let decoder =
            switch values {
            case .float64(let decoder): decoder.byteCount
            case .int64(let decoder): decoder.byteCount
            }
        return decoder + 8 * (layout.starts.count + (ranks?.count ?? 0))
    }
}
