import BenchFormat
public import BenchSchema

/// Writes a file segment by segment; it appears under its name when `finish` returns.
///
/// The memory needed beyond the segments in flight is about 80 bytes a run, for the index and the content digest.
public struct BenchWriter: ~Copyable {
    private let schema: Schema
    private let options: WriterOptions
    private var encoder: SegmentEncoder
    private var file: OutputFile
    private var attachments: [Footer.Attachment]
    private var attachmentNames: Set<ByteString> = [AttachmentName.provenance.exact]
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
            attachment: AttachmentName.provenance, mediaType: "application/json", provenance.bytes, zstd)
        self.schema = schema
        self.options = options
        self.encoder = encoder
        self.file = file
        attachments = [attachment]
    }

    /// Adds named bytes beside the table.
    ///
    /// Throws `.mismatch` for a name that was used already, `.limit` for what no reader would take.
    public mutating func attach(_ name: String, mediaType: String, _ bytes: [UInt8]) throws(BenchError) {
        guard attachments.count < Layout.maximumAttachments else {
            throw BenchError(.limit, "a file has at most \(Layout.maximumAttachments) attachments")
        }
        guard !attachmentNames.contains(name.exact) else {
            throw BenchError(.mismatch, "two attachments have the name \(name)")
        }
        let zstd = ZstdCompressor(level: options.level)
        attachments.append(try file.append(attachment: name, mediaType: mediaType, bytes, zstd))
        attachmentNames.insert(name.exact)
    }

    /// Adds a run; a full segment is written at once.
    public mutating func append(_ run: Run) throws(BenchError) {
        pending.append(run)
        if pending.count == options.runsPerSegment(schema) { try flush() }
    }

    /// Adds an encoded segment after the runs before it.
    public mutating func append(_ segment: EncodedSegment) throws(BenchError) {
        try flush()
        try write(segment)
    }

    private mutating func flush() throws(BenchError) {
        guard !pending.isEmpty else { return }
        if pages.isEmpty { try encoder.learn(from: pending) }
        for runs in SegmentEncoder.cut(pending) { try write(try encoder.encode(Array(runs))) }
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ segment: EncodedSegment) throws(BenchError) {
        guard pages.count < Layout.maximumSegments else {
            throw BenchError(.limit, "a file has fewer than 2^32 segments")
        }
        guard segment.blocks.count == schema.columns.count else {
            throw BenchError(.mismatch, "a segment of \(segment.blocks.count) columns, encoded for another table")
        }
        var constants: [DirectoryPage.Extent] = []
        for section in segment.constants {
            if !section.isEmpty, constantsKnown[section] == nil { constantsKnown[section] = try write(section) }
            constants.append(constantsKnown[section] ?? .empty)
        }
        // Columns of equal bytes share a block: a metric that is a scalar under another name, the epochs of each group.
        var known: [UInt64: Int] = [:]
        var blocks: [DirectoryPage.Extent?] = []
        for (place, block) in segment.blocks.enumerated() {
            guard let block else {
                blocks.append(nil)
                continue
            }
            let hash = checksum(block, at: 0)
            if let same = known[hash], segment.blocks[same] == block {
                blocks.append(blocks[same])
            } else {
                known[hash] = place
                blocks.append(try write(block))
            }
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
        // The place in the file decides among repeats.
        identities.sort { $0.identity.precedes($1.identity) ?? ($0.location < $1.location) }
        let entries = identities.map { IndexEntry(hash: $0.identity.hash, location: $0.location) }
        let (layout, fanOut, buckets) = IndexLayout.encode(
            entries, segments: pages.count, largestSegment: Int(pages.map(\.runs).max() ?? 0), at: file.offset,
            fingerprintBits: options.fingerprintBits)
        try file.append(fanOut)
        try file.append(buckets)
        return layout
    }

    private mutating func writeEnd(_ footer: [UInt8]) throws(BenchError) {
        guard footer.count <= Layout.maximumFooter else {
            throw BenchError(
                .limit,
                "columns and attachments take \(footer.count) bytes to describe; a file has room for "
                    + "\(Layout.maximumFooter)")
        }
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
    /// What was left out or can't be vouched for, in sentences; none for a file written from runs.
    public var warnings: [String] = []
}

extension RunIdentity {
    /// Whether the index has this run before another, by hash, task and seed; nil for repeats of one run.
    func precedes(_ other: RunIdentity) -> Bool? {
        (hash, task, seed) == (other.hash, other.task, other.seed) ? nil : self < other
    }
}

extension OutputFile {
    fileprivate mutating func append(
        attachment name: String, mediaType: String, _ bytes: [UInt8], _ zstd: ZstdCompressor
    ) throws(BenchError) -> Footer.Attachment {
        guard bytes.count <= Layout.maximumAttachment, max(name.utf8.count, mediaType.utf8.count) <= Schema.maximumText
        else {
            throw BenchError(
                .limit,
                "an attachment has at most \(Layout.maximumAttachment) bytes, its name and its media type at most "
                    + "\(Schema.maximumText)", at: "attachment \(name.prefix(100))")
        }
        var section: [UInt8] = []
        try Section.append(bytes, zstd, to: &section)
        let offset = try append(section)
        return Footer.Attachment(
            name: name, mediaType: mediaType, offset: offset, storedSize: UInt64(section.count),
            size: UInt64(bytes.count), checksum: checksum(section, at: offset))
    }
}
