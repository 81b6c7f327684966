extension Run {
    /// The most bytes that a run's cells count for together, so that whoever has one at hand needs bounded memory.
    public static let maximumBytes = 1 << 23
}

extension Cell {
    /// What a cell counts for: 8 bytes for a scalar, a null or an element, and the bytes of strings.
    ///
    /// O(1) for numbers, O(elements) for strings.
    package var byteCount: Int {
        switch self {
        case .absent: 0
        case .null, .float64, .int64, .bool: 8
        case .string(let text), .json(let text): 8 + text.bytes.count
        case .series(let series):
            switch series.elements {
            case .float64, .int64, .bool: 8 * series.count
            case .string(let texts), .json(let texts):
                // Where there is no value, a placeholder stands.
                texts.indices.reduce(0) { $0 + 8 + (series.isValue($1) ? texts[$1].bytes.count : 0) }
            }
        }
    }
}

/// What is left of the bytes that a run may count for, while its cells are put together one after another.
package struct RunRoom {
    private var left = Run.maximumBytes
    private let code: BenchError.Code

    /// A run's whole room; where it isn't enough, an error of this kind is thrown.
    package init(orThrow code: BenchError.Code) { self.code = code }

    /// The bytes that were taken.
    package var taken: Int { Run.maximumBytes - left }

    /// Takes what a cell counts for.
    package mutating func take(_ cell: Cell) throws(BenchError) {
        left -= cell.byteCount
        guard left >= 0 else {
            let advice = code == .limit ? "; leave out steps of its series, or long texts" : ""
            throw BenchError(
                code,
                "a run of more than \(Run.maximumBytes >> 20) MiB, counting 8 bytes a number, and the bytes of strings"
                    + advice)
        }
    }
}
