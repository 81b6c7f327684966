import BenchFormat
public import BenchSchema

/// Joins files into one without compressing anything again.
public enum Merge {
    /// Writes the runs of all files, in order, into a new one.
    ///
    /// Every value is decoded on the way, for the content digest; a damaged input is an error and nothing is written.
    /// Throws `.mismatch` where columns of one name differ in type, unit or definition, or the keys differ. The
    /// search space is kept where all files have the same; attachments other than these two are left out; the summary's
    /// warnings name them.
    /// O(values); memory as `BenchWriter`.
    public static func files(
        _ paths: [String], to path: String, options: WriterOptions = .init(), replacing: Bool = false
    ) throws(BenchError) -> WriteSummary {
        var readers: [BenchReader] = []
        for path in paths { readers.append(try BenchReader(path)) }
        let schema = try union(readers)
        var writer = try BenchWriter(
            path: path, schema: schema, provenance: try provenance(readers), options: options, replacing: replacing)
        let space = try space(readers)
        if let space { try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", space) }
        for reader in readers {
            // Where each column of the union stands in this file.
            let places = schema.columns.map { reader.schema.place($0.name, $0.role) }
            let order = reader.schema.digestOrder
            for segment in 0..<reader.segmentCount {
                try writer.append(try reader.encoded(segment, places: places, order: order))
            }
        }
        var summary = try writer.finish()
        summary.warnings = readers.flatMap { warnings($0, keepsSpace: space != nil) }
        return summary
    }

    /// An attachment that a file is to have.
    public struct Attachment: Sendable {
        fileprivate let name, mediaType: String
        fileprivate let bytes: [UInt8]

        /// Names bytes.
        public init(_ name: String, mediaType: String, _ bytes: [UInt8]) {
            (self.name, self.mediaType, self.bytes) = (name, mediaType, bytes)
        }
    }

    /// Writes a file anew with attachments added, or put in the place of those of the same names.
    ///
    /// The other attachments stay. Every value is decoded on the way; a damaged input is an error and nothing is written.
    /// `output` may be `path`: the old file or the new one is there, whatever happens.
    public static func attaching(
        _ added: [Attachment], to path: String, as output: String,
        options: WriterOptions = .init(), replacing: Bool = false
    ) throws(BenchError) -> WriteSummary {
        let reader = try BenchReader(path)
        let provenance = try reader.attachment(AttachmentName.provenance).map { ByteString($0) } ?? "null"
        var writer = try BenchWriter(
            path: output, schema: reader.schema, provenance: provenance, options: options, replacing: replacing)
        let left = Set([AttachmentName.provenance.exact] + added.map(\.name.exact))
        for attachment in reader.footer.attachments {
            guard !left.contains(attachment.name.exact),
                let old = try reader.attachment(attachment.name)
            else { continue }
            try writer.attach(attachment.name, mediaType: attachment.mediaType, old)
        }
        for new in added { try writer.attach(new.name, mediaType: new.mediaType, new.bytes) }
        let places = reader.schema.columns.indices.map(Optional.some)
        for segment in 0..<reader.segmentCount {
            try writer.append(try reader.encoded(segment, places: places, order: reader.schema.digestOrder))
        }
        return try writer.finish()
    }

    /// What the new file doesn't say of an old one.
    private static func warnings(_ reader: BenchReader, keepsSpace: Bool) -> [String] {
        let names = reader.attachmentNames.map(\.exact)
        let kept = [AttachmentName.provenance.exact] + (keepsSpace ? [AttachmentName.searchSpace.exact] : [])
        return reader.attachmentNames.filter { !kept.contains($0.exact) }.map { name in
            let reason = name.exact == AttachmentName.searchSpace.exact ? ", for not all files have the same" : ""
            return "\(reader.path): attachment \(name) is not carried over\(reason)"
        } + (names.contains(AttachmentName.provenance.exact) ? [] : ["\(reader.path): it has no provenance"])
    }

    /// The search space that all files have; nil where one has none or another.
    private static func space(_ readers: [BenchReader]) throws(BenchError) -> [UInt8]? {
        var common: [UInt8]?
        for (place, reader) in readers.enumerated() {
            guard let space = try reader.attachment(AttachmentName.searchSpace) else { return nil }
            if place == 0 { common = space }
            guard space == common else { return nil }
        }
        return common
    }

    /// All columns, those of the first file first.
    private static func union(_ readers: [BenchReader]) throws(BenchError) -> Schema {
        guard let first = readers.first else { throw BenchError(.usage, "there is nothing to merge") }
        var columns = first.schema.columns
        for reader in readers.dropFirst() {
            let keys = reader.schema.keys.map { reader.schema.columns[$0].name }
            let expected = first.schema.keys.map { first.schema.columns[$0].name }
            guard keys.map(\.exact) == expected.map(\.exact) else {
                throw BenchError(
                    .mismatch,
                    "its keys are \(keys.joined(separator: ", ")), those of \(first.path) are "
                        + expected.joined(separator: ", "), at: reader.path)
            }
            let known = try Schema(columns)
            for column in reader.schema.columns {
                guard let place = known.place(column.name, column.role) else {
                    columns.append(column)
                    continue
                }
                guard known.columns[place] == column else {
                    throw BenchError(
                        .mismatch, "its role, type, unit or definition differs from that in the files before",
                        at: reader.path, "column \(column.name)")
                }
            }
        }
        return try Schema(columns)
    }

    /// The provenance that all files share, or the list of the different ones; null stands for a file without any.
    private static func provenance(_ readers: [BenchReader]) throws(BenchError) -> ByteString {
        var all: [ByteString] = []
        for reader in readers {
            let text = try reader.attachment(AttachmentName.provenance).map { ByteString($0) } ?? "null"
            // A merged file's list is taken apart, so that lists don't nest.
            for part in MergedProvenance.parts(of: text) ?? [text] where !all.contains(part) { all.append(part) }
        }
        return all.count == 1 && all != ["null"] ? all[0] : MergedProvenance.text(of: all)
    }
}

extension BenchReader {
    /// A segment as it would have been encoded for a schema with more columns.
    func encoded(_ segment: Int, places: [Int?], order: DigestOrder) throws(BenchError) -> EncodedSegment {
        let page = try page(segment)
        // A block that columns share is read, and held, once.
        var known: [DirectoryPage.Extent: [UInt8]] = [:]
        var blocks: [[UInt8]?] = []
        for place in places {
            guard let place, let extent = page.blocks[place] else {
                blocks.append(nil)
                continue
            }
            if known[extent] == nil {
                known[extent] = try locating("segment \(segment)") { () throws(BenchError) in
                    try file.read(extent, "column \(schema.columns[place].name)")
                }
            }
            blocks.append(known[extent])
        }
        var constants: [[UInt8]] = []
        for extent in page.constants {
            constants.append(
                try locating("segment \(segment)") { () throws(BenchError) in
                    extent.size == 0 ? [] : try file.read(extent, "constants")
                })
        }
        var identities: [RunIdentity] = []
        for row in 0..<page.runs {
            let run = try run(at: RunLocation(segment: UInt32(segment), row: UInt16(row)))
            try schema.check(run)
            identities.append(try schema.identity(of: run, order: order))
        }
        return EncodedSegment(blocks: blocks, constants: constants, identities: identities)
    }
}
