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

    @Test(
        arguments: [
            ([[1, 2, 3], [1, 2], [], [1], [1, 2, 3, 4]], true), ([[10], [10, 20, 30]], true), ([[5], [5]], true),
            ([[9, 7, 5], [9, 7]], true), ([[4, 4, 4]], true), ([[.max - 1, .max]], true), ([[.min, .min + 1]], true),
            ([[1, 2, 4]], false), ([[1, 2], [2, 3]], false), ([[1], [1, 3], [1, 2]], false), ([[.min, .max]], false),
            ([[0, .max, -2]], false), ([[], []], false), ([], false),
        ] as [([[Int64]], Bool)]) func anAxisThatIsTheSameInAllRuns(axes: [[Int64]], isEven: Bool)
        throws
    {
        let lengths = axes.map(\.count)
        var bytes: [UInt8] = []
        try IntegerStream.encode(axes.flatMap(\.self), lengths: lengths, ZstdCompressor(level: 3), to: &bytes)
        var cursor = ByteCursor(bytes)
        let series = try #require(try EncodedSeries(.int64, lengths: lengths, states: nil, from: &cursor))
        let block = ColumnBlock(
            runs: axes.count, states: nil, starts: RunLayout(lengths: lengths).starts, elementStates: nil,
            content: .encoded(series))
        #expect((block.evenSteps != nil) == isEven)
        guard let (first, stride) = block.evenSteps else { return }
        for axis in axes {
            #expect(Steps.even(first: first, stride: stride, count: axis.count).series == Series(.int64(axis)))
        }
        #expect(ColumnBlock(constant: .int64(1), type: .int64, runs: 2).evenSteps == nil)
    }
}
