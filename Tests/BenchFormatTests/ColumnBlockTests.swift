import BenchFormat
import BenchSchema
import Testing

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
}
