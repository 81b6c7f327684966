package import BenchFile
package import BenchFormat
package import BenchSchema

/// All that a file says: what a reader must get out of it.
package struct TableContents {
    /// The version.
    package var version: (major: UInt16, minor: UInt16)
    /// The columns.
    package var schema: Schema
    /// The runs of each segment.
    package var segments: [[Run]]
    /// Where the index has the runs of each configuration, in its order.
    package var index: [ConfigHash: [RunLocation]] = [:]
    /// The content digest.
    package var digest: Digest
    /// What stands beside the table.
    package var attachments: [(name: String, mediaType: String, content: [UInt8])]

    /// What a file of these runs has to say.
    package init(
        _ schema: Schema, _ segments: [[Run]], minor: UInt16 = Layout.version.minor,
        attachments: [(name: String, mediaType: String, content: [UInt8])]
    ) throws {
        version = (Layout.version.major, minor)
        (self.schema, self.segments, self.attachments) = (schema, segments, attachments)
        var found: [(identity: RunIdentity, location: RunLocation)] = []
        let order = schema.digestOrder
        for (segment, runs) in segments.enumerated() {
            for (row, run) in runs.enumerated() {
                let location = RunLocation(segment: UInt32(segment), row: UInt16(row))
                found.append((try schema.identity(of: run, order: order), location))
            }
        }
        digest = schema.contentDigest(of: found.map(\.identity))
        found.sort { a, b in
            let (one, other) = (a.identity, b.identity)
            let areRepeats = (one.hash, one.task, one.seed) == (other.hash, other.task, other.seed)
            return areRepeats ? a.location < b.location : one < other
        }
        for (identity, location) in found { index[identity.hash, default: []].append(location) }
    }

    /// What a reader says of its file.
    package init(_ reader: BenchReader) throws(BenchError) {
        version = (Layout.version.major, reader.minorVersion)
        (schema, digest, attachments, segments) = (reader.schema, reader.contentDigest, [], [])
        for attachment in reader.footer.attachments {
            guard let content = try reader.attachment(attachment.name) else { continue }
            attachments.append((attachment.name, attachment.mediaType, content))
        }
        segments = Array(repeating: [], count: reader.segmentCount)
        try reader.forEachRun { location throws(BenchError) in
            let run = try reader.run(at: location)
            segments[Int(location.segment)].append(run)
            let hash = try schema.configHash(of: run)
            if index[hash] == nil { index[hash] = try reader.locations(of: hash) }
        }
    }
}
