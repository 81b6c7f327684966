package import BenchSchema

/// What is left of the bytes that the runs of a segment may count for together, as its columns or runs come.
package struct SegmentRoom {
    /// The most bytes that the runs of a segment count for together (`Cell.byteCount`).
    package static let maximumBytes = 1 << 25

    private var left = maximumBytes
    private let code: BenchError.Code

    /// A segment's whole room; where it isn't enough, an error of this kind is thrown.
    package init(orThrow code: BenchError.Code) { self.code = code }

    /// Takes what the cells of a block count for.
    package mutating func take(_ block: ColumnBlock) throws(BenchError) { try take(block.cellBytes) }

    /// Takes what a run counts for.
    package mutating func take(_ bytes: Int) throws(BenchError) {
        left -= bytes
        guard left >= 0 else {
            throw BenchError(
                code,
                "the runs of a segment are more than \(Self.maximumBytes >> 20) MiB: 8 bytes a number, and the bytes of "
                    + "strings")
        }
    }
}

extension ColumnBlock {
    /// What all its cells count for. O(runs), O(elements) for strings.
    fileprivate var cellBytes: Int {
        let scalars =
            states == nil
            ? (starts == nil ? runs : 0) : (0..<runs).count { !holdsSeries($0) && state(of: $0) != .absent }
        var bytes = 8 * (scalars + (starts?.last ?? 0))
        let arrays: Elements? = if case .decoded(let elements) = content { elements } else { nil }
        switch arrays {
        case .string(let texts), .json(let texts):
            // Where there is no value, a placeholder stands.
            for (place, text) in texts.enumerated() {
                let isValue = starts == nil ? state(of: place) == .present : elementStates?[place] ?? .value == .value
                if isValue { bytes += text.bytes.count }
            }
        default: break
        }
        return bytes
    }

    private func state(of run: Int) -> PresenceState { states?[run] ?? .present }
}
