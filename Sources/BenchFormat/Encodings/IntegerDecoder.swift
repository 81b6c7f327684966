import BenchSchema

/// A list of integers cut into runs, ready to be decoded run by run.
///
/// Whatever can be wrong with a stream is found when its decoder is made: reading can't fail, and many threads may.
indirect enum IntegerDecoder: Sendable {
    /// One value everywhere.
    case constant(Int64)
    /// Values that were decoded at once.
    case list([Int64], RunLayout)
    case planes(Planes)
    case linear(Linear)
    case split(Split)
    case repeated(Repeated)
    case predicted(Predicted)

    /// Writes the values of the runs that there are slots for. O(values of these runs).
    func read(into slots: RunSlots) {
        switch self {
        case .constant(let value): for run in slots.runs { unsafe slots[run].update(repeating: value) }
        case .list(let values, let layout):
            for run in slots.runs { unsafe slots[run].copy(values[layout.range(of: run)]) }
        case .planes(let planes): planes.read(into: slots)
        case .linear(let linear): linear.read(into: slots)
        case .split(let split): split.read(into: slots)
        case .repeated(let repeated): repeated.read(into: slots)
        case .predicted(let predicted): predicted.read(into: slots)
        }
    }

    /// The values of some consecutive runs of a layout. O(values of these runs).
    func values(of runs: Range<Int>, _ layout: RunLayout) -> [Int64] {
        let count = layout.starts[runs.upperBound] - layout.starts[runs.lowerBound]
        return unsafe [Int64](unsafeUninitializedCapacity: count) { memory, filled in
            unsafe RunSlots.with(.init(rebasing: memory[..<count]), layout, runs) { read(into: $0) }
            filled = count
        }
    }

    /// Values of the layout's runs in which runs that are known to be equal may stand once, and where they stand.
    func distinct(_ layout: RunLayout) -> ([Int64], RunLayout) {
        if case .repeated(let repeated) = self { return repeated.distinct }
        return (values(of: 0..<layout.runs, layout), layout)
    }

    /// About how many bytes it takes in memory.
    var byteCount: Int {
        switch self {
        case .constant: 16
        case .list(let values, let layout): 8 * (values.count + layout.starts.count)
        case .planes(let planes): planes.byteCount
        case .linear(let linear): linear.byteCount
        case .split(let split): split.byteCount
        case .repeated(let repeated): repeated.byteCount
        case .predicted(let predicted): predicted.byteCount
        }
    }
}

extension UnsafeMutableBufferPointer<Int64> {
    /// Copies a run's values.
    func copy(_ values: ArraySlice<Int64>) {
        precondition(values.count == count)
        for (place, value) in values.enumerated() { unsafe self[place] = value }
    }
}
