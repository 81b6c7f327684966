import Glibc

@testable import BenchFile
@testable import BenchFormat
@testable import BenchSchema

/// The parts of a file that are fed with made-up bytes: an input's first byte says which.
///
/// Whatever an input holds, nothing may trap, leak, or go beyond a buffer; and what is read in two ways must be the same.
final class FuzzedPart {
    /// What an input is read as.
    enum Kind: UInt8, CaseIterable {
        /// A block of a column, which the second byte says.
        case block
        case footer, trailer, page, constants, bucket, fanOut
        /// A whole file, whose checksums are put right first, so that what lies behind them is met.
        case file
        /// A whole file as it is, from which is recovered what is whole.
        case damaged
    }

    private let table: FuzzedTable
    private let reader: BenchReader
    private let scratch: String
    private let zstd = ZstdDecompressor()
    private let kinds: [Kind]

    /// Makes what inputs need: a whole file in a folder. Whole files take a hundred times as long to read as parts.
    init(folder: String, onlyParts: Bool = false) throws(BenchError) {
        kinds = Kind.allCases.filter { !onlyParts || ($0 != .file && $0 != .damaged) }
        scratch = "\(folder)/hasb-fuzz-file.\(getpid())"
        table = try FuzzedTable()
        try table.write(to: "\(scratch).whole")
        reader = try BenchReader("\(scratch).whole")
        // From now on all blocks are at hand.
        for place in table.schema.columns.indices { _ = try reader.block(place, segment: 0) }
    }

    deinit { for name in ["whole", "input", "output"] { unlink("\(scratch).\(name)") } }

    /// Reads an input.
    func read(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kinds[Int(first) % kinds.count] {
        case .block: block(bytes)
        case .footer: if let footer = try? Footer(bytes[...]) { _ = try? footer.check(endingAt: 1 << 20) }
        case .trailer: _ = try? Trailer(bytes[...], fileSize: 1 << 20)
        case .page:
            var page = bytes
            page.append(littleEndian: checksum(page, at: 16))
            _ = try? DirectoryPage(page, at: 16, columns: Int(bytes.first ?? 0))
        case .constants: for part in Constants.Part.allCases { _ = try? Constants(bytes[...], part) }
        case .bucket: bucket(bytes)
        case .fanOut:
            var page = bytes
            page.append(littleEndian: checksum(page, at: 16))
            _ = try? FanOutPage(page, at: 16, layout: layout(bits: bytes.first ?? 0, 8, 3))
        case .file: file(FileRepair.repaired(bytes))
        case .damaged: recover(bytes)
        }
    }

    private func block(_ input: [UInt8]) {
        guard let kind = input.first else { return }
        let place = Int(kind) % table.schema.columns.count
        let column = table.schema.columns[place]
        var context = ColumnBlock.Context(zstd: zstd)
        if let axis = table.schema.axis(of: place), axis != place {
            context.axis = try? reader.block(axis, segment: 0)
            context.source = { [table, reader] name throws(BenchError) in
                guard let source = table.schema.place(name, .series), source != place else {
                    throw BenchError(.damaged, "no such series")
                }
                return try reader.block(source, segment: 0)
            }
        }
        let bytes = input.dropFirst()
        guard let block = try? ColumnBlock(column, runs: FuzzedTable.segmentRuns, context, bytes: bytes) else { return }
        _ = (block.byteCount, block.bytesToDecode, block.evenSteps)
        if !column.role.isSeries { _ = block.scalars }
        let decoded = block.decoded()
        for run in 0..<block.runs {
            guard block[run] == decoded[run] else { fatalError("run \(run), decoded alone, is another") }
        }
        _ = try? ColumnBlock.encodings(column, runs: FuzzedTable.segmentRuns, context, bytes: bytes)
    }

    private func layout(bits: UInt8, _ fingerprint: UInt8, _ row: UInt8) -> IndexLayout {
        IndexLayout(
            entries: 1000, segments: 1 + UInt64(bits) * 7, rowBits: row % 17, bits: bits % 10,
            fingerprintBits: 8 + fingerprint % 25, fanOutOffset: 16, bucketsOffset: 1 << 12, bucketsSize: 1 << 16)
    }

    private func bucket(_ input: [UInt8]) {
        guard input.count > 3 else { return }
        let layout = layout(bits: input[0], input[1], input[2])
        let bytes = Array(input.dropFirst(3))
        let sum = checksum(bytes, at: 1 << 12)
        guard let bucket = try? IndexBucket(bytes, checksum: sum, at: 1 << 12, layout: layout) else { return }
        for configuration in 0..<bucket.count {
            let fingerprint = bucket.fingerprint(configuration)
            guard bucket.firstCandidate(fingerprint) != nil else { fatalError("a configuration isn't found") }
            _ = bucket.locations(configuration)
        }
    }

    private func file(_ bytes: [UInt8]) {
        let path = "\(scratch).input"
        guard write(bytes, to: path), let reader = try? BenchReader(path, cacheBytes: 4 << 20) else { return }
        let whole = reader.verify(deep: true).problems.isEmpty
        for name in reader.attachmentNames { _ = try? reader.attachment(name) }
        _ = try? reader.usage()
        _ = try? reader.repeatedRuns()
        var read = 0
        try? reader.forEachRun { location throws(BenchError) in
            read += 1
            guard read < 100 else { throw BenchError(.limit, "enough") }
            let run = try reader.run(at: location)
            guard whole else { return }
            let found = try reader.locations(of: try reader.schema.configHash(of: run))
            guard found.contains(location) else { fatalError("a run of a whole file isn't found") }
        }
    }

    private func recover(_ bytes: [UInt8]) {
        let path = "\(scratch).input"
        var options = Recovery.Options()
        (options.keepsParts, options.replacing) = (bytes.count % 2 == 0, true)
        guard write(bytes, to: path),
            let report = try? Recovery.file(path, to: "\(scratch).output", options: options), report.summary != nil
        else { return }
        let problems = (try? BenchReader("\(scratch).output"))?.verify(deep: true).problems
        guard problems == [] else {
            fatalError("what was saved is damaged: \(problems?.description ?? "it can't be opened")")
        }
    }

    private func write(_ bytes: [UInt8], to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }
}

extension FuzzedPart {
    /// Inputs to begin with: every part of the whole file.
    func seeds() throws(BenchError) -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        func add(_ kind: Kind, _ bytes: some Sequence<UInt8>) { seeds.append([kind.rawValue] + bytes) }
        let file = reader.file
        for segment in 0..<reader.segmentCount {
            let page = try reader.page(segment)
            for (place, extent) in page.blocks.enumerated() where segment == 0 {
                if let extent { add(.block, [UInt8(place)] + (try file.read(extent, "block"))) }
            }
            for extent in page.constants where extent.size > 0 {
                var cursor = ByteCursor(try file.read(extent, "constants"))
                add(.constants, Array(try Section.read(limit: 1 << 20, from: &cursor)))
            }
            let room = reader.footer.blocksPerPage
            add(.page, page.bytes(at: 16, blocksPerPage: room).dropLast(8))
        }
        add(.footer, reader.footer.bytes)
        let whole = try file.read(at: 0, count: Int(file.size))
        add(.trailer, whole.suffix(Trailer.size))
        let index = reader.footer.index
        add(.fanOut, try file.read(at: index.fanOutOffset, count: index.pageSize).dropLast(8))
        add(.bucket, [0, 0, 3] + (try file.read(at: index.bucketsOffset, count: Int(index.bucketsSize))))
        let stored = FileRepair.withStoredFooter(whole, reader.footer)
        add(.file, stored)
        add(.damaged, stored)
        return seeds
    }
}
