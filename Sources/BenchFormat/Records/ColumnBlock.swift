package import BenchSchema

/// One column of one segment's runs, decoded.
package struct ColumnBlock: Sendable {
    /// How many runs the segment has.
    package let runs: Int
    /// What each run holds; nil where all hold a value.
    let states: [PresenceState]?
    /// For a series, where each run's elements start, and the end of the last; nil for a scalar.
    let starts: [Int]?
    /// What each element is; nil where all are values.
    let elementStates: [ElementState]?
    /// The elements of all runs.
    let content: Content
    /// How many columns stand behind this one, each predicted from the next: 0 where it is predicted from none.
    let predictionDepth: Int

    /// The elements of all runs one after another; for a scalar one a run. Where there is no value, a placeholder.
    enum Content: Sendable {
        case decoded(Elements)
        /// A series in which every element is a value.
        case encoded(EncodedSeries)
    }

    /// What a run holds in a column; the raw value is its id in a file.
    enum PresenceState: UInt8, Sendable {
        case absent = 0
        case null = 1
        case present = 2
    }

    init(
        runs: Int, states: [PresenceState]?, starts: [Int]?, elementStates: [ElementState]?, content: Content,
        predictionDepth: Int = 0
    ) {
        (self.runs, self.states, self.starts) = (runs, states, starts)
        (self.elementStates, self.content, self.predictionDepth) = (elementStates, content, predictionDepth)
    }

    /// The same block with all its values decoded, so that each run's are at hand. O(elements), unless they are already.
    package func decoded() -> ColumnBlock {
        guard case .encoded(let series) = content else { return self }
        return ColumnBlock(
            runs: runs, states: states, starts: starts, elementStates: elementStates,
            content: .decoded(series.elements), predictionDepth: predictionDepth)
    }

    /// How many bytes all its values would take; nil if they are decoded.
    package var bytesToDecode: Int? { if case .encoded(let series) = content { 8 * series.layout.count } else { nil } }

    /// Whether all values are decoded.
    package var isDecoded: Bool { if case .decoded = content { true } else { false } }

    /// A column in which every run holds the same scalar.
    package init(constant cell: Cell, type: ValueType, runs: Int) {
        let (state, elements): (PresenceState, Elements) =
            switch cell {
            case .absent, .series: (.absent, .placeholders(type, count: runs))
            case .null: (.null, .placeholders(type, count: runs))
            case .float64(let bits): (.present, .float64(Array(repeating: bits.value, count: runs)))
            case .int64(let value): (.present, .int64(Array(repeating: value, count: runs)))
            case .bool(let value): (.present, .bool(Array(repeating: value, count: runs)))
            case .string(let text): (.present, .string(Array(repeating: text, count: runs)))
            case .json(let text): (.present, .json(Array(repeating: text, count: runs)))
            }
        self.init(
            runs: runs, states: state == .present ? nil : Array(repeating: state, count: runs), starts: nil,
            elementStates: nil, content: .decoded(elements))
    }

    /// What a run holds. O(elements of the run).
    package subscript(run: Int) -> Cell {
        switch states?[run] ?? .present {
        case .absent: return .absent
        case .null: return .null
        case .present: break
        }
        if starts == nil { return elements.cell(at: run) }
        return .series(series(of: run))
    }

    /// Whether a run holds a series, rather than a scalar, a null or nothing.
    package func holdsSeries(_ run: Int) -> Bool { starts != nil && (states?[run] ?? .present) == .present }

    /// The first `limit` elements of a run; none where it holds no series. O(limit).
    package func series(of run: Int, limit: Int = .max) -> Series {
        let all = range(of: run)
        let range = all.lowerBound..<all.lowerBound + min(all.count, limit)
        let elements =
            switch content {
            case .decoded(let elements): elements.slice(range)
            case .encoded(let series): series.elements(of: run).slice(0..<range.count)
            }
        return Series(elements, states: elementStates.map { Array($0[range]) })
    }

    /// The first step and the stride of an axis of integers that is the same in all runs, but for its length.
    ///
    /// Nearly every axis is: epochs count from 1. O(elements), those of runs with equal steps counted once.
    package var evenSteps: (first: Int64, stride: Int64)? {
        guard case .encoded(let series) = content, case .int64(let decoder) = series.values else { return nil }
        let (steps, layout) = decoder.distinct(series.layout)
        let runs = (0..<layout.runs).map(layout.range(of:)).filter { !$0.isEmpty }
        guard let first = runs.first.map({ steps[$0.lowerBound] }) else { return nil }
        let second = runs.first { $0.count > 1 }.map { steps[$0.lowerBound + 1] }
        let longest = runs.map(\.count).max() ?? 0
        // No step of the longest run overflows if the last doesn't.
        let (stride, isTooWide) = (second ?? first).subtractingReportingOverflow(first)
        let (rise, isTooHigh) = stride.multipliedReportingOverflow(by: Int64(longest - 1))
        guard !isTooWide, !isTooHigh, !first.addingReportingOverflow(rise).overflow else { return nil }
        for run in runs {
            var expected = first
            for place in run {
                guard steps[place] == expected else { return nil }
                expected &+= stride
            }
        }
        return (first, stride)
    }

    /// The elements of a run; none where it has no series. O(elements of the run).
    func elements(of run: Int) -> Elements {
        switch content {
        case .decoded(let elements): elements.slice(range(of: run))
        case .encoded(let series): series.elements(of: run)
        }
    }

    /// The elements of some consecutive runs as predictions from them read them. O(elements of these runs).
    func integers(of runs: Range<Int>, _ reading: SourceReading) -> [Int64] {
        switch content {
        case .encoded(let series): return series.integers(of: runs, reading)
        case .decoded(let elements):
            let places = (starts?[runs.lowerBound] ?? 0)..<(starts?[runs.upperBound] ?? 0)
            return elements.slice(places).integers(reading)
        }
    }

    /// All elements: O(1) if they are decoded, else O(elements).
    private var elements: Elements {
        switch content {
        case .decoded(let elements): elements
        case .encoded(let series): series.elements
        }
    }

    /// The values of a scalar as predictions from them read them, one a run; 0 where the run has none. O(runs).
    func scalarIntegers(_ reading: SourceReading) -> [Int64] { elements.integers(reading) }

    /// Whether other series, or other scalars, can be predicted from this one.
    func holdsNumbers(ofScalar isScalar: Bool) -> Bool {
        switch content {
        case .encoded, .decoded(.float64), .decoded(.int64): (starts == nil) == isScalar
        case .decoded: false
        }
    }

    /// How many elements each run has; nil where it has no series.
    package var seriesLengths: [Int?] {
        guard let starts else { return Array(repeating: nil, count: runs) }
        return (0..<runs).map { (states?[$0] ?? .present) == .present ? starts[$0 + 1] - starts[$0] : nil }
    }

    /// Puts the elements of a series of float64 at the start of an array, all runs one after another; where there is a null
    /// or a hole, a NaN. The array grows if it must. False for another type. O(elements).
    package func read(into numbers: inout [Double]) -> Bool {
        switch content {
        case .encoded(let series): return series.read(into: &numbers)
        case .decoded(.float64(let values)):
            numbers = values
            for (place, state) in (elementStates ?? []).enumerated() where state != .value { numbers[place] = .nan }
            return true
        case .decoded: return false
        }
    }

    /// Whether it is of a series, or an axis, that some run of the segment may have.
    package var isSeries: Bool { starts != nil }

    /// How many elements there are, those of all runs; of a scalar one a run.
    package var elementCount: Int { starts?.last ?? runs }

    /// Puts all elements of a column of numbers, one after another, into memory for exactly as many; where there is no
    /// value, a placeholder. False for another type. O(elements).
    package func copyNumbers(to memory: UnsafeMutableRawBufferPointer) -> Bool {
        precondition(memory.count == 8 * elementCount)
        switch content {
        case .encoded(let series): unsafe series.copy(to: memory)
        case .decoded(.float64(let values)): unsafe values.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
        case .decoded(.int64(let values)): unsafe values.withUnsafeBytes { unsafe memory.copyMemory(from: $0) }
        case .decoded: return false
        }
        return true
    }

    /// Where a run's elements stand; empty where it has no series.
    package func range(of run: Int) -> Range<Int> {
        guard let starts else { return 0..<0 }
        return starts[run]..<starts[run + 1]
    }

    /// The numbers of a scalar column, one a run; nil where the run has none. O(n).
    package var scalars: [Double?] {
        var numbers: [Double?]
        switch elements {
        case .float64(let values): numbers = values.map { $0 }
        case .int64(let values): numbers = values.map { Double($0) }
        case .bool, .string, .json: numbers = Array(repeating: nil, count: runs)
        }
        for (run, state) in (states ?? []).enumerated() where state != .present { numbers[run] = nil }
        return numbers
    }

    /// About how many bytes the block takes in memory. O(elements) for strings.
    package var byteCount: Int {
        let values =
            switch content {
            case .encoded(let series): series.byteCount
            case .decoded(.float64), .decoded(.int64): elements.count * 8
            case .decoded(.bool): elements.count
            case .decoded(.string(let texts)), .decoded(.json(let texts)): Self.byteCount(texts)
            }
        return 128 + values + (starts?.count ?? 0) * 8 + (states?.count ?? 0) + (elementStates?.count ?? 0)
    }

    /// The bytes of strings and of what holds them; equal neighbours share theirs.
    private static func byteCount(_ texts: [ByteString]) -> Int {
        var last: ByteString?
        return texts.reduce(0) { sum, text in
            defer { last = text }
            return sum + 8 + (text == last ? 0 : 40 + text.bytes.count)
        }
    }
}

extension Elements {
    /// So many zeros or empty strings.
    static func placeholders(_ type: ValueType, count: Int) -> Elements {
        switch type {
        case .float64: .float64(Array(repeating: 0, count: count))
        case .int64: .int64(Array(repeating: 0, count: count))
        case .bool: .bool(Array(repeating: false, count: count))
        case .string: .string(Array(repeating: "", count: count))
        case .json: .json(Array(repeating: "null", count: count))
        }
    }

    fileprivate func cell(at index: Int) -> Cell {
        switch self {
        case .float64(let values): .float64(values[index])
        case .int64(let values): .int64(values[index])
        case .bool(let values): .bool(values[index])
        case .string(let values): .string(values[index])
        case .json(let values): .json(values[index])
        }
    }

    /// Numbers as predictions from them read them; none of another type. O(n).
    func integers(_ reading: SourceReading) -> [Int64] {
        switch self {
        case .int64(let values): values
        case .float64(let values): reading.integers(values)
        case .bool, .string, .json: []
        }
    }

    fileprivate func slice(_ range: Range<Int>) -> Elements {
        switch self {
        case .float64(let values): .float64(values.copy(range))
        case .int64(let values): .int64(values.copy(range))
        case .bool(let values): .bool(values.copy(range))
        case .string(let values): .string(values.copy(range))
        case .json(let values): .json(values.copy(range))
        }
    }
}

extension Array {
    /// A part of the array; unlike a slice, it never counts a reference to the whole, which many threads share.
    fileprivate func copy(_ range: Range<Int>) -> [Element] {
        unsafe withUnsafeBufferPointer { unsafe Array(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}

extension ColumnBlock {
    /// All that the block holds, as arrays.
    package struct Arrays: Sendable {
        /// The elements of all runs one after another; a placeholder where there is no value.
        package let elements: Elements
        /// For a series, where each run's elements start, and the end of the last; nil for a scalar.
        package let starts: [Int]?
        /// What each element is; nil where all are values.
        package let elementStates: [ElementState]?
        /// Whether each run has a value, be it a series; nil where all have one.
        package let isPresent: [Bool]?
    }

    /// The arrays. O(1) if the block is decoded, else O(elements).
    package var arrays: Arrays {
        Arrays(
            elements: elements, starts: starts, elementStates: elementStates, isPresent: isPresent)
    }

    /// Whether each run has a value, be it a series; nil where all have one. O(runs).
    package var isPresent: [Bool]? { states.map { $0.map { $0 == .present } } }

    /// Of a series, whether each element is a value; nil where all are. O(elements).
    package var isThere: [Bool]? { elementStates.map { $0.map { $0 == .value } } }
}
