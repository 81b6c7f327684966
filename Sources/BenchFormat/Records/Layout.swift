package import BenchSchema

/// The fixed ends of a file and its version (Specs/bench-file.md, "Header" and "Trailer").
package enum Layout {
    /// The version this program writes, and the newest major version it reads.
    package static let version: (major: UInt16, minor: UInt16) = (1, 0)
    /// The header's magic: a byte beyond ASCII, HASB, a line break of each kind, end of file.
    package static let magic: [UInt8] = [0x89, 0x48, 0x41, 0x53, 0x42, 0x0D, 0x0A, 0x1A]
    /// The trailer's magic, the last bytes of a file: HASBEND and a line feed.
    package static let endMagic: [UInt8] = Array("HASBEND\n".utf8)
    /// The bytes of a header.
    package static let headerSize = 16
    /// The most runs in one segment.
    package static let maximumRunsPerSegment = 1 << 16
    /// The most columns in one file.
    package static let maximumColumns = Schema.maximumColumns
    /// The most segments in one file.
    package static let maximumSegments = UInt64(UInt32.max)
    /// The most attachments of one file.
    package static let maximumAttachments = 1 << 16
    /// The largest attachment; one of more than `Section.maximumPacked` is stored as it is.
    package static let maximumAttachment = 1 << 28
    /// The largest footer that is read.
    package static let maximumFooter = Section.maximumPacked

    /// The bytes of the header: magic, version, four zero bytes.
    package static var header: [UInt8] {
        var out = magic
        out.append(littleEndian: version.major)
        out.append(littleEndian: version.minor)
        out.append(littleEndian: UInt32(0))
        return out
    }

    /// Throws unless these bytes are the header of a file whose trailer, of the major version that is read, has this minor
    /// number.
    package static func check(header: [UInt8], minor: UInt16) throws(BenchError) {
        var cursor = ByteCursor(header)
        guard try cursor.slice(magic.count).elementsEqual(magic) else {
            throw BenchError(.damaged, "the first bytes are not those of a .hasb file")
        }
        let (major, ownMinor): (UInt16, UInt16) = (try cursor.load(), try cursor.load())
        guard (major, ownMinor) == (version.major, minor), try cursor.load(UInt32.self) == 0 else {
            throw BenchError(.damaged, "it contradicts the trailer")
        }
    }

    static func check(major: UInt16, minor: UInt16) throws(BenchError) {
        guard major == version.major else {
            throw BenchError(
                .unsupported,
                "a file of version \(major).\(minor), which needs a hasbench that reads version \(major); "
                    + "this one reads version \(version.major)")
        }
    }
}

/// The last bytes of a file, which say where the footer is.
package struct Trailer: Equatable {
    /// The bytes of a trailer.
    package static let size = 64

    /// Where the footer starts.
    package var footerOffset: UInt64
    /// The footer's bytes as stored.
    package var storedSize: UInt64
    /// The footer's bytes once decompressed; the same as stored if it isn't compressed.
    package var footerSize: UInt64
    /// XXH3-64 of the footer as stored.
    package var footerChecksum: UInt64
    /// The bytes of the whole file.
    package var fileSize: UInt64
    /// The minor version of the file.
    package var minor = Layout.version.minor

    /// Makes a trailer.
    package init(
        footerOffset: UInt64, storedSize: UInt64, footerSize: UInt64, footerChecksum: UInt64, fileSize: UInt64
    ) {
        (self.footerOffset, self.storedSize, self.footerSize) = (footerOffset, storedSize, footerSize)
        (self.footerChecksum, self.fileSize) = (footerChecksum, fileSize)
    }

    /// The trailer as bytes.
    package var bytes: [UInt8] {
        var out: [UInt8] = []
        for field in [footerOffset, storedSize, footerSize, footerChecksum, fileSize] {
            out.append(littleEndian: field)
        }
        out.append(littleEndian: Layout.version.major)
        out.append(littleEndian: minor)
        out.append(littleEndian: UInt32(0))
        out.append(littleEndian: checksum(out, at: fileSize))
        return out + Layout.endMagic
    }

    /// Reads the trailer of a file with so many bytes.
    package init(_ bytes: ArraySlice<UInt8>, fileSize actual: UInt64) throws(BenchError) {
        guard bytes.count == Self.size, bytes.suffix(8).elementsEqual(Layout.endMagic) else {
            throw BenchError(.damaged, "this is no .hasb file, or its end is missing", at: "trailer")
        }
        var cursor = ByteCursor(bytes)
        try self.init(
            footerOffset: cursor.load(), storedSize: cursor.load(), footerSize: cursor.load(),
            footerChecksum: cursor.load(), fileSize: cursor.load())
        let major: UInt16 = try cursor.load()
        minor = try cursor.load()
        let features: UInt32 = try cursor.load()
        // Before the checksum, whose rule may be another in a later version.
        try Layout.check(major: major, minor: minor)
        guard checksum(bytes.prefix(48), at: fileSize) == (try cursor.load()) else {
            throw BenchError(.damaged, "the checksum doesn't match, so the file is damaged here", at: "trailer")
        }
        guard features == 0 else {
            throw BenchError(
                .unsupported, "the file, of version \(major).\(minor), needs features \(features) of a newer hasbench",
                at: "trailer")
        }
        guard fileSize == actual else {
            throw BenchError(.damaged, "the file has \(actual) bytes, but was written with \(fileSize)", at: "trailer")
        }
        guard storedSize <= footerSize, footerSize <= Layout.maximumFooter, footerOffset >= Layout.headerSize,
            footerOffset <= actual - UInt64(Self.size), storedSize == actual - UInt64(Self.size) - footerOffset
        else { throw BenchError(.damaged, "the footer can't be where it should be", at: "trailer") }
    }
}
