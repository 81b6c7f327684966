import Glibc

/// Finding and comparing bytes with the C library's routines.
///
/// Memory safety: every pointer comes from a span and stays within the bounds that are checked here.
enum ByteScan {
    /// The first place of a byte within a range.
    static func first(_ byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, range.lowerBound >= 0, range.upperBound <= buffer.count,
                let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// Whether all bytes are the same.
    static func areEqual(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, buffer.count > 1 else { return true }
            return unsafe memcmp(base, base + 1, buffer.count - 1) == 0
        }
    }

    /// Whether a range begins with these bytes.
    static func starts(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        return equal(bytes, range.lowerBound..<range.lowerBound + text.utf8CodeUnitCount, text)
    }

    /// Whether a range ends with these bytes.
    static func ends(_ bytes: Span<UInt8>, _ range: Range<Int>, with text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        return equal(bytes, range.upperBound - text.utf8CodeUnitCount..<range.upperBound, text)
    }

    /// Whether a range holds exactly these bytes.
    static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard text.hasPointerRepresentation, range.count == text.utf8CodeUnitCount, range.lowerBound >= 0 else {
            return false
        }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, range.upperBound <= buffer.count else { return range.isEmpty }
            return unsafe memcmp(base + range.lowerBound, text.utf8Start, range.count) == 0
        }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a range, clamped to what is there.
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<bytes.count)
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0[range]) }
    }
}
