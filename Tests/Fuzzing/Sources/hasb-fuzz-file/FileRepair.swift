@testable import BenchFile
@testable import BenchFormat
@testable import BenchSchema

/// Puts the checksums of a made-up file right, as far as its trailer and footer say where they stand.
enum FileRepair {
    /// The same file with a footer that isn't compressed, so that a changed byte changes one thing.
    static func withStoredFooter(_ bytes: [UInt8], _ footer: Footer) -> [UInt8] {
        let end = Int(footer.index.bucketsOffset + footer.index.bucketsSize)
        let content = footer.bytes
        let out = bytes[..<end] + content
        return Array(out) + trailer(Array(out), at: end, count: content.count, size: content.count).bytes
    }

    private static func trailer(_ bytes: [UInt8], at offset: Int, count: Int, size: Int) -> Trailer {
        Trailer(
            footerOffset: UInt64(offset), storedSize: UInt64(count), footerSize: UInt64(size),
            footerChecksum: checksum(bytes[offset..<offset + count], at: UInt64(offset)),
            fileSize: UInt64(offset + count + Trailer.size))
    }

    /// The bytes with all checksums that can be found as they should be.
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= Trailer.size else { return bytes }
        let end = bytes.count - Trailer.size
        var cursor = ByteCursor(bytes[end...])
        guard let offset: UInt64 = try? cursor.load(), offset <= UInt64(end), (try? cursor.load(UInt64.self)) != nil,
            let size: UInt64 = try? cursor.load(), size <= 1 << 20
        else { return bytes }
        var out = Array(bytes[..<end])
        let start = Int(offset)
        let stored = out[start...]
        let content =
            stored.count == Int(size)
            ? stored : (try? ZstdDecompressor().decompress(stored, size: Int(size)))?[...] ?? stored
        if let footer = try? Footer(content), (try? footer.check(endingAt: offset)) != nil {
            attachments(&out, footer, at: start, isStored: stored.count == Int(size))
            directory(&out, footer)
            index(&out, footer.index)
        }
        out += trailer(out, at: start, count: end - start, size: max(Int(size), end - start)).bytes
        return out
    }

    private static func attachments(_ out: inout [UInt8], _ footer: Footer, at start: Int, isStored: Bool) {
        var footer = footer
        for place in footer.attachments.indices {
            let attachment = footer.attachments[place]
            let first = Int(attachment.offset)
            footer.attachments[place].checksum = checksum(
                out[first..<first + Int(attachment.storedSize)], at: attachment.offset)
        }
        let bytes = footer.bytes
        if isStored, bytes.count == out.count - start { out.replaceSubrange(start..., with: bytes) }
    }

    private static func directory(_ out: inout [UInt8], _ footer: Footer) {
        let columns = footer.schema.columns.count
        let size = DirectoryPage.size(columns: columns, blocksPerPage: footer.blocksPerPage)
        for segment in 0..<Int(footer.segments) {
            let start = Int(footer.directoryOffset) + segment * size
            // The two sections of constants, then the blocks.
            for field in [start + 12, start + 32] {
                put(
                    sum(
                        out, at: load(out, field), count: UInt64(truncatingIfNeeded: load(out, field + 8) & 0xFFFF_FFFF)
                    ), in: &out, at: field + 12)
            }
            var next = load(out, start + 52)
            var place = start + 64 + (columns + 7) / 8
            let count = min(Int(load(out, start + 60) & 0xFFFF_FFFF), Int(footer.blocksPerPage))
            for _ in 0..<count {
                let bytes = load(out, place) & 0xFFFF_FFFF
                if bytes > 0 { put(sum(out, at: next, count: bytes), in: &out, at: place + 4) }
                next = next &+ bytes
                place += 12
            }
            seal(&out, start..<start + size)
        }
    }

    private static func index(_ out: inout [UInt8], _ layout: IndexLayout) {
        for page in 0..<layout.pages {
            let start = Int(layout.offset(page: page))
            for bucket in 0..<layout.pageBuckets {
                let (first, end) = (load(out, start + 8 * bucket), load(out, start + 8 * bucket + 8))
                guard first <= end else { continue }
                let place = start + 8 * (layout.pageBuckets + 1 + bucket)
                put(sum(out, at: layout.bucketsOffset &+ first, count: end - first), in: &out, at: place)
            }
            seal(&out, start..<start + layout.pageSize)
        }
    }

    private static func load(_ bytes: [UInt8], _ place: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(place + $1 < bytes.count ? bytes[place + $1] : 0) << UInt64(8 * $1) }
    }

    /// The checksum of a piece; nil if it isn't within the bytes, or there is none.
    private static func sum(_ bytes: [UInt8], at offset: UInt64, count: UInt64) -> UInt64? {
        let (end, isTooFar) = offset.addingReportingOverflow(count)
        guard offset > 0, !isTooFar, end <= UInt64(bytes.count) else { return nil }
        return checksum(bytes[Int(offset)..<Int(end)], at: offset)
    }

    private static func put(_ sum: UInt64?, in bytes: inout [UInt8], at place: Int) {
        guard let sum, place + 8 <= bytes.count else { return }
        for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte)) }
    }

    private static func seal(_ bytes: inout [UInt8], _ page: Range<Int>) {
        put(checksum(bytes[page.dropLast(8)], at: UInt64(page.lowerBound)), in: &bytes, at: page.upperBound - 8)
    }
}
