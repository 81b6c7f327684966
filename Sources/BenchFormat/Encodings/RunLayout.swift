/// Where each run's values stand in a list, one run after another.
struct RunLayout: Sendable {
    /// Where each run's values start, and the end of the last one's.
    let starts: [Int]

    /// Lays out runs of these lengths.
    init(lengths: some Collection<Int>) {
        var starts: [Int] = []
        starts.reserveCapacity(lengths.count + 1)
        var end = 0
        starts.append(end)
        for length in lengths {
            end += length
            starts.append(end)
        }
        self.starts = starts
    }

    /// The number of runs.
    var runs: Int { starts.count - 1 }
    /// The number of values.
    var count: Int { starts[runs] }
    /// How many values each run has.
    var lengths: [Int] { (0..<runs).map { range(of: $0).count } }

    /// Where a run's values are.
    func range(of run: Int) -> Range<Int> { starts[run]..<starts[run + 1] }
}

/// Memory for the values of some consecutive runs: all that a decoder writes to.
///
/// Each run's slots are checked once; the loops over them are not checked again. Valid only where it was given.
@safe struct RunSlots {
    private let memory: UnsafeMutableBufferPointer<Int64>
    /// Where each run of the layout starts, and the end of the last.
    private let starts: UnsafeBufferPointer<Int>
    /// The runs that there is memory for.
    let runs: Range<Int>
    /// How many of each run's slots are left out at its start.
    private let lead: Int

    /// Calls with slots in memory that must be as large as these runs' values.
    @unsafe static func with(
        _ memory: UnsafeMutableBufferPointer<Int64>, _ layout: RunLayout, _ runs: Range<Int>, _ body: (RunSlots) -> Void
    ) {
        precondition(memory.count == layout.starts[runs.upperBound] - layout.starts[runs.lowerBound])
        unsafe layout.starts.withUnsafeBufferPointer { starts in
            body(unsafe RunSlots(memory: memory, starts: starts, runs: runs, lead: 0))
        }
    }

    /// The slots of a run.
    subscript(run: Int) -> UnsafeMutableBufferPointer<Int64> {
        precondition(runs.contains(run))
        let origin = unsafe starts[runs.lowerBound]
        let (start, end) = unsafe (starts[run] &- origin, starts[run &+ 1] &- origin)
        return unsafe UnsafeMutableBufferPointer(rebasing: memory[min(start &+ lead, end)..<end])
    }

    /// The same slots without the first of each run.
    var withoutFirsts: RunSlots { unsafe RunSlots(memory: memory, starts: starts, runs: runs, lead: lead + 1) }
}
