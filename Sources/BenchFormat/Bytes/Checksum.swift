package import BenchSchema
import CXXHash

/// XXH3-64 of bytes, seeded with their offset in the file, so that two swapped pieces are seen.
package func checksum(_ bytes: some Collection<UInt8>, at offset: UInt64) -> UInt64 {
    bytes.withContiguousStorageIfAvailable { buffer in
        unsafe hasb_xxh3_64(buffer.baseAddress, buffer.count, offset)
    } ?? checksum(Array(bytes), at: offset)
}

/// Throws `.damaged` unless the bytes have this checksum.
package func check(
    _ bytes: some Collection<UInt8>, _ expected: UInt64, at offset: UInt64
) throws(BenchError) {
    guard checksum(bytes, at: offset) == expected else {
        throw BenchError(
            .damaged, "the checksum doesn't match, so the file is damaged here",
            at: "bytes \(offset)..<\(offset + UInt64(bytes.count))")
    }
}

/// As `check`, and the error says what the bytes are.
package func check(
    _ bytes: some Collection<UInt8>, _ expected: UInt64, at offset: UInt64, _ what: @autoclosure () -> String
) throws(BenchError) {
    do throws(BenchError) { try check(bytes, expected, at: offset) } catch { throw error.within(what()) }
}
