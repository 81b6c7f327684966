import BenchFormat
import BenchSchema
import Glibc
import Synchronization

/// What is left of the memory that a record batch may take, whatever a file claims.
final class ArrowRoom: Sendable {
    private let left: Atomic<Int>

    /// The room of a batch that is planned to take so many bytes beside the text of so many segments.
    init(planned bytes: Int, segments: Int) {
        // What a segment holds is bounded; arrays grow to twice what they need, and text has offsets beside it.
        let (most, text) = (4 << 30, 2 * SegmentRoom.maximumBytes * segments)
        left = Atomic(min(most, 2 * (min(bytes, most) + text)))
    }

    /// Takes so many bytes; throws `.limit` where there aren't as many.
    func take(_ count: Int) throws(BenchError) {
        guard left.subtract(count, ordering: .relaxed).newValue >= 0 else {
            throw BenchError(
                .limit,
                "a record batch takes more than 4 GiB of memory, or its segments hold more than they may; read fewer "
                    + "columns at a time")
        }
    }
}

/// Bytes that grow, by one thread at a time, and are then given to Arrow where they are.
final class ArrowBuffer: @unchecked Sendable {
    private(set) var pointer: UnsafeMutableRawPointer?
    private(set) var count = 0
    private var capacity = 0
    private let room: ArrowRoom

    /// Takes its memory from a batch's room.
    init(_ room: ArrowRoom) { self.room = room }

    deinit { free(pointer) }

    /// Room for so many bytes, which whoever gets it fills; throws `.limit` where there is no memory.
    func extend(by more: Int) throws(BenchError) -> UnsafeMutableRawBufferPointer {
        if count + more > capacity { try grow(to: max(count + more, 2 * capacity)) }
        defer { count += more }
        return UnsafeMutableRawBufferPointer(start: pointer.map { $0 + count }, count: more)
    }

    /// Appends values as they are in memory; throws as `extend` does.
    func append<Value>(_ values: [Value]) throws(BenchError) {
        guard !values.isEmpty else { return }
        let target = try extend(by: values.count * MemoryLayout<Value>.stride)
        values.withUnsafeBytes { target.copyMemory(from: $0) }
    }

    /// Appends the same bytes so many times; throws as `extend` does.
    func append(_ bytes: UnsafeRawBufferPointer, times: Int) throws(BenchError) {
        guard bytes.count > 0, times > 0 else { return }
        let target = try extend(by: bytes.count * times)
        target.copyMemory(from: bytes)
        // What is there is copied behind itself, twice as much each time.
        var filled = bytes.count
        while filled < target.count {
            let more = min(filled, target.count - filled)
            UnsafeMutableRawBufferPointer(rebasing: target[filled...]).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: target[..<more]))
            filled += more
        }
    }

    private func grow(to size: Int) throws(BenchError) {
        try room.take(size - capacity)
        guard let larger = realloc(pointer, size) else {
            throw BenchError(.limit, "there is no memory for an Arrow array of \(size) bytes")
        }
        pointer = larger
        capacity = size
        // Touching memory page by page takes as long as decoding what is put there; as numpy does, large pages are asked for.
        let (page, large) = (4096, 4 << 20)
        guard size >= large else { return }
        let skipped = (page - Int(bitPattern: larger) % page) % page
        madvise(larger + skipped, (size - skipped) / page * page, MADV_HUGEPAGE)
    }

    /// For Arrow: somewhere, even where there are no bytes.
    func filled() throws(BenchError) -> UnsafeRawPointer? {
        if pointer == nil { try grow(to: 8) }
        return UnsafeRawPointer(pointer)
    }
}

/// Bits that grow, the least significant of a byte first; nothing is kept while all are set.
struct ArrowBits {
    private(set) var count = 0
    private(set) var unset = 0
    private var bytes: [UInt8] = []

    /// Whether no bit is unset.
    var areAllSet: Bool { unset == 0 }

    mutating func append(_ bits: [Bool]) {
        for bit in bits { append(bit) }
    }

    /// Appends the same bit so many times.
    mutating func append(_ bit: Bool, times: Int) {
        guard !bit || unset > 0 else {
            count += times
            return
        }
        for _ in 0..<times { append(bit) }
    }

    private mutating func append(_ bit: Bool) {
        if !bit, unset == 0 {
            bytes = [UInt8](repeating: 0xFF, count: count / 8)
            if count % 8 > 0 { bytes.append(UInt8(1) << UInt8(count % 8) - 1) }
        }
        if !bit { unset += 1 }
        if unset > 0 {
            if count % 8 == 0 { bytes.append(0) }
            if bit { bytes[count / 8] |= 1 << UInt8(count % 8) }
        }
        count += 1
    }

    /// The bytes; all set bits if none is unset.
    func buffer(_ room: ArrowRoom) throws(BenchError) -> ArrowBuffer {
        let buffer = ArrowBuffer(room)
        try buffer.append(unset > 0 ? bytes : [UInt8](repeating: 0xFF, count: (count + 7) / 8))
        return buffer
    }
}
