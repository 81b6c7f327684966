import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

@Suite struct MergeTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(
        _ name: String, _ columns: [Column] = [Column("depth", role: .key, type: .int64)],
        _ runs: [[Cell]] = [[.int64(1)]],
        provenance: ByteString = "{}", attachment: String? = nil
    ) throws -> String {
        var writer = try BenchWriter(path: folder.file(name), schema: try Schema(columns), provenance: provenance)
        if let attachment { try writer.attach(attachment, mediaType: "x/y", [1]) }
        for cells in runs { try writer.append(Run(cells: cells)) }
        _ = try writer.finish()
        return folder.file(name)
    }

    private func merge(_ files: String...) throws -> (provenance: String, warnings: [String]) {
        let path = folder.file("merged")
        let summary = try Merge.files(files, to: path, replacing: true)
        let provenance = try #require(try BenchReader(path).attachment("provenance"))
        return (String(decoding: provenance, as: UTF8.self), summary.warnings)
    }

    @Test func twoSpellingsOfANameAreTwoColumns() throws {
        let (composed, apart) = ("\u{E9}", "e\u{301}")
        let columns = [composed, apart].map { Column($0, role: .key, type: .int64) }
        // The order of columns differs, so that a confusion would exchange their values.
        let a = try write("a", columns, [[.int64(1), .int64(2)]])
        let b = try write("b", columns.reversed(), [[.int64(2), .int64(1)]])
        _ = try merge(a, b)
        let reader = try BenchReader(folder.file("merged"))
        #expect(reader.schema.columns.count == 2)
        let hash = try ConfigHash(keys: [(composed, .int64(1)), (apart, .int64(2))])
        #expect(try reader.locations(of: hash).count == 2)
        #expect(reader.verify(deep: true).problems == [])
        let c = try write("c", [columns[0]])
        let d = try write("d", [columns[1]])
        let error = #expect(throws: BenchError.self) { try merge(c, d) }
        #expect(error?.code == .mismatch)
    }

    @Test func theSearchSpaceIsKeptWhereItIsTheSame() throws {
        let a = try write("a", attachment: AttachmentName.searchSpace)
        let b = try write("b", attachment: AttachmentName.searchSpace)
        #expect(try merge(a, b).warnings == [])
        #expect(try BenchReader(folder.file("merged")).attachment(AttachmentName.searchSpace) == [1])
        let warnings = try merge(a, try write("c")).warnings
        #expect(warnings.count == 1 && warnings.first?.contains("attachment search-space is not carried over") == true)
        #expect(try BenchReader(folder.file("merged")).attachment(AttachmentName.searchSpace) == nil)
    }

    @Test func provenancesDoNotNest() throws {
        let a = try write("a", provenance: #"{"of":"a, ]}\"","is":[1,{"x":"["}]}"#)
        let b = try write("b", provenance: #"{"of":"b"}"#)
        let c = try write("c", provenance: #"{"of":"c"}"#)
        let all = #"{"merged":[{"of":"a, ]}\"","is":[1,{"x":"["}]},{"of":"b"}]}"#
        #expect(try merge(a, b).provenance == all)
        try TemporaryFolder.write(try TemporaryFolder.bytes(folder.file("merged")), to: folder.file("ab"))
        #expect(try merge(folder.file("ab"), a).provenance == all)
        #expect(try merge(folder.file("ab"), c, b).provenance == all.dropLast(2) + #",{"of":"c"}]}"#)
        let looksAlike = #"{"merged":[1],"by":["hand"]}"#
        let d = try write("d", provenance: ByteString(looksAlike))
        #expect(try merge(d, b).provenance == #"{"merged":["# + looksAlike + #",{"of":"b"}]}"#)
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let a = try write("a", attachment: "surrogate")
        let b = try write("b")
        let merged = try merge(b, a)
        #expect(merged.provenance == "{}")
        #expect(merged.warnings == ["\(a): attachment surrogate is not carried over"])
        #expect(try merge(b, b).warnings == [])
    }

    @Test func aFileWithoutProvenanceDoesNotAgree() throws {
        let a = try write("a")
        let b = folder.file("b")
        var forged = try ForgedFile([Column("depth", role: .key, type: .int64)])
        forged.runs = 0
        try TemporaryFolder.write(try forged.bytes(), to: b)
        let merged = try merge(a, b)
        #expect(merged.provenance == #"{"merged":[{},null]}"#)
        #expect(merged.warnings == ["\(b): it has no provenance"])
        #expect(try merge(b, b).provenance == #"{"merged":[null]}"#)
    }

    @Test func settingsAreStoredOnce() throws {
        let columns = [
            Column("depth", role: .key, type: .int64), Column("state", role: .state, type: .string),
            Column("note", role: .setting, type: .string),
        ]
        let note = Cell.string(ByteString((0..<200).map { UInt8(truncatingIfNeeded: $0 * $0) }))
        let a = try write("a", columns, [[.int64(1), .string("complete"), note]])
        let b = try write("b", columns, [[.int64(2), .string("failed"), note]])
        _ = try merge(a, b)
        let reader = try BenchReader(folder.file("merged"))
        let pages = [try reader.page(0), try reader.page(1)]
        #expect(pages[0].constants[0] == pages[1].constants[0])
        #expect(pages[0].constants[1] != pages[1].constants[1])
        #expect(reader.verify(deep: true).problems == [])
    }

    @Test func aSectionThatTwoPagesDisagreeOn() throws {
        let columns = [Column("depth", role: .key, type: .int64), Column("note", role: .setting, type: .string)]
        let a = try write("a", columns, [[.int64(1), .string("the same")]])
        let b = try write("b", columns, [[.int64(2), .string("the same")]])
        _ = try merge(a, b)
        var bytes = try TemporaryFolder.bytes(folder.file("merged"))
        let trailer = try Trailer(bytes.suffix(Trailer.size), fileSize: UInt64(bytes.count))
        let stored = bytes[Int(trailer.footerOffset)...].dropLast(Trailer.size)
        let isStored = trailer.storedSize == trailer.footerSize
        let footer = try Footer(
            isStored ? stored : ZstdDecompressor().decompress(stored, size: Int(trailer.footerSize))[...])
        let size = DirectoryPage.size(columns: 2, blocksPerPage: footer.blocksPerPage)
        let start = Int(footer.directoryOffset) + size
        var page = Array(bytes[start..<start + size - 8])
        // The settings' checksum.
        page[24] ^= 1
        page.append(littleEndian: checksum(page, at: UInt64(start)))
        bytes.replaceSubrange(start..<start + size, with: page)
        try TemporaryFolder.write(bytes, to: folder.file("merged"))
        let reader = try BenchReader(folder.file("merged"))
        // What is cached for the first must not answer for the second.
        #expect(try reader.cell(1, at: RunLocation(segment: 0, row: 0)) == .string("the same"))
        let error = #expect(throws: BenchError.self) { try reader.cell(1, at: RunLocation(segment: 1, row: 0)) }
        #expect(error?.code == .damaged)
        #expect(!reader.verify().problems.isEmpty)
    }
}
