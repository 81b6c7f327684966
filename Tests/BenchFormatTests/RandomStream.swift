import TestSupport

@testable import BenchFormat

/// Integer streams of every form that there may be, the ones that no writer would choose among them.
struct RandomStream {
    var random: SeededGenerator
    /// Whether the outermost stream may be predicted from the series `err`.
    var isPredictable = false

    /// The bytes of a stream of values for runs of these lengths.
    mutating func bytes(_ lengths: [Int], depth: Int = 0) -> [UInt8] {
        guard depth < 3 else { return planes(lengths) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return [1] + varint(random.next() >> UInt64.random(in: 0..<64, using: &random))
        case 1: return planes(lengths)
        case 2: return [3, 0] + bytes([1], depth: depth + 1) + bytes(lengths, depth: depth + 1)
        case 3: return linear(lengths, depth)
        case 4: return split(lengths, depth)
        case 5: return repeated(lengths, depth)
        case 6: return dictionary(lengths, depth)
        default: return depth == 0 && isPredictable ? predicted(lengths) : linear(lengths, depth)
        }
    }

    private mutating func planes(_ lengths: [Int]) -> [UInt8] {
        let width = Int.random(in: 0...8, using: &random)
        return [2, UInt8(width)] + (0..<width).flatMap { _ in section(noise(lengths.reduce(0, +))) }
    }

    private mutating func linear(_ lengths: [Int], _ depth: Int) -> [UInt8] {
        var out: [UInt8] = [3, UInt8.random(in: 1...2, using: &random)]
        if Bool.random(using: &random) {
            out += [4, UInt8.random(in: 0...30, using: &random)]
            for _ in 0..<4 { out += varint(random.next() >> UInt64.random(in: 0..<64, using: &random)) }
        } else {
            out.append(0)
        }
        return out + bytes([lengths.count { $0 > 0 }], depth: depth + 1)
            + bytes(lengths.map { max($0 - 1, 0) }, depth: depth + 1)
    }

    private mutating func split(_ lengths: [Int], _ depth: Int) -> [UInt8] {
        let span = [0, 1, 2, 3, 8, 64].randomElement(using: &random) ?? 0
        let pieces = lengths.flatMap { Array(Pieces($0, span)) }
        let widths = pieces.map { _ in UInt8.random(in: 0...56, using: &random) }
        let bits = zip(widths, pieces).reduce(0) { $0 + Int($1.0) * $1.1 }
        return [4, UInt8(span)] + section(widths) + section(noise((bits + 7) / 8)) + bytes(lengths, depth: depth + 1)
    }

    private mutating func repeated(_ lengths: [Int], _ depth: Int) -> [UInt8] {
        var kept: [Int] = []
        var ids: [UInt8] = []
        for length in lengths {
            let known = kept.indices.filter { kept[$0] == length }
            if let id = known.randomElement(using: &random), Bool.random(using: &random) {
                ids.append(UInt8(2 * id))
            } else {
                ids.append(UInt8(2 * kept.count))
                kept.append(length)
            }
        }
        return [5, 2, 1] + section(ids) + bytes(kept, depth: depth + 1)
    }

    private mutating func dictionary(_ lengths: [Int], _ depth: Int) -> [UInt8] {
        let count = lengths.reduce(0, +)
        let distinct = min(count, Int.random(in: 1...9, using: &random))
        // From any first one on, each is more than the one before.
        let table = [3, 1, 0] + bytes([min(distinct, 1)], depth: 7) + [1, 2 * UInt8.random(in: 1...9, using: &random)]
        let places = (0..<count).map { _ in 2 * UInt8.random(in: 0..<UInt8(distinct), using: &random) }
        return [7, UInt8(distinct)] + table + [2, 1] + section(places)
    }

    private mutating func predicted(_ lengths: [Int]) -> [UInt8] {
        let id = UInt8.random(in: 1...5, using: &random)
        var out: [UInt8] = [6, 3, 0x65, 0x72, 0x72, UInt8.random(in: 0...12, using: &random), id]
        func parameter() -> [UInt8] { varint(random.next() >> UInt64.random(in: 0..<64, using: &random)) }
        if id > 1 { out.append(UInt8.random(in: 0...62, using: &random)) }
        switch id {
        case 1: break
        case 2: out += parameter() + parameter()
        case 3: out += parameter() + [3] + parameter() + parameter() + parameter()
        case 4: out += parameter()
        default: out += bytes([lengths.count], depth: 2)
        }
        return out + bytes(lengths, depth: 1)
    }

    private mutating func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(random.next() >> 56) } }

    private func section(_ content: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        Section.append(stored: content, to: &out)
        return out
    }

    private func varint(_ value: UInt64) -> [UInt8] {
        var out: [UInt8] = []
        out.append(varint: value)
        return out
    }
}
