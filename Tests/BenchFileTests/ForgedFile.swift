import BenchFile
import BenchFormat
import BenchSchema
import TestSupport

/// A file put together by hand, with checksums that match: whatever a hostile writer might say.
struct ForgedFile {
    var schema: Schema
    var runs: UInt32 = 1
    /// The contents of the two sections of constants; no section for no bytes.
    var constants: [[UInt8]] = [[], []]
    var blocks: [[UInt8]?]
    /// Of each run.
    var entries: [IndexEntry] = []
    var fingerprintBits = IndexLayout.usualFingerprintBits
    var digest: [UInt8] = Array(repeating: 0, count: 32)
    var editPage: (inout [UInt8]) -> Void = { _ in }
    var editFooter: (inout Footer) -> Void = { _ in }
    var editTrailer: (inout [UInt8]) -> Void = { _ in }

    init(_ columns: [Column]) throws {
        schema = try Schema(columns)
        blocks = columns.map { _ in nil }
    }

    private static func store(_ section: [UInt8], in out: inout [UInt8]) -> DirectoryPage.Extent {
        let offset = UInt64(out.count)
        out += section
        return DirectoryPage.Extent(
            offset: offset, size: UInt32(section.count), checksum: checksum(section, at: offset))
    }

    func bytes() throws -> [UInt8] {
        var out = Layout.header
        var extents: [DirectoryPage.Extent] = []
        for content in constants {
            var section: [UInt8] = []
            Section.append(stored: content, to: &section)
            extents.append(content.isEmpty ? .empty : Self.store(section, in: &out))
        }
        let stored = blocks.map { block in block.map { Self.store($0, in: &out) } }
        let room = UInt32(blocks.count { $0 != nil })
        let directory = UInt64(out.count)
        if runs > 0 {
            let page = DirectoryPage(firstRun: 0, runs: runs, constants: extents, blocks: stored)
            var bytes = Array(page.bytes(at: directory, blocksPerPage: room).dropLast(8))
            editPage(&bytes)
            bytes.append(littleEndian: checksum(bytes, at: directory))
            out += bytes
        }
        let index = IndexLayout.encode(
            entries, segments: runs > 0 ? 1 : 0, largestSegment: Int(runs), at: UInt64(out.count),
            fingerprintBits: fingerprintBits)
        out += index.fanOut + index.buckets
        let content = Digest(digest)
        var footer = Footer(
            schema: schema, runs: UInt64(runs), segments: runs > 0 ? 1 : 0, directoryOffset: directory,
            blocksPerPage: room, index: index.layout, contentDigest: content ?? schema.digest, attachments: [])
        editFooter(&footer)
        return out + end(footer.bytes, at: UInt64(out.count))
    }

    private func end(_ footer: [UInt8], at offset: UInt64) -> [UInt8] {
        let trailer = Trailer(
            footerOffset: offset, storedSize: UInt64(footer.count), footerSize: UInt64(footer.count),
            footerChecksum: checksum(footer, at: offset), fileSize: offset + UInt64(footer.count + Trailer.size))
        var bytes = trailer.bytes
        editTrailer(&bytes)
        return footer + bytes
    }

    /// Writes the file and opens it.
    func open() throws -> BenchReader {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(try bytes(), to: folder.file("forged"))
        return try BenchReader(folder.file("forged"))
    }

    /// The messages of all that verify finds.
    func problems(deep: Bool = false) throws -> [String] { try open().verify(deep: deep).problems.map(\.message) }

    /// The error of opening the file; nil if it opens.
    func failure() throws -> BenchError? {
        do { _ = try open() } catch let error as BenchError { return error }
        return nil
    }
}
