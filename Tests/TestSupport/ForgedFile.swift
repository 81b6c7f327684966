package import BenchFile
package import BenchFormat
package import BenchSchema

/// A file of one segment put together by hand, with checksums that match: whatever a hostile writer might say.
package struct ForgedFile {
    /// The columns.
    package var schema: Schema
    /// The number of runs.
    package var runs: UInt32 = 1
    /// The contents of the two sections of constants; no section for no bytes.
    package var constants: [[UInt8]] = [[], []]
    /// Each column's block; nil where there is none.
    package var blocks: [[UInt8]?]
    /// Of each run.
    package var entries: [IndexEntry] = []
    /// How many bits the index keeps of a hash.
    package var fingerprintBits = IndexLayout.usualFingerprintBits
    /// The content digest; that of no run unless it has 32 bytes.
    package var digest: [UInt8] = Array(repeating: 0, count: 32)
    /// What stands beside the table.
    package var attachments: [(name: String, mediaType: String, content: [UInt8])] = []
    /// The minor version, in header and trailer.
    package var minor = Layout.version.minor
    /// Changes the sections of attachments and constants, and the blocks, before their checksums are computed.
    package var editPiece: (inout [UInt8]) -> Void = { _ in }
    /// Changes the directory page before its checksum is computed.
    package var editPage: (inout [UInt8]) -> Void = { _ in }
    /// Changes the only bucket of the index before its checksum is computed.
    package var editBucket: (inout [UInt8]) -> Void = { _ in }
    /// Changes the only fan-out page before its checksum is computed.
    package var editFanOut: (inout [UInt8]) -> Void = { _ in }
    /// Changes what the footer says.
    package var editFooter: (inout Footer) -> Void = { _ in }
    /// Changes the footer's bytes before their checksum is computed.
    package var editFooterBytes: (inout [UInt8]) -> Void = { _ in }
    /// Changes what the trailer says, before its checksum is computed.
    package var editTrailerFields: (inout Trailer) -> Void = { _ in }
    /// Changes the trailer's bytes.
    package var editTrailer: (inout [UInt8]) -> Void = { _ in }

    /// Starts with a segment of one run that holds nothing.
    package init(_ columns: [Column]) throws {
        schema = try Schema(columns)
        blocks = columns.map { _ in nil }
    }

    /// Takes number, index and content digest from the runs that the blocks and constants hold.
    package mutating func fill(with held: [Run]) throws {
        let order = schema.digestOrder
        let identities = try held.map { run in try schema.identity(of: run, order: order) }
        runs = UInt32(held.count)
        digest = schema.contentDigest(of: identities).bytes
        entries = identities.enumerated().map { row, identity in
            (identity, IndexEntry(hash: identity.hash, location: RunLocation(segment: 0, row: UInt16(row))))
        }.sorted { a, b in
            let areRepeats = (a.0.hash, a.0.task, a.0.seed) == (b.0.hash, b.0.task, b.0.seed)
            return areRepeats ? a.1.location < b.1.location : a.0 < b.0
        }.map(\.1)
    }

    private func store(_ piece: [UInt8], in out: inout [UInt8]) -> DirectoryPage.Extent {
        var piece = piece
        editPiece(&piece)
        let offset = UInt64(out.count)
        out += piece
        return DirectoryPage.Extent(offset: offset, size: UInt32(piece.count), checksum: checksum(piece, at: offset))
    }

    /// The file.
    package func bytes() throws -> [UInt8] {
        var out = Layout.header
        out[10] = UInt8(truncatingIfNeeded: minor)
        let attached = attachments.map { attachment in
            let stored = store(Self.section(attachment.content), in: &out)
            return Footer.Attachment(
                name: attachment.name, mediaType: attachment.mediaType, offset: stored.offset,
                storedSize: UInt64(stored.size), size: UInt64(attachment.content.count), checksum: stored.checksum)
        }
        let extents = constants.map { $0.isEmpty ? .empty : store(Self.section($0), in: &out) }
        let stored = blocks.map { block in block.map { store($0, in: &out) } }
        let room = UInt32(blocks.count { $0 != nil })
        let directory = UInt64(out.count)
        if runs > 0 {
            let page = DirectoryPage(firstRun: 0, runs: runs, constants: extents, blocks: stored)
            var bytes = Array(page.bytes(at: directory, blocksPerPage: room).dropLast(8))
            editPage(&bytes)
            bytes.append(littleEndian: checksum(bytes, at: directory))
            out += bytes
        }
        let layout = appendIndex(to: &out)
        var footer = Footer(
            schema: schema, runs: UInt64(runs), segments: runs > 0 ? 1 : 0, directoryOffset: directory,
            blocksPerPage: room, index: layout, contentDigest: Digest(digest) ?? schema.digest, attachments: attached)
        editFooter(&footer)
        var footerBytes = footer.bytes
        editFooterBytes(&footerBytes)
        return out + end(footerBytes, at: UInt64(out.count))
    }

    private static func section(_ content: [UInt8]) -> [UInt8] {
        var section: [UInt8] = []
        Section.append(stored: content, to: &section)
        return section
    }

    /// The index, of a single bucket unless it has more than 128 configurations.
    private func appendIndex(to out: inout [UInt8]) -> IndexLayout {
        var (layout, fanOut, buckets) = IndexLayout.encode(
            entries, segments: runs > 0 ? 1 : 0, largestSegment: Int(runs), at: UInt64(out.count),
            fingerprintBits: fingerprintBits)
        if layout.buckets == 1 {
            editBucket(&buckets)
            layout.bucketsSize = UInt64(buckets.count)
            fanOut = []
            for field in [0, layout.bucketsSize, checksum(buckets, at: layout.bucketsOffset)] {
                fanOut.append(littleEndian: field)
            }
            editFanOut(&fanOut)
            fanOut.append(littleEndian: checksum(fanOut, at: layout.fanOutOffset))
        }
        out += fanOut + buckets
        return layout
    }

    private func end(_ footer: [UInt8], at offset: UInt64) -> [UInt8] {
        var trailer = Trailer(
            footerOffset: offset, storedSize: UInt64(footer.count), footerSize: UInt64(footer.count),
            footerChecksum: checksum(footer, at: offset), fileSize: offset + UInt64(footer.count + Trailer.size))
        trailer.minor = minor
        editTrailerFields(&trailer)
        var bytes = trailer.bytes
        editTrailer(&bytes)
        return footer + bytes
    }

    /// Writes the file and opens it.
    package func open() throws -> BenchReader {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(try bytes(), to: folder.file("forged"))
        return try BenchReader(folder.file("forged"))
    }

    /// The messages of all that verify finds.
    package func problems(deep: Bool = false) throws -> [String] {
        try open().verify(deep: deep).problems.map(\.message)
    }

    /// The error of opening the file; nil if it opens.
    package func failure() throws -> BenchError? {
        do { _ = try open() } catch let error as BenchError { return error }
        return nil
    }
}
