import BenchSchema

extension ColumnBlock {
    /// A block's first byte: what stands between it and the values.
    enum Flags {
        static let runStates: UInt8 = 1
        static let elementStates: UInt8 = 2
    }

    /// The most elements that one block holds.
    package static let maximumElements = 1 << 20

    /// The bytes of a column's block, or nil where no run holds anything (Specs/bench-file.md, "Blocks"); `content` appends
    /// what follows the presence states.
    static func encode(
        _ cells: ColumnCells, _ zstd: ZstdCompressor, content: (inout [UInt8]) throws(BenchError) -> Void
    ) throws(BenchError) -> [UInt8]? {
        let states = cells.states
        guard states.contains(where: { $0 != .absent }) else { return nil }
        var out: [UInt8] = [0]
        if states.contains(where: { $0 != .present }) {
            out[0] |= Flags.runStates
            try Section.append(states.map(\.rawValue), zstd, to: &out)
        }
        try content(&out)
        return out
    }
}

extension Elements {
    /// The values among scalar cells.
    init(scalars cells: ColumnCells, _ type: ValueType) {
        switch type {
        case .float64: self = .float64(cells.compactMap { if case .float64(let bits) = $0 { bits.value } else { nil } })
        case .int64: self = .int64(cells.compactMap { if case .int64(let value) = $0 { value } else { nil } })
        case .bool: self = .bool(cells.compactMap { if case .bool(let value) = $0 { value } else { nil } })
        case .string: self = .string(cells.compactMap { if case .string(let text) = $0 { text } else { nil } })
        case .json: self = .json(cells.compactMap { if case .json(let text) = $0 { text } else { nil } })
        }
    }

    /// The values of all series, without what stands in holes.
    init(series all: [Series], _ type: ValueType) {
        func gather<T>(_ array: (Elements) -> [T]?) -> [T] {
            var result: [T] = []
            result.reserveCapacity(all.reduce(0) { $0 + $1.count })
            for series in all {
                guard let values = array(series.elements) else { continue }
                if series.states == nil {
                    result += values
                } else {
                    for index in values.indices where series.isValue(index) { result.append(values[index]) }
                }
            }
            return result
        }
        switch type {
        case .float64: self = .float64(gather { if case .float64(let values) = $0 { values } else { nil } })
        case .int64: self = .int64(gather { if case .int64(let values) = $0 { values } else { nil } })
        case .bool: self = .bool(gather { if case .bool(let values) = $0 { values } else { nil } })
        case .string: self = .string(gather { if case .string(let values) = $0 { values } else { nil } })
        case .json: self = .json(gather { if case .json(let values) = $0 { values } else { nil } })
        }
    }

    /// Appends the values' stream.
    func encode(lengths: [Int], _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        switch self {
        case .float64(let values): try FloatStream.encode(values, lengths: lengths, zstd, to: &out)
        case .int64(let values): try IntegerStream.encode(values, lengths: lengths, zstd, to: &out)
        case .bool(let values):
            try IntegerStream.encode(values.map { $0 ? 1 : 0 }, lengths: lengths, zstd, to: &out)
        case .string(let values), .json(let values): try ByteStringStream.encode(values, zstd, to: &out)
        }
    }
}
