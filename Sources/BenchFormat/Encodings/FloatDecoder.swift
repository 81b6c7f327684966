import BenchSchema

/// A list of doubles cut into runs, ready to be decoded run by run; reading can't fail, and many threads may.
enum FloatDecoder: Sendable {
    /// Integers of a domain, and the doubles that are none.
    case integers(IntegerDecoder, FloatDomain, FloatExceptions)
    /// Values that were decoded at once.
    case list([Double])

    /// The values of some consecutive runs of a layout. O(values of these runs).
    func values(of runs: Range<Int>, _ layout: RunLayout) -> [Double] {
        let count = layout.starts[runs.upperBound] - layout.starts[runs.lowerBound]
        return unsafe [Double](unsafeUninitializedCapacity: count) { memory, filled in
            unsafe read(runs, layout, into: .init(rebasing: memory[..<count]))
            filled = count
        }
    }

    /// Writes the values of some consecutive runs of a layout to as many slots. O(values of these runs).
    func read(_ runs: Range<Int>, _ layout: RunLayout, into slots: UnsafeMutableBufferPointer<Double>) {
        let range = layout.starts[runs.lowerBound]..<layout.starts[runs.upperBound]
        precondition(slots.count == range.count)
        switch self {
        case .list(let values): for (slot, place) in range.enumerated() { unsafe slots[slot] = values[place] }
        case .integers(let integers, let domain, let exceptions):
            // A double is as large as an integer, so its slot takes that first.
            unsafe slots.withMemoryRebound(to: Int64.self) { memory in
                unsafe RunSlots.with(memory, layout, runs) { integers.read(into: $0) }
            }
            unsafe domain.convert(slots)
            unsafe exceptions.put(into: slots, of: range)
        }
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int {
        switch self {
        case .list(let values): 8 * values.count
        case .integers(let integers, _, let exceptions): integers.byteCount + exceptions.byteCount
        }
    }
}

/// The values of a list that are not of its domain.
///
/// Bytes: how many there are (LEB128); if any, the integer streams of their places, ascending, and of their bit patterns.
struct FloatExceptions: Sendable {
    private var places: [Int64] = []
    private var patterns: [Int64] = []

    /// No exceptions.
    init() {}

    /// Exceptions at ascending places.
    init(places: [Int64], patterns: [Int64]) { (self.places, self.patterns) = (places, patterns) }

    /// Reads those of a list of so many values.
    init(count: Int, from cursor: inout ByteCursor) throws(BenchError) {
        let exceptions = try cursor.count(count)
        guard exceptions > 0 else { return }
        places = try IntegerStream.decode(besideValues: [exceptions], from: &cursor)
        patterns = try IntegerStream.decode(besideValues: [exceptions], from: &cursor)
        var next: Int64 = 0
        for place in places {
            guard place >= next, place < count else { throw BenchError(.damaged, "an exception is out of place") }
            next = place + 1
        }
    }

    /// Writes them.
    func append(_ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        out.append(count: places.count)
        guard !places.isEmpty else { return }
        try IntegerStream.encode(places, lengths: [places.count], zstd, to: &out)
        try IntegerStream.encode(patterns, lengths: [places.count], zstd, to: &out)
    }

    /// How many there are.
    var count: Int { places.count }

    /// Puts those of a range of the list where they belong.
    func put(into slots: UnsafeMutableBufferPointer<Double>, of range: Range<Int>) {
        guard !places.isEmpty else { return }
        precondition(slots.count == range.count)
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(places[middle]) < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < places.count, Int(places[low]) < range.upperBound {
            unsafe slots[Int(places[low]) - range.lowerBound] = Double(bitPattern: UInt64(bitPattern: patterns[low]))
            low += 1
        }
    }

    /// About how many bytes they take in memory.
    var byteCount: Int { 16 * places.count }
}
