import BenchFormat
import BenchSchema
import Synchronization

/// Puts single flipped bits right: of all bytes that differ from the damaged ones in one bit, only the true ones have
/// the checksum that is stated.
///
/// A chance match needs one of 8n tries to meet 64 bits: less than one in 10^12 for the largest piece that is tried.
final class BitMender: Sendable {
    /// How many bytes are hashed in all: whoever made a file must not decide how long this takes.
    private static let budget = 1 << 36
    private static let largestPiece = 1 << 16
    /// Where a checksum takes so many bytes at the end of a piece.
    private static let sealSize = 8

    private struct State {
        var left = BitMender.budget
        /// Of each piece that was tried, by offset and size, the bit that is flipped; nil if it isn't one bit.
        var flipped: [Range<UInt64>: Int?] = [:]
        var places: [String] = []
    }
    private let state = Mutex(State())

    /// What was put right, in sentences.
    var mended: [String] { state.withLock(\.places) }

    /// Mends bytes that should have a checksum; returns whether they have it now.
    func mend(_ bytes: inout [UInt8], _ stated: UInt64, at offset: UInt64, _ what: String) -> Bool {
        let piece = offset..<(offset &+ UInt64(bytes.count))
        guard !piece.isEmpty else { return false }
        let bit = state.withLock { state in
            if let known = state.flipped[piece] { return known }
            guard bytes.count <= Self.largestPiece, 8 * bytes.count * bytes.count <= state.left else { return nil }
            state.left -= 8 * bytes.count * bytes.count
            let bit = Self.flippedBit(&bytes, stated, at: offset)
            state.flipped[piece] = .some(bit)
            if let bit {
                state.places.append("\(what), by putting right a flipped bit at byte \(offset + UInt64(bit / 8))")
            }
            return bit
        }
        guard let bit else { return false }
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        return checksum(bytes, at: offset) == stated
    }

    /// Mends a piece that ends in its own checksum.
    func mendSealed(_ bytes: inout [UInt8], at offset: UInt64, _ what: String) {
        guard bytes.count > Self.sealSize else { return }
        var content = Array(bytes.dropLast(Self.sealSize))
        var seal = ByteCursor(bytes.suffix(Self.sealSize))
        guard let stated: UInt64 = try? seal.load() else { return }
        let actual = checksum(content, at: offset)
        guard actual != stated else { return }
        // The bit may be one of the checksum's.
        let isSeal = (actual ^ stated).nonzeroBitCount == 1
        guard isSeal || mend(&content, stated, at: offset, what) else { return }
        content.append(littleEndian: isSeal ? actual : stated)
        bytes = content
    }

    private static func flippedBit(_ bytes: inout [UInt8], _ stated: UInt64, at offset: UInt64) -> Int? {
        for place in bytes.indices {
            for bit in 0..<8 {
                bytes[place] ^= 1 << UInt8(bit)
                defer { bytes[place] ^= 1 << UInt8(bit) }
                if checksum(bytes, at: offset) == stated { return place * 8 + bit }
            }
        }
        return nil
    }
}
