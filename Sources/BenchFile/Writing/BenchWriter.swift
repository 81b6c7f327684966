import BenchFormat
public import BenchSchema

/// Writes a file segment by segment; it appears under its name when `finish` returns.
///
/// The memory needed beyond the segments in flight is about 80 bytes a run, for the index and the content digest.
public struct BenchWriter: ~Copyable {
    private let schema: Schema
    private let options: WriterOptions
    private let encoder: SegmentEncoder
    private var file: OutputFile
    private var attachments: [Footer.Attachment]
    private var pages: [DirectoryPage] = []
    private var constantsKnown: [[UInt8]: DirectoryPage.Extent] = [:]
    private var identities: [(identity: RunIdentity, location: RunLocation)] = []
    private var pending: [Run] = []

    /// Starts a file.
    ///
    /// - Parameters:
    ///   - path: Its name; nothing of that name is touched before `finish`.
    ///   - provenance: The text of one JSON object: where the data come from, under which licence.
    ///   - replacing: Whether an existing file may be replaced.
    public init(
        path: String, schema: Schema, provenance: ByteString, options: WriterOptions = .init(), replacing: Bool = false
    ) throws(BenchError) {
        let encoder = try SegmentEncoder(schema: schema, options: options)
        var file = try OutputFile(path, replacing: replacing)
        let zstd = ZstdCompressor(level: options.level)
        try file.append(Layout.header)
        let attachment = try file.append(
            attachment: "provenance", mediaType: "application/json", provenance.bytes, zstd)
        self.schema = schema
        self.options = options
        self.encoder = encoder
        self.file = file
        attachments = [attachment]
    }

    /// Adds named bytes beside the table.
    public mutating func attach(_ name: String, mediaType: String, _ bytes: [UInt8]) throws(BenchError) {
        guard !attachments.contains(where: { $0.name == name }) else {
            throw BenchError(.mismatch, "two attachments have the name \(name)")
        }
        let zstd = ZstdCompressor(level: options.level)
        attachments.append(try file.append(attachment: name, mediaType: mediaType, bytes, zstd))
    }

    /// Adds a run; a full segment is written at once.
    public mutating func append(_ run: Run) throws(BenchError) {
        pending.append(run)
        if pending.count == options.segmentRuns { try flush() }
    }

    /// Adds an encoded segment after the runs before it.
    public mutating func append(_ segment: EncodedSegment) throws(BenchError) {
        try flush()
        try write(segment)
    }

    private mutating func flush() throws(BenchError) {
        guard !pending.isEmpty else { return }
        try write(try encoder.encode(pending))
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ segment: EncodedSegment) throws(BenchError) {
        guard pages.count < Int(UInt32.max) else { throw BenchError(.limit, "a file has at most 2^32 segments") }
        var constants = DirectoryPage.Extent(offset: 0, size: 0, checksum: 0)
        if !segment.constants.isEmpty {
            if let known = constantsKnown[segment.constants] {
                constants = known
            } else {
                constants = try write(segment.constants)
                constantsKnown[segment.constants] = constants
            }
        }
        var blocks: [DirectoryPage.Extent?] = []
        for block in segment.blocks {
            if let block { blocks.append(try write(block)) } else { blocks.append(nil) }
        }
        let number = UInt32(pages.count)
        pages.append(
            DirectoryPage(
                firstRun: UInt64(identities.count), runs: UInt32(segment.runs), constants: constants, blocks: blocks))
        for (row, identity) in segment.identities.enumerated() {
            identities.append((identity, RunLocation(segment: number, row: UInt16(row))))
        }
    }

    private mutating func write(_ bytes: [UInt8]) throws(BenchError) -> DirectoryPage.Extent {
        guard let size = UInt32(exactly: bytes.count) else { throw BenchError(.limit, "a block has at most 4 GiB") }
        let offset = try file.append(bytes)
        return DirectoryPage.Extent(offset: offset, size: size, checksum: checksum(bytes, at: offset))
    }

    /// Writes directory, index and footer, syncs, and puts the file under its name.
    public consuming func finish() throws(BenchError) -> WriteSummary {
        try flush()
        let directoryOffset = file.offset
        let blocksPerPage = UInt32(pages.map { $0.blocks.count { $0 != nil } }.max() ?? 0)
        for page in pages { try file.append(page.bytes(at: file.offset, blocksPerPage: blocksPerPage)) }

        let index = try writeIndex()
        let digest = schema.contentDigest(of: identities.map(\.identity))
        let footer = Footer(
            schema: schema, runs: UInt64(identities.count), segments: UInt64(pages.count),
            directoryOffset: directoryOffset, blocksPerPage: blocksPerPage, index: index, contentDigest: digest,
            attachments: attachments)
        try writeEnd(footer.bytes)
        let bytes = Int(file.offset)
        try file.commit()
        return WriteSummary(runs: identities.count, segments: pages.count, bytes: bytes, contentDigest: digest)
    }

    private mutating func writeIndex() throws(BenchError) -> IndexLayout {
        // Hash, task and seed order as identities do; the place in the file decides among equals.
        identities.sort { a, b in
            if a.identity.hash != b.identity.hash { return a.identity.hash < b.identity.hash }
            if a.identity.task == b.identity.task, a.identity.seed == b.identity.seed { return a.location < b.location }
            return a.identity < b.identity
        }
        let entries = identities.map { IndexEntry(hash: $0.identity.hash, location: $0.location) }
        var layout = IndexLayout(
            entries: UInt64(entries.count), fanOutOffset: file.offset, entriesOffset: 0,
            bits: IndexLayout.bits(entries: entries.count))
        layout.entriesOffset = layout.fanOutOffset + UInt64(layout.pages * layout.pageSize)
        let (fanOut, bodies) = layout.bytes(of: entries)
        try file.append(fanOut)
        try file.append(bodies)
        return layout
    }

    private mutating func writeEnd(_ footer: [UInt8]) throws(BenchError) {
        let frame = try ZstdCompressor(level: options.level).compress(footer)
        let stored = frame.count < footer.count ? frame : footer
        let offset = try file.append(stored)
        let trailer = Trailer(
            footerOffset: offset, storedSize: UInt64(stored.count), footerSize: UInt64(footer.count),
            footerChecksum: checksum(stored, at: offset), fileSize: file.offset + UInt64(Trailer.size))
        try file.append(trailer.bytes)
    }
}

/// What was written.
public struct WriteSummary: Sendable, Equatable {
    /// The number of runs.
    public var runs: Int
    /// The number of segments.
    public var segments: Int
    /// The size of the file.
    public var bytes: Int
    /// The identity of the table.
    public var contentDigest: Digest
}

extension OutputFile {
    fileprivate mutating func append(
        attachment name: String, mediaType: String, _ bytes: [UInt8], _ zstd: ZstdCompressor
    ) throws(BenchError) -> Footer.Attachment {
        var section: [UInt8] = []
        try Section.append(bytes, zstd, to: &section)
        let offset = try append(section)
        return Footer.Attachment(
            name: name, mediaType: mediaType, offset: offset, storedSize: UInt64(section.count),
            size: UInt64(bytes.count), checksum: checksum(section, at: offset))
    }
}
