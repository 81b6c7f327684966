import BenchSchema

/// What the index says of one configuration, in 16 bytes.
struct IndexedConfiguration {
    /// The first bits of its hash after those that chose the bucket.
    var fingerprint: UInt32
    /// How often its run was repeated; if the repeats are scattered, which of `ScatteredRuns` they are.
    var more: UInt32
    /// The first of its runs, in order of task, seed and place.
    var first: RunLocation
    /// Whether its repeats are elsewhere than in the rows that follow the first.
    var isScattered: Bool
}

/// Lists of runs, one after another.
struct ScatteredRuns {
    private var locations: [RunLocation] = []
    private var ends: [Int] = []

    /// The number of lists.
    var count: Int { ends.count }
    /// The memory that they take.
    var byteCount: Int { locations.count * MemoryLayout<RunLocation>.stride + ends.count * MemoryLayout<Int>.stride }

    /// The runs of a list.
    func runs(_ list: Int) -> ArraySlice<RunLocation> { locations[(list == 0 ? 0 : ends[list - 1])..<ends[list]] }

    /// Appends a run to the list that isn't ended.
    mutating func append(_ location: RunLocation) { locations.append(location) }

    /// Ends a list.
    mutating func endList() { ends.append(locations.count) }
}

/// Reads the bits of a bucket.
///
/// Takes no more memory than some ten times the bytes, or 8 bytes a bit where repeats are scattered, whatever they say.
struct IndexUnpacker {
    private let layout: IndexLayout
    private let count: Int
    private let body: ArraySlice<UInt8>
    /// In order of their first runs.
    private(set) var configurations: [IndexedConfiguration] = []
    private(set) var scattered = ScatteredRuns()

    /// Reads how many configurations there are.
    init(_ bytes: [UInt8], _ layout: IndexLayout) throws(BenchError) {
        self.layout = layout
        guard !bytes.isEmpty else {
            (count, body) = (0, [])
            return
        }
        var head = ByteCursor(bytes)
        // Each takes more than a byte.
        count = try head.count(min(bytes.count, Int(UInt32.max)))
        body = bytes[head.offset...]
        guard count > 0, UInt64(count) <= layout.entries else {
            throw BenchError(.damaged, "a bucket of \(count) configurations, of \(layout.entries) runs in all")
        }
    }

    /// Reads all of them.
    mutating func unpack() throws(BenchError) {
        guard count > 0 else { return }
        configurations.reserveCapacity(count)
        var bits = BitCursor(body)
        let (layout, width, fingerprintBits) = (layout, layout.gapBits(configurations: count), layout.fingerprintBits)
        let last = layout.places - 1
        var next: UInt64 = 0
        var usual = 0
        for _ in 0..<count {
            let quotient = try bits.unary()
            let rest = try bits.field(width)
            guard next <= last, quotient <= (last - next) >> UInt64(width),
                quotient << UInt64(width) | rest <= last - next
            else { throw BenchError(.damaged, "a run beyond those of any segment") }
            let place = next + (quotient << UInt64(width) | rest)
            next = place + 1
            // The fingerprint, and above it the form.
            let field = try bits.field(fingerprintBits + 1)
            var configuration = IndexedConfiguration(
                fingerprint: UInt32(truncatingIfNeeded: field & (1 << UInt64(fingerprintBits) - 1)),
                more: UInt32(usual), first: layout.location(place), isScattered: false)
            if field >> UInt64(fingerprintBits) == 0 {
                guard usual <= layout.rowsAfter(configuration.first) else { throw Self.isBeyondRows }
            } else {
                let repeats = try unpackRepeats(of: &configuration, from: &bits)
                guard configuration.isScattered || repeats != usual else {
                    throw BenchError(.damaged, "repeats are listed that are as usual")
                }
                usual = min(repeats, IndexLayout.maximumUsualRepeats)
            }
            configurations.append(configuration)
        }
        try bits.end()
    }

    /// Reads repeats that are listed one by one, and returns their number.
    private mutating func unpackRepeats(
        of configuration: inout IndexedConfiguration, from bits: inout BitCursor
    ) throws(BenchError) -> Int {
        let count = Int(try bits.gamma()) - 1
        var last = configuration.first
        for number in 0..<count {
            if try bits.bit() {
                // From the first on that isn't in the next row, they need a list.
                if !configuration.isScattered {
                    for row in 0..<number {
                        let first = configuration.first
                        scattered.append(RunLocation(segment: first.segment, row: first.row + UInt16(row + 1)))
                    }
                    configuration.isScattered = true
                }
                let segment = try bits.field(layout.segmentBits)
                guard segment < layout.segments else {
                    throw BenchError(.damaged, "a run in segment \(segment) of \(layout.segments)")
                }
                let location = RunLocation(
                    segment: UInt32(truncatingIfNeeded: segment),
                    row: UInt16(truncatingIfNeeded: try bits.field(layout.rowBits)))
                guard location != last.next else {
                    throw BenchError(.damaged, "a repeat's row is given that is the next one")
                }
                last = location
            } else {
                guard layout.rowsAfter(last) > 0 else { throw Self.isBeyondRows }
                last.row += 1
            }
            if configuration.isScattered { scattered.append(last) }
        }
        if configuration.isScattered {
            configuration.more = UInt32(scattered.count)
            scattered.endList()
        } else {
            configuration.more = UInt32(count)
        }
        return count
    }

    private static var isBeyondRows: BenchError {
        BenchError(.damaged, "a repeat in a row beyond those of any segment")
    }
}
