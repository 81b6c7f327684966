package import BenchSchema

/// What a reader must know of a file before anything else (Specs/bench-file.md, "Footer").
///
/// Its size depends on the number of columns and attachments, not on that of runs.
package struct Footer: Equatable {
    /// The columns.
    package var schema: Schema
    /// The number of runs.
    package var runs: UInt64
    /// The number of segments.
    package var segments: UInt64
    /// Where the directory of segments starts.
    package var directoryOffset: UInt64
    /// How many blocks a directory page has room for.
    package var blocksPerPage: UInt32
    /// Where and how large the index is.
    package var index: IndexLayout
    /// The content digest.
    package var contentDigest: Digest
    /// Named texts or bytes beside the table: the provenance, a surrogate.
    package var attachments: [Attachment]

    /// Named bytes beside the table.
    package struct Attachment: Equatable, Sendable {
        /// The name, unique in its file.
        package var name: String
        /// The media type (RFC 6838).
        package var mediaType: String
        /// Where its section starts.
        package var offset: UInt64
        /// The section's bytes as stored.
        package var storedSize: UInt64
        /// The bytes once decompressed.
        package var size: UInt64
        /// XXH3-64 of the section as stored.
        package var checksum: UInt64

        /// Makes an entry.
        package init(
            name: String, mediaType: String, offset: UInt64, storedSize: UInt64, size: UInt64, checksum: UInt64
        ) {
            (self.name, self.mediaType, self.offset) = (name, mediaType, offset)
            (self.storedSize, self.size, self.checksum) = (storedSize, size, checksum)
        }
    }

    /// Makes a footer.
    package init(
        schema: Schema, runs: UInt64, segments: UInt64, directoryOffset: UInt64, blocksPerPage: UInt32,
        index: IndexLayout, contentDigest: Digest, attachments: [Attachment]
    ) {
        (self.schema, self.runs, self.segments) = (schema, runs, segments)
        (self.directoryOffset, self.blocksPerPage, self.index) = (directoryOffset, blocksPerPage, index)
        (self.contentDigest, self.attachments) = (contentDigest, attachments)
    }

    private enum Record {
        static let table: UInt8 = 1
        static let columns: UInt8 = 2
        static let attachments: UInt8 = 3
        /// Records from here on may be skipped by a reader that doesn't know them.
        static let firstOptional: UInt8 = 128
    }

    /// The footer as bytes, before compression.
    package var bytes: [UInt8] {
        var table: [UInt8] = []
        for field in [runs, segments, directoryOffset] { table.append(littleEndian: field) }
        table.append(littleEndian: blocksPerPage)
        for field in [index.fanOutOffset, index.bucketsOffset, index.bucketsSize] { table.append(littleEndian: field) }
        table += [index.bits, index.fingerprintBits, index.rowBits]
        table += contentDigest.bytes
        var columns: [UInt8] = []
        columns.append(count: schema.columns.count)
        for column in schema.columns { columns.append(column) }
        var attached: [UInt8] = []
        attached.append(count: attachments.count)
        for attachment in attachments {
            attached.append(counted: attachment.name.utf8)
            attached.append(counted: attachment.mediaType.utf8)
            for field in [attachment.offset, attachment.storedSize, attachment.size, attachment.checksum] {
                attached.append(littleEndian: field)
            }
        }
        var out: [UInt8] = []
        for (id, body) in [(Record.table, table), (Record.columns, columns), (Record.attachments, attached)] {
            out.append(id)
            out.append(counted: body)
        }
        return out
    }

    /// Reads a footer. O(columns).
    package init(_ bytes: ArraySlice<UInt8>) throws(BenchError) {
        var bodies: [UInt8: ArraySlice<UInt8>] = [:]
        var cursor = ByteCursor(bytes)
        while cursor.remaining > 0 {
            let id = try cursor.byte()
            let body = try cursor.slice(try cursor.count(cursor.remaining))
            guard id < Record.firstOptional else { continue }
            guard (Record.table...Record.attachments).contains(id) else {
                throw BenchError(.unsupported, "footer record \(id) needs a newer hasbench")
            }
            guard bodies.updateValue(body, forKey: id) == nil else {
                throw BenchError(.damaged, "footer record \(id) occurs twice")
            }
        }
        guard let table = bodies[Record.table], let columns = bodies[Record.columns],
            let attached = bodies[Record.attachments]
        else { throw BenchError(.damaged, "a footer record is missing") }
        schema = try Self.schema(columns)
        attachments = try Self.attachments(attached)
        cursor = ByteCursor(table)
        runs = try cursor.load()
        segments = try cursor.load()
        directoryOffset = try cursor.load()
        blocksPerPage = try cursor.load()
        let (fanOutOffset, bucketsOffset, bucketsSize): (UInt64, UInt64, UInt64)
        (fanOutOffset, bucketsOffset, bucketsSize) = (try cursor.load(), try cursor.load(), try cursor.load())
        let (bits, fingerprintBits, rowBits) = (try cursor.byte(), try cursor.byte(), try cursor.byte())
        index = IndexLayout(
            entries: runs, segments: segments, rowBits: rowBits, bits: bits, fingerprintBits: fingerprintBits,
            fanOutOffset: fanOutOffset, bucketsOffset: bucketsOffset, bucketsSize: bucketsSize)
        guard let digest = Digest(Array(try cursor.slice(32))) else {
            throw BenchError(.damaged, "a digest has 32 bytes")
        }
        contentDigest = digest
        try cursor.end()
        guard blocksPerPage <= schema.columns.count, segments <= runs, segments <= Layout.maximumSegments,
            index.isPossible
        else { throw BenchError(.damaged, "the table's numbers contradict each other") }
    }

    /// Throws unless directory, fan-out and buckets follow each other up to the footer, and attachments stand before them.
    ///
    /// So whatever the table counts is bounded by the size of the file. O(attachments).
    package func check(endingAt footerOffset: UInt64) throws(BenchError) {
        func end(_ start: UInt64, _ count: UInt64, _ size: Int) -> UInt64? {
            let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: UInt64(size))
            let (end, isTooFar) = start.addingReportingOverflow(bytes)
            return isTooLarge || isTooFar ? nil : end
        }
        let page = DirectoryPage.size(columns: schema.columns.count, blocksPerPage: blocksPerPage)
        guard directoryOffset >= UInt64(Layout.headerSize),
            end(directoryOffset, segments, page) == index.fanOutOffset,
            end(index.fanOutOffset, UInt64(index.pages), index.pageSize) == index.bucketsOffset,
            end(index.bucketsOffset, index.bucketsSize, 1) == footerOffset
        else { throw BenchError(.damaged, "directory and index can't be where they should be") }
        for attachment in attachments {
            guard attachment.offset >= UInt64(Layout.headerSize), attachment.size <= UInt64(Layout.maximumAttachment),
                let end = end(attachment.offset, attachment.storedSize, 1), end <= directoryOffset
            else { throw BenchError(.damaged, "it can't be where it should be", at: "attachment \(attachment.name)") }
        }
    }

    private static func schema(_ bytes: ArraySlice<UInt8>) throws(BenchError) -> Schema {
        var cursor = ByteCursor(bytes)
        var columns: [Column] = []
        var sources = 0
        for _ in 0..<(try cursor.count(Layout.maximumColumns)) {
            let column = try cursor.column()
            sources += column.definition?.sources.count ?? 0
            guard sources <= Schema.maximumSources else {
                throw BenchError(.damaged, "its metrics have more than \(Schema.maximumSources) sources")
            }
            columns.append(column)
        }
        try cursor.end()
        do throws(BenchError) { return try Schema(columns) } catch {
            // What a writer may get wrong, a file must not say.
            throw BenchError(.damaged, error.description)
        }
    }

    private static func attachments(_ bytes: ArraySlice<UInt8>) throws(BenchError) -> [Attachment] {
        var cursor = ByteCursor(bytes)
        var attachments: [Attachment] = []
        var names: Set<ByteString> = []
        for _ in 0..<(try cursor.count(Layout.maximumAttachments)) {
            try attachments.append(
                Attachment(
                    name: cursor.string(), mediaType: cursor.string(), offset: cursor.load(),
                    storedSize: cursor.load(), size: cursor.load(), checksum: cursor.load()))
            guard let name = attachments.last?.name, names.insert(name.exact).inserted else {
                throw BenchError(.damaged, "two attachments have one name")
            }
        }
        try cursor.end()
        return attachments
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ column: Column) {
        self += [column.role.rawValue, column.type.rawValue]
        append(counted: column.name.utf8)
        append(column.unit == nil ? 0 : 1)
        if let unit = column.unit { append(counted: unit.utf8) }
        guard let metric = column.definition else { return }
        self += [metric.reduction.rawValue, metric.direction.rawValue]
        append(littleEndian: metric.divisor.bitPattern)
        append(count: metric.sources.count)
        for source in metric.sources { append(counted: source.utf8) }
    }
}

extension ByteCursor {
    fileprivate mutating func column() throws(BenchError) -> Column {
        guard let role = Role(rawValue: try byte()) else {
            throw BenchError(.unsupported, "a column's role needs a newer hasbench")
        }
        guard let type = ValueType(rawValue: try byte()) else {
            throw BenchError(.unsupported, "a column's type needs a newer hasbench")
        }
        var column = Column(try string(), role: role, type: type)
        switch try byte() {
        case 0: break
        case 1: column.unit = try string()
        default: throw BenchError(.damaged, "a unit is there or not", at: "column \(column.name)")
        }
        guard role == .metric else { return column }
        guard let reduction = MetricDefinition.Reduction(rawValue: try byte()),
            let direction = MetricDefinition.Direction(rawValue: try byte())
        else { throw BenchError(.unsupported, "a metric needs a newer hasbench", at: "metric \(column.name)") }
        let divisor = Double(bitPattern: try load())
        var sources: [String] = []
        for _ in 0..<(try count(Layout.maximumColumns)) { sources.append(try string()) }
        column.definition = MetricDefinition(reduction, of: sources, dividedBy: divisor, direction)
        return column
    }
}
