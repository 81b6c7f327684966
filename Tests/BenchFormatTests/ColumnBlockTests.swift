import BenchSchema
import Testing

@testable import BenchFormat

@Suite struct ColumnBlockTests {
    @Test func aBlockCountsTheBytesOfItsStrings() {
        func bytes(_ count: Int) -> Int {
            let text = ByteString([UInt8](repeating: 0x61, count: count))
            return ColumnBlock(constant: .string(text), type: .string, runs: 3).byteCount
        }
        #expect(bytes(1 << 20) - bytes(0) == 1 << 20)
        var constants = Constants()
        constants.add(
            Column("a", role: .setting, type: .string), .string(ByteString([UInt8](repeating: 0x61, count: 1 << 20))))
        #expect(constants.byteCount > 1 << 20)
    }

    @Test func stepsThatAreEvenComeBackAsTheyStand() {
        let axes: [[Int64]] = [
            [1, 2, 3], [10, 20, 30], [], [5], [1, 2, 4], [9, 7, 5], [4, 4], [.max - 1, .max], [.min, .max],
            [0, .max, -2], [.min, .min + 1],
        ]
        let block = ColumnBlock(
            runs: axes.count, states: nil, starts: axes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
            elementStates: nil, elements: .int64(axes.flatMap(\.self)))
        let even = block.evenSteps
        #expect(even.map { $0 != nil } == [true, true, true, true, false, true, true, true, false, false, true])
        for (run, axis) in axes.enumerated() {
            #expect(block.steps(of: run, even[run]).series == Series(.int64(axis)))
        }
        #expect(ColumnBlock(constant: .int64(1), type: .int64, runs: 2).evenSteps.isEmpty)
    }
}
