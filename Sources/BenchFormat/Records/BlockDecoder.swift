package import BenchSchema

extension ColumnBlock {
    /// What a block needs to be read beside its bytes.
    package struct Context {
        /// The decoded axis of the column's group, for a series.
        package var axis: ColumnBlock?
        /// Gives another series of the same segment by its name, for a series that is predicted from it; another scalar
        /// for a scalar.
        package var source: ((String) throws(BenchError) -> ColumnBlock)?
        /// Reads zstd frames.
        package var zstd: ZstdDecompressor?

        /// Makes a context.
        package init(
            axis: ColumnBlock? = nil, source: ((String) throws(BenchError) -> ColumnBlock)? = nil,
            zstd: ZstdDecompressor? = nil
        ) {
            (self.axis, self.source, self.zstd) = (axis, source, zstd)
        }
    }

    /// Reads the block of a column of a segment with so many runs. O(bytes), and O(elements) unless it is a series.
    package init(
        _ column: Column, runs: Int, _ context: Context = Context(), bytes: ArraySlice<UInt8>
    ) throws(BenchError) {
        var cursor = ByteCursor(bytes, zstd: context.zstd)
        do throws(BenchError) {
            try self.init(column, runs: runs, context, from: &cursor)
            try cursor.end()
        } catch {
            throw error.within("column \(column.name)")
        }
    }

    /// The encodings of a column's block, outermost first; parameters as for reading it.
    package static func encodings(
        _ column: Column, runs: Int, _ context: Context, bytes: ArraySlice<UInt8>
    ) throws(BenchError) -> [String] {
        var cursor = ByteCursor(bytes, zstd: context.zstd)
        cursor.traceEncodings()
        _ = try ColumnBlock(column, runs: runs, context, from: &cursor)
        return cursor.encodings ?? []
    }

    private init(_ column: Column, runs: Int, _ context: Context, from cursor: inout ByteCursor) throws(BenchError) {
        let flags = try cursor.byte()
        guard flags & ~(Flags.runStates | (column.role == .series ? Flags.elementStates : 0)) == 0 else {
            throw BenchError(.unsupported, "block flags \(flags) need a newer hasbench")
        }
        var states: [PresenceState]?
        if flags & Flags.runStates != 0 {
            states = try Self.states(count: runs, from: &cursor)
        }
        let present = states.map { $0.count { $0 == .present } } ?? runs
        if column.role.mayBePredicted, let source = context.source {
            let (states, isScalar) = (states, !column.role.isSeries)
            cursor.source = { name throws(BenchError) in
                (try source(name), (0..<runs).filter { (states?[$0] ?? .present) == .present }, isScalar)
            }
        }
        guard column.role.isSeries else {
            let values = try Elements(column.type, lengths: [present], from: &cursor)
            let keep = states?.map { $0 == .present }
            self.init(
                runs: runs, states: states, starts: nil, elementStates: nil,
                content: .decoded(keep.map { values.spread($0) } ?? values), predictionDepth: cursor.predictionDepth)
            return
        }
        let lengths =
            try column.role == .axis
            ? Self.axisLengths(present: present, from: &cursor)
            : Self.lengths(along: context.axis, states: states, runs: runs)
        var elementStates: [ElementState]?
        if flags & Flags.elementStates != 0 {
            elementStates = try Self.states(count: lengths.reduce(0, +), from: &cursor)
        }
        var counts = lengths
        if let elementStates {
            var start = 0
            counts = lengths.map { length in
                defer { start += length }
                return elementStates[start..<start + length].count { $0 == .value }
            }
        }
        let starts = Self.starts(lengths, states: states, runs: runs)
        let content: Content
        let series =
            try elementStates == nil
            ? EncodedSeries(column.type, lengths: counts, states: states, from: &cursor) : nil
        if let series {
            content = .encoded(series)
        } else {
            let values = try Elements(column.type, lengths: counts, from: &cursor)
            content = .decoded(elementStates.map { states in values.spread(states.map { $0 == .value }) } ?? values)
        }
        self.init(
            runs: runs, states: states, starts: starts, elementStates: elementStates, content: content,
            predictionDepth: cursor.predictionDepth)
    }

    private static func states<State: RawRepresentable<UInt8>>(
        count: Int, from cursor: inout ByteCursor
    ) throws(BenchError) -> [State] {
        var states: [State] = []
        states.reserveCapacity(count)
        for byte in try Section.read(count, from: &cursor) {
            guard let state = State(rawValue: byte) else { throw BenchError(.damaged, "\(byte) is no state") }
            states.append(state)
        }
        return states
    }

    private static func axisLengths(present: Int, from cursor: inout ByteCursor) throws(BenchError) -> [Int] {
        var total = 0
        var lengths: [Int] = []
        for length in try IntegerStream.decode(lengths: [present], from: &cursor) {
            guard length >= 0, length <= maximumElements - total else {
                throw BenchError(.damaged, "a block of more than \(maximumElements) elements")
            }
            total += Int(length)
            lengths.append(Int(length))
        }
        return lengths
    }

    /// The lengths of the runs that hold this series, from its axis.
    private static func lengths(
        along axis: ColumnBlock?, states: [PresenceState]?, runs: Int
    ) throws(BenchError) -> [Int] {
        guard let axis, axis.runs == runs else { throw BenchError(.damaged, "a series without its axis") }
        var lengths: [Int] = []
        for (run, length) in axis.seriesLengths.enumerated() where (states?[run] ?? .present) == .present {
            guard let length else { throw BenchError(.damaged, "a run has the series, but not its axis") }
            lengths.append(length)
        }
        return lengths
    }

    private static func starts(_ lengths: [Int], states: [PresenceState]?, runs: Int) -> [Int] {
        var starts = [0]
        starts.reserveCapacity(runs + 1)
        var rest = lengths[...]
        for run in 0..<runs {
            let length = (states?[run] ?? .present) == .present ? rest.popFirst() ?? 0 : 0
            starts.append(starts[run] + length)
        }
        return starts
    }
}

extension Role {
    /// Whether a column's values may be predicted from another's: not what names and orders runs.
    package var mayBePredicted: Bool { [.series, .scalar, .metric].contains(self) }
}

extension Elements {
    fileprivate init(_ type: ValueType, lengths: [Int], from cursor: inout ByteCursor) throws(BenchError) {
        switch type {
        case .float64: self = .float64(try FloatStream.decode(lengths: lengths, from: &cursor))
        case .int64: self = .int64(try IntegerStream.decode(lengths: lengths, from: &cursor))
        case .bool:
            let integers = try IntegerStream.decode(lengths: lengths, from: &cursor)
            guard integers.allSatisfy({ $0 == 0 || $0 == 1 }) else { throw BenchError(.damaged, "a bool is 0 or 1") }
            self = .bool(integers.map { $0 == 1 })
        case .string: self = .string(try ByteStringStream.decode(count: lengths.reduce(0, +), from: &cursor))
        case .json: self = .json(try ByteStringStream.decode(count: lengths.reduce(0, +), from: &cursor))
        }
    }

    /// Puts the values where `keep` is true, and placeholders elsewhere.
    fileprivate func spread(_ keep: [Bool]) -> Elements {
        func spread<T>(_ values: [T], _ placeholder: T) -> [T] {
            var rest = values[...]
            return keep.map { $0 ? rest.popFirst() ?? placeholder : placeholder }
        }
        return switch self {
        case .float64(let values): .float64(spread(values, 0))
        case .int64(let values): .int64(spread(values, 0))
        case .bool(let values): .bool(spread(values, false))
        case .string(let values): .string(spread(values, ""))
        case .json(let values): .json(spread(values, "null"))
        }
    }
}
