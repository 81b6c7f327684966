import BenchFormat
public import BenchSchema

/// Saves what is whole of a damaged file (Specs/command.md, "recover").
public enum Recovery {
    /// How a file is recovered.
    public struct Options: Sendable {
        /// Whether runs are kept that lost some of their values, without these.
        public var keepsParts = false
        /// Whether an existing output may be replaced.
        public var replacing = false
        /// How segments are compressed that can't be copied as they are.
        public var writing = WriterOptions()

        /// Makes options.
        public init() {}
    }

    /// Writes all runs that are whole into a new file; the damaged one is only read.
    ///
    /// Throws `.damaged` where not even the columns are known, `.usage` where the output is the damaged file. Where no
    /// run is whole nothing is written, and the report has no summary.
    /// O(values); memory as `BenchWriter`.
    public static func file(
        _ path: String, to output: String, options: Options = .init()
    ) throws(BenchError) -> RecoveryReport {
        guard !SystemCalls.isSameFile(path, output) else {
            throw BenchError(.usage, "the damaged file is only read; name another file for what is saved", at: output)
        }
        var report = RecoveryReport()
        let mender = BitMender()
        let reader = try open(path, mender, &report)
        report.runsStated = reader.runCount

        let provenance: ByteString
        do throws(BenchError) {
            provenance = try reader.attachment(AttachmentName.provenance).map { ByteString($0) } ?? "null"
        } catch {
            provenance = "null"
            report.attachmentsLost.append((AttachmentName.provenance, error.description))
        }
        var writer = try BenchWriter(
            path: output, schema: reader.schema, provenance: provenance, options: options.writing,
            replacing: options.replacing)
        var segments = try SegmentRecovery(reader, options)
        for segment in 0..<reader.segmentCount {
            for saved in segments.recover(segment, &report) { try writer.append(saved) }
        }
        guard report.runsSaved > 0 || reader.runCount == 0 else {
            report.remake(mender.mended)
            return report
        }
        for attachment in reader.footer.attachments where attachment.name.exact != AttachmentName.provenance.exact {
            if let bytes = content(of: attachment.name, reader, &report) {
                try writer.attach(attachment.name, mediaType: attachment.mediaType, bytes)
            }
        }
        let summary = try writer.finish()
        report.remake(mender.mended)
        report.isComplete = summary.contentDigest == reader.contentDigest
        report.summary = summary
        return report
    }

    /// Opens a file, if need be by a footer that is searched for, and lists what is damaged in it.
    private static func open(
        _ path: String, _ mender: BitMender, _ report: inout RecoveryReport
    ) throws(BenchError) -> BenchReader {
        let plain = try InputFile(path, named: path)
        let footer: Footer
        let minor: UInt16
        do throws(BenchError) {
            (footer, minor) = try BenchReader.footer(of: plain)
        } catch {
            guard error.code == .damaged || hasDamagedVersion(plain) else { throw error.within(path) }
            report.add(error.within(path))
            (footer, minor) = try search(plain, after: error, mender, &report)
        }
        // One reader shows the damage, the other mends what it can.
        let verified = BenchReader(plain, footer, minorVersion: minor).verify()
        for problem in verified.problems { report.add(problem) }
        report.problemsLeftOut += verified.problemsLeftOut
        return BenchReader(try InputFile(path, named: path, mender: mender), footer, minorVersion: minor)
    }

    /// The footer of a file in which trailer or footer is damaged.
    private static func search(
        _ file: InputFile, after error: BenchError, _ mender: BitMender, _ report: inout RecoveryReport
    ) throws(BenchError) -> (Footer, minor: UInt16) {
        if let trailer = trailer(of: file) {
            var stored = try file.read(at: trailer.footerOffset, count: Int(trailer.storedSize))
            guard mender.mend(&stored, trailer.footerChecksum, at: trailer.footerOffset, "the footer") else {
                throw BenchError(
                    .damaged,
                    "nothing can be saved: its footer, which alone says what the columns are and where the runs stand, "
                        + "is damaged", at: file.path)
            }
            return (try BenchReader.footer(stored[...], trailer), trailer.minor)
        }
        guard let found = try FooterSearch(file).last() else {
            throw BenchError(
                .damaged,
                "nothing can be saved: its footer, which alone says what the columns are and where the runs stand, "
                    + "is damaged or missing (\(error.message))", at: file.path)
        }
        report.remake([
            "the trailer, from the footer at byte \(found.offset)"
                + (found.isChecked ? "" : "; the checksum of this footer is lost with the trailer")
        ])
        return (found.footer, Layout.version.minor)
    }

    /// Whether it is not a newer version but damage that a trailer shows: the header is of our version, and the trailer's
    /// checksum doesn't match.
    private static func hasDamagedVersion(_ file: InputFile) -> Bool {
        guard file.size >= UInt64(Layout.headerSize + Trailer.size),
            let header = try? file.read(at: 0, count: Layout.headerSize), header.prefix(10) == Layout.header.prefix(10),
            let tail = try? file.read(at: file.size - UInt64(Trailer.size), count: Trailer.size)
        else { return false }
        var fields = ByteCursor(tail.dropFirst(32))
        guard let size: UInt64 = try? fields.load(), (try? fields.slice(8)) != nil,
            let stated: UInt64 = try? fields.load()
        else { return false }
        return checksum(tail.prefix(48), at: size) != stated
    }

    /// The trailer, if it is whole.
    private static func trailer(of file: InputFile) -> Trailer? {
        guard file.size >= UInt64(Trailer.size),
            let tail = try? file.read(at: file.size - UInt64(Trailer.size), count: Trailer.size)
        else { return nil }
        return try? Trailer(tail[...], fileSize: file.size)
    }

    /// The bytes of an attachment that the new file is to have.
    private static func content(
        of name: String, _ reader: BenchReader, _ report: inout RecoveryReport
    ) -> [UInt8]? {
        let isOfAllRuns = [AttachmentName.surrogate.exact, AttachmentName.heldOut.exact].contains(name.exact)
        if isOfAllRuns, report.runsSaved < report.runsStated || report.runsInPart > 0 {
            report.attachmentsLost.append((name, "it was fitted to runs that are lost; fit again"))
            return nil
        }
        do throws(BenchError) { return try reader.attachment(name) } catch {
            report.attachmentsLost.append((name, error.description))
            return nil
        }
    }
}
