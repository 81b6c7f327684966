import BenchFormat
import BenchSchema

/// Finds the footer of a file whose trailer is damaged, cut off, or followed by bytes that don't belong to it.
///
/// A footer says where it starts itself: where the index ends. Bytes that can be read as a footer and stand at that
/// place are one; nothing else in a file looks like it.
struct FooterSearch {
    /// A footer that was found.
    struct Found {
        let footer: Footer
        /// Where it starts.
        let offset: UInt64
        /// Whether what stands where the trailer would be has its checksum.
        let isChecked: Bool
    }

    /// How far from the end of the file a footer is looked for.
    private static let reach = 16 << 20
    /// How many bytes are decompressed or looked through in search of it, at most.
    private static let mostWork = 1 << 30
    /// A zstd frame begins with these bytes.
    private static let frameMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    /// The table's record begins with these: its id and its size.
    private static let tableHead: [UInt8] = [1, 87]
    /// Where the offset of the index' buckets stands behind the head of the table's record.
    private static let bucketsField = 38

    private let bytes: [UInt8]
    /// The offset in the file of the first of the bytes.
    private let start: UInt64
    private let zstd = ZstdDecompressor()

    /// Reads the end of a file.
    init(_ file: InputFile) throws(BenchError) {
        let count = Int(min(file.size, UInt64(Self.reach)))
        start = file.size - UInt64(count)
        bytes = try file.read(at: start, count: count)
    }

    /// The last footer, if there is one. O(bytes).
    func last() -> Found? {
        var left = Self.mostWork
        for place in bytes.indices.dropLast(3).reversed() {
            if bytes[place] == Self.frameMagic[0], bytes[place..<place + 4].elementsEqual(Self.frameMagic) {
                // Looking for a frame's end takes time as well.
                let frame = ZstdDecompressor.frame(bytes[place...])
                left -= frame?.size ?? (bytes.count - place)
                guard left >= 0 else { return nil }
                guard let (size, length) = frame, size <= Layout.maximumFooter else { continue }
                let stored = bytes[place..<place + length]
                guard let content = try? zstd.decompress(stored, size: size)[...] else { continue }
                if let found = found(content, stored: stored) { return found }
            } else if bytes[place..<place + 2].elementsEqual(Self.tableHead), let found = stored(around: place) {
                return found
            }
        }
        return nil
    }

    /// The footer that isn't compressed and whose table's record is at this place.
    private func stored(around place: Int) -> Found? {
        var cursor = ByteCursor(bytes[place...].dropFirst(Self.bucketsField))
        guard let offset: UInt64 = try? cursor.load(), let size: UInt64 = try? cursor.load() else { return nil }
        let footerStart = offset &+ size
        guard footerStart >= start, footerStart - start <= UInt64(place) else { return nil }
        let first = Int(footerStart - start)
        // Records follow each other; the last of the three that must be there is the end.
        var ids: Set<UInt8> = []
        cursor = ByteCursor(bytes[first...])
        while ids.count < 3 {
            guard let id = try? cursor.byte(), let count = try? cursor.count(cursor.remaining),
                (try? cursor.slice(count)) != nil
            else { return nil }
            if (1...3).contains(id) { ids.insert(id) }
        }
        let record = bytes[first..<bytes.count - cursor.remaining]
        return found(record, stored: record)
    }

    private func found(_ content: ArraySlice<UInt8>, stored: ArraySlice<UInt8>) -> Found? {
        let offset = start + UInt64(stored.startIndex)
        guard let footer = try? Footer(content), (try? footer.check(endingAt: offset)) != nil else { return nil }
        // Of a trailer the fourth field is the footer's checksum.
        var cursor = ByteCursor(bytes[stored.endIndex...].dropFirst(24))
        let stated: UInt64? = try? cursor.load()
        return Found(footer: footer, offset: offset, isChecked: stated == checksum(stored, at: offset))
    }
}
