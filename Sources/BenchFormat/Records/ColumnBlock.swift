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
    /// The elements of all runs one after another; for a scalar one a run. Where there is no value, a placeholder.
    let elements: Elements
    /// Whether the values are predicted from another column, which bars this one from being a source.
    let isPredicted: Bool

    /// What a run holds in a column; the raw value is its id in a file.
    enum PresenceState: UInt8, Sendable {
        case absent = 0
        case null = 1
        case present = 2
    }

    init(
        runs: Int, states: [PresenceState]?, starts: [Int]?, elementStates: [ElementState]?, elements: Elements,
        isPredicted: Bool = false
    ) {
        (self.runs, self.states, self.starts) = (runs, states, starts)
        (self.elementStates, self.elements, self.isPredicted) = (elementStates, elements, isPredicted)
    }

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
            elementStates: nil, elements: elements)
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
        return Series(elements.slice(range), states: elementStates.map { Array($0[range]) })
    }

    /// The first step and the stride of an axis of integers that is the same in all runs, but for its length.
    ///
    /// Nearly every axis is: epochs count from 1. O(elements).
    package var evenSteps: (first: Int64, stride: Int64)? {
        guard let starts, case .int64(let steps) = elements, let first = steps.first else { return nil }
        let lengths = (0..<runs).map { starts[$0 + 1] - starts[$0] }
        let longest = lengths.max() ?? 0
        // No step of the longest run overflows if the last doesn't.
        let (stride, isTooWide) = longest < 2 ? (0, false) : second(steps).subtractingReportingOverflow(first)
        let (rise, isTooHigh) = stride.multipliedReportingOverflow(by: Int64(max(longest - 1, 0)))
        guard !isTooWide, !isTooHigh, !first.addingReportingOverflow(rise).overflow else { return nil }
        for run in 0..<runs {
            var expected = first
            for place in starts[run]..<starts[run + 1] {
                guard steps[place] == expected else { return nil }
                expected &+= stride
            }
        }
        return (first, stride)
    }

    /// The second step of the first run that has one.
    private func second(_ steps: [Int64]) -> Int64 {
        guard let starts, let run = (0..<runs).first(where: { starts[$0 + 1] - starts[$0] > 1 }) else { return 0 }
        return steps[starts[run] + 1]
    }

    /// How many elements each run has; nil where it has no series.
    package var seriesLengths: [Int?] {
        guard let starts else { return Array(repeating: nil, count: runs) }
        return (0..<runs).map { (states?[$0] ?? .present) == .present ? starts[$0 + 1] - starts[$0] : nil }
    }

    /// The elements of a series of float64, all runs one after another; where there is a null or a hole, a NaN.
    package var numbers: [Double]? {
        guard case .float64(var values) = elements else { return nil }
        if let elementStates {
            for (place, state) in elementStates.enumerated() where state != .value { values[place] = .nan }
        }
        return values
    }

    /// Where a run's elements stand; empty where it has no series.
    package func range(of run: Int) -> Range<Int> {
        guard let starts else { return 0..<0 }
        return starts[run]..<starts[run + 1]
    }

    /// The numbers of a scalar column, one a run; nil where the run has none. O(n).
    package var scalars: [Double?] {
        (0..<runs).map { (states?[$0] ?? .present) == .present ? elements.number(of: $0) : nil }
    }

    /// About how many bytes the block takes in memory. O(elements) for strings.
    package var byteCount: Int {
        let values =
            switch elements {
            case .float64, .int64: elements.count * 8
            case .bool: elements.count
            case .string(let texts), .json(let texts): Self.byteCount(texts)
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

    fileprivate func number(of index: Int) -> Double? {
        switch self {
        case .float64(let values): values[index]
        case .int64(let values): Double(values[index])
        case .bool, .string, .json: nil
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
