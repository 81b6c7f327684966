import BenchFormat
import BenchSchema
import BenchSurrogate
import TestSupport
import Testing

/// Bytes that are no surrogate give an error; never a trap, never memory beyond what they are worth.
@Suite struct DamagedSurrogateTests {
    private let bytes: [UInt8]

    init() throws { bytes = try SampleSurrogate.made().bytes }

    private func error(_ bytes: [UInt8]) -> BenchError? {
        #expect(throws: BenchError.self) { try Surrogate(parsing: bytes) }
    }

    @Test func everyPrefixIsRefused() {
        for count in bytes.indices where error(Array(bytes[..<count]))?.code != .damaged {
            Issue.record("the first \(count) bytes")
        }
        #expect(error(bytes + [0])?.description.contains("too many") == true)
    }

    @Test func otherFilesAndVersionsAreRefused() {
        var other = bytes
        other[0] ^= 1
        #expect(error(other)?.description.contains("no surrogate") == true)
        other = bytes
        other[8] = 2
        #expect(error(other)?.code == .unsupported)
        #expect(error([UInt8](repeating: 0, count: Surrogate.maximumBytes + 1))?.code == .limit)
    }

    @Test func changedBytesAreRefusedOrPredictSomething() throws {
        var random = SeededGenerator(seed: 5)
        var read = 0
        for _ in 0..<4000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 8..<changed.count, using: &random)
                changed[place] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8(truncatingIfNeeded: random.next())].randomElement(using: &random)
                    ?? 0
            }
            guard let surrogate = try? Surrogate(parsing: changed) else { continue }
            read += 1
            _ = try? surrogate.predict(SampleSurrogate.configuration, members: true)
            _ = try? surrogate.draw(SampleSurrogate.configuration, seed: 1)
        }
        // Most bytes are numbers, any of which may be right; the others are seen.
        #expect((1000..<4000).contains(read))
    }

    @Test func countsBeyondTheBytesAreRefused() {
        // The largest count where the number of points stands, right after the axis.
        let digits = SampleSurrogate.space.bytes.count
        for place in digits..<bytes.count - 10 {
            var changed = bytes
            changed.replaceSubrange(place..<place + 5, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
            _ = try? Surrogate(parsing: changed)
        }
    }

    @Test func numbersThatAreNotFiniteAreRefused() throws {
        // The last numbers are the values of the trees' leaves.
        var changed = bytes
        changed.replaceSubrange(changed.count - 4..<changed.count, with: [0, 0, 0xC0, 0x7F])
        #expect(error(changed)?.description.contains("finite") == true)
    }

    @Test func treesThatCompareNoFeatureAreRefused() throws {
        // Six nodes of two bytes, then their values of four.
        var changed = bytes
        changed[changed.count - 36] = 5
        #expect(error(changed)?.description.contains("feature") == true)
    }
}
