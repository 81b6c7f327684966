import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// Files whose checksums all match, and that are wrong all the same.
@Suite struct ForgedFileTests {
    private static let depth = Column("depth", role: .key, type: .int64)
    private static let rate = Column("rate", role: .setting, type: .float64)

    /// One run of depth 5 and rate 0.5, in constants.
    private func file() throws -> ForgedFile {
        var file = try ForgedFile([Self.depth, Self.rate])
        file.constants = [try Self.section([(Self.rate, .float64(0.5))]), try Self.section([(Self.depth, .int64(5))])]
        file.entries = [
            IndexEntry(hash: try ConfigHash(keys: [("depth", .int64(5))]), location: RunLocation(segment: 0, row: 0))
        ]
        let identity = try file.schema.identity(
            of: Run(cells: [.int64(5), .float64(0.5)]), order: file.schema.digestOrder)
        file.digest = file.schema.contentDigest(of: [identity]).bytes
        return file
    }

    /// The content of a section, in the order given.
    private static func section(_ cells: [(Column, Cell)]) throws -> [UInt8] {
        var out: [UInt8] = [UInt8(cells.count)]
        for (column, cell) in cells {
            var one = Constants()
            one.add(column, cell)
            let part = column.role == .setting ? Constants.Part.settings : .others
            out += try one.bytes(part).dropFirst()
        }
        return out
    }

    @Test func theForgeryIsGoodOtherwise() throws {
        #expect(try file().problems(deep: true) == [])
    }

    private static let attachment = Footer.Attachment(
        name: "a", mediaType: "x/y", offset: 16, storedSize: 1, size: 1, checksum: 0)

    @Test(
        arguments: [
            { $0.attachments[0].storedSize = .max }, { $0.attachments[0].offset = .max },
            { $0.attachments[0].size = .max },
            { $0.attachments[0].offset = 1 << 62 }, { $0.attachments[0].storedSize = 1 << 20 },
            { $0.directoryOffset += 1 }, { $0.directoryOffset = .max }, { $0.index.fanOutOffset -= 1 },
            { $0.index.bucketsOffset += 1 }, { $0.index.bucketsSize -= 1 }, { $0.index.bucketsSize = .max },
            { $0.index.bits = 32 }, { $0.index.fingerprintBits = 33 }, { $0.index.fingerprintBits = 7 },
            { $0.index.rowBits = 17 }, { $0.segments = 0 },
            { $0.blocksPerPage = 1 },
            {
                $0.segments = 1 << 33
                $0.runs = 1 << 34
                $0.index.entries = 1 << 34
            },
            {
                $0.runs = .max / 11
                $0.segments = .max / 11
            },
        ] as [@Sendable (inout Footer) -> Void]) func countsAndOffsetsBeyondTheFile(
            edit: @escaping @Sendable (inout Footer) -> Void
        ) throws
    {
        var file = try file()
        file.editFooter = { footer in
            footer.attachments = [Self.attachment]
            edit(&footer)
        }
        #expect(try file.failure()?.code == .damaged)
    }

    @Test func aClaimOfManySegmentsIsOneError() throws {
        var file = try file()
        file.editFooter = { footer in
            footer.runs = 150_000
            footer.segments = 150_000
            footer.index.entries = 150_000
        }
        #expect(try file.failure()?.code == .damaged)
    }

    @Test func twoAttachmentsOfOneName() throws {
        var file = try file()
        file.editFooter = { $0.attachments = [Self.attachment, Self.attachment] }
        #expect(try file.failure()?.code == .damaged)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 0, -0.0, -1]) func aDivisorThatIsNone(divisor: Double) throws {
        func metric(_ divisor: Double) -> Column {
            Column(
                "m", role: .metric, type: .float64,
                definition: MetricDefinition(.value, of: ["p"], dividedBy: divisor, .minimize))
        }
        let footer = Footer(
            schema: try Schema([metric(3)]), runs: 0, segments: 0, directoryOffset: 16, blocksPerPage: 0,
            index: IndexLayout.encode([], segments: 0, largestSegment: 0, at: 16).layout,
            contentDigest: try Schema([]).digest, attachments: [])
        var (good, bad): ([UInt8], [UInt8]) = ([], [])
        good.append(littleEndian: 3.0.bitPattern)
        bad.append(littleEndian: divisor.bitPattern)
        let bytes = footer.bytes
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: good) })
        _ = try Footer(bytes[...])
        let error = #expect(throws: BenchError.self) {
            try Footer((bytes[..<place] + bad + bytes[(place + 8)...])[...])
        }
        #expect(error?.code == .damaged)
    }

    @Test func constantsThatContradictTheTable() throws {
        let other = Column("other", role: .key, type: .int64)
        let wide = Column("depth", role: .key, type: .float64)
        for (cells, message) in [
            ([(Self.depth, Cell.int64(5)), (other, .int64(1))], "a constant of a column that isn't there"),
            ([(wide, .float64(5))], "a constant of a column that isn't there"),
            ([(other, .int64(1)), (Self.depth, .int64(5))], "constants out of order, or two of one name"),
            ([(Self.depth, .int64(5)), (Self.depth, .int64(6))], "constants out of order, or two of one name"),
            (
                [(Column("x.y", role: .series, type: .int64), .int64(1))],
                "a constant of another role than its section's"
            ),
            ([(Column("x.y", role: .axis, type: .int64), .int64(1))], "a constant of another role than its section's"),
        ] {
            var file = try file()
            file.constants[1] = try Self.section(cells)
            let problems = try file.problems()
            #expect(problems.contains(message), "\(cells): \(problems)")
        }
        var file = try file()
        file.constants.swapAt(0, 1)
        #expect(try file.problems().contains("a constant of another role than its section's"))
    }

    @Test func aConstantOfAColumnWithABlock() throws {
        var file = try file()
        file.blocks[1] = [0, 2, 0, 1, 0, 1, 0, 1, 1]
        #expect(try file.problems().contains("both a constant and a block"))
    }

    @Test func bytesOfAPageThatMeanNothing() throws {
        for place in [69, 70, 84] {
            var file = try file()
            file.editPage = { page in
                // Room for a block more than there are: the last 12 bytes.
                if page.count == 65 { page += [UInt8](repeating: 0, count: 12) }
                if place == 69 { page[64] |= 0x80 } else if place == 70 { page[70] = 1 } else { page[56] = 1 }
            }
            file.editFooter = { footer in
                footer.blocksPerPage += 1
            }
            #expect(try file.problems().contains("bytes that mean nothing are not 0"), "\(place)")
        }
        var file = try file()
        file.editPage = { $0 += [UInt8](repeating: 0, count: 12) }
        file.editFooter = { $0.blocksPerPage += 1 }
        #expect(try file.problems() == [])
    }

    @Test func repeatsOutOfOrder() throws {
        let seed = Column("seed", role: .seed, type: .int64)
        for isInOrder in [true, false] {
            let folder = try TemporaryFolder()
            let schema = try Schema([Self.depth, seed])
            var writer = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}")
            for number: Int64 in [2, 1] { try writer.append(Run(cells: [.int64(5), .int64(number)])) }
            _ = try writer.finish()
            let good = try BenchReader(folder.file("a"))
            let hash = try ConfigHash(keys: [("depth", .int64(5))])
            let order = try good.locations(of: hash)
            #expect(order.map(\.row) == [1, 0])
            var file = try ForgedFile([Self.depth, seed])
            file.runs = 2
            file.constants[1] = try Self.section([(Self.depth, .int64(5))])
            let extent = try #require(try good.page(0).blocks[1])
            file.blocks[1] = Array(try TemporaryFolder.bytes(folder.file("a"))[Int(extent.offset)..<Int(extent.end)])
            file.entries = (isInOrder ? order : order.reversed()).map { IndexEntry(hash: hash, location: $0) }
            file.digest = good.contentDigest.bytes
            let expected = isInOrder ? [] : ["its entries are not in order of task, seed and place"]
            #expect(try file.problems() == [])
            #expect(try file.problems(deep: true) == expected)
        }
    }

    @Test func everyByteOfATableWithoutRuns() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        _ = try BenchWriter(path: path, schema: try Schema([Self.depth]), provenance: "{}").finish()
        let bytes = try TemporaryFolder.bytes(path)
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 4
            try TemporaryFolder.write(damaged, to: path)
            let problems = try? BenchReader(path).verify().problems
            #expect(problems != [], "byte \(place)")
        }
    }

    @Test func aReportOfManyProblemsEnds() throws {
        var report = VerifyReport()
        for number in 0..<1234 { report.add(BenchError(.damaged, "problem \(number)")) }
        #expect(report.problems.count == 1000)
        #expect(report.problemsLeftOut == 234)
        // A file that could give more: every block of its first segments is damaged.
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        var writer = try BenchWriter(
            path: path, schema: try Schema([Self.depth]), provenance: "{}", options: WriterOptions(segmentRuns: 2))
        for number: Int64 in 0..<2400 { try writer.append(Run(cells: [.int64(number)])) }
        _ = try writer.finish()
        var bytes = try TemporaryFolder.bytes(path)
        let reader = try BenchReader(path)
        for segment in 0..<reader.segmentCount {
            bytes[Int(try #require(try reader.page(segment).blocks[0]).offset)] ^= 1
        }
        try TemporaryFolder.write(bytes, to: path)
        let found = try BenchReader(path).verify()
        #expect(found.problems.count == 1000)
        #expect(found.problemsLeftOut == 200)
    }

    @Test func aLaterMajorVersionIsNoDamage() throws {
        var file = try file()
        // Its checksum is computed otherwise.
        file.editTrailer = { trailer in
            trailer[40] = 2
            trailer[42] = 7
        }
        let error = try #require(try file.failure())
        #expect(error.code == .unsupported)
        #expect(error.message.contains("version 2.7"))
        file.editTrailer = { $0.replaceSubrange(32..<40, with: repeatElement(0xFF, count: 8)) }
        #expect(try file.failure()?.code == .damaged)
    }

    @Test func whatIsUnknownNamesTheFilesVersion() throws {
        var file = try file()
        file.constants[1] = [1, 77, 1, 1, 0x61, 1]
        let problem = try #require(try file.open().verify().problems.first)
        #expect(problem.code == .unsupported)
        #expect(problem.message.contains("the file is of version 1.0"))
    }
}
