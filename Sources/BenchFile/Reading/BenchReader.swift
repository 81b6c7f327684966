package import BenchFormat
public import BenchSchema

/// An open .hasb file; immutable, so that many threads may read one.
///
/// Opening reads the trailer and the footer, whatever the file's size. Everything else is read when it is asked for,
/// checked against its checksum, decoded, and kept within a budget.
public final class BenchReader: Sendable {
    let file: InputFile
    let footer: Footer
    let minorVersion: UInt16
    private let cache: BlockCache
    /// One read fetches the trailer and, of most files, the footer.
    private static let tailSize = 16 << 10

    /// Opens a file.
    ///
    /// Throws `.noInput` where there is no such file, `.damaged` where it is none of ours or not whole, `.unsupported`
    /// where it needs a newer version.
    public init(_ path: String, cacheBytes: Int = 64 << 20) throws(BenchError) {
        file = try InputFile(path)
        cache = BlockCache(budget: cacheBytes)
        do throws(BenchError) { (footer, minorVersion) = try Self.footer(of: file) } catch { throw error.within(path) }
    }

    private static func footer(of file: InputFile) throws(BenchError) -> (Footer, minor: UInt16) {
        let tailCount = Int(min(file.size, UInt64(tailSize)))
        let tail = try file.read(at: file.size - UInt64(tailCount), count: tailCount)
        let trailer = try Trailer(tail.suffix(Trailer.size), fileSize: file.size)
        let stored = Int(trailer.storedSize)
        let bytes =
            stored <= tail.count - Trailer.size
            ? tail.dropLast(Trailer.size).suffix(stored) : try file.read(at: trailer.footerOffset, count: stored)[...]
        try check(bytes, trailer.footerChecksum, at: trailer.footerOffset, "footer")
        let size = Int(trailer.footerSize)
        let footer: Footer
        do throws(BenchError) {
            footer = try Footer(stored == size ? bytes : ZstdDecompressor().decompress(bytes, size: size)[...])
        } catch { throw error.within("footer") }
        guard
            // A segment's page has 52 bytes at least, so these products stay small.
            footer.segments <= file.size, footer.runs <= file.size,
            footer.directoryOffset <= file.size, footer.index.fanOutOffset <= file.size,
            footer.index.entriesOffset <= file.size
        else { throw BenchError(.damaged, "the table can't be where it should be", at: "footer") }
        return (footer, trailer.minor)
    }

    /// The columns.
    public var schema: Schema { footer.schema }
    /// The number of runs.
    public var runCount: Int { Int(footer.runs) }
    /// The number of segments.
    public var segmentCount: Int { Int(footer.segments) }
    /// The identity of the table, as the file states it; `verify` computes it anew.
    public var contentDigest: Digest { footer.contentDigest }
    /// The bytes of the file.
    public var byteCount: Int { Int(file.size) }
    /// The file's name as it was opened.
    public var path: String { file.path }
    /// The names of the attachments.
    public var attachmentNames: [String] { footer.attachments.map(\.name) }

    /// The bytes of an attachment; nil if the file has none of that name.
    public func attachment(_ name: String) throws(BenchError) -> [UInt8]? {
        guard let entry = footer.attachments.first(where: { $0.name == name }) else { return nil }
        return try locating("attachment \(name)") { () throws(BenchError) -> [UInt8] in
            guard entry.storedSize <= file.size, entry.size <= UInt64(Layout.maximumFooter) else {
                throw BenchError(.damaged, "it can't be that large")
            }
            let bytes = try file.read(at: entry.offset, count: Int(entry.storedSize))
            try check(bytes, entry.checksum, at: entry.offset, "section")
            var cursor = ByteCursor(bytes)
            let content = Array(try Section.read(Int(entry.size), from: &cursor))
            try cursor.end()
            return content
        }
    }

    /// Adds file and place to an error.
    func locating<R>(_ place: @autoclosure () -> String, _ body: () throws(BenchError) -> R) throws(BenchError) -> R {
        do throws(BenchError) { return try body() } catch { throw error.within(place()).within(file.path) }
    }
}

extension BenchReader {
    /// The places of a configuration's runs, in order of task, seed and place; none if it isn't in the table.
    ///
    /// Reads one fan-out page and one bucket of the index. O(log runs).
    package func locations(of hash: ConfigHash) throws(BenchError) -> [RunLocation] {
        guard runCount > 0 else { return [] }
        return try locating("index") { () throws(BenchError) in
            try bucket(footer.index.bucket(of: hash)).locations(of: hash)
        }
    }

    func bucket(_ number: Int) throws(BenchError) -> IndexBucket {
        if case .bucket(let bucket)? = cache[.bucket(number)] { return bucket }
        let layout = footer.index
        let (entries, checksum) = try fanOut(number / layout.pageBuckets).bucket(number % layout.pageBuckets)
        let size = UInt64(IndexLayout.entrySize)
        let offset = layout.entriesOffset &+ entries.lowerBound &* size
        let bytes = try file.read(at: offset, count: entries.count * Int(size))
        let bucket = try IndexBucket(bytes, checksum: checksum, at: offset)
        cache.insert(.bucket(bucket), for: .bucket(number))
        return bucket
    }

    func fanOut(_ number: Int) throws(BenchError) -> FanOutPage {
        if case .fanOut(let page)? = cache[.fanOut(number)] { return page }
        let offset = footer.index.offset(page: number)
        let bytes = try file.read(at: offset, count: footer.index.pageSize)
        let page = try FanOutPage(bytes, at: offset, layout: footer.index)
        cache.insert(.fanOut(page), for: .fanOut(number))
        return page
    }

    /// Where a segment's blocks are.
    package func page(_ segment: Int) throws(BenchError) -> DirectoryPage {
        if case .page(let page)? = cache[.page(segment)] { return page }
        guard segment >= 0, segment < segmentCount else {
            throw BenchError(.damaged, "segment \(segment) of \(segmentCount)")
        }
        let columns = schema.columns.count
        let size = DirectoryPage.size(columns: columns, blocksPerPage: footer.blocksPerPage)
        let offset = footer.directoryOffset &+ UInt64(segment) &* UInt64(size)
        let page = try DirectoryPage(try file.read(at: offset, count: size), at: offset, columns: columns)
        cache.insert(.page(page), for: .page(segment))
        return page
    }

    func constants(_ extent: DirectoryPage.Extent) throws(BenchError) -> Constants {
        guard extent.size > 0 else { return Constants() }
        if case .constants(let constants)? = cache[.constants(extent.offset)] { return constants }
        var cursor = ByteCursor(try file.read(extent, "constants"))
        let constants = try Constants(try Section.read(limit: Constants.maximumBytes, from: &cursor))
        try cursor.end()
        cache.insert(.constants(constants), for: .constants(extent.offset))
        return constants
    }

    /// A column of a segment's runs, decoded. One read for a scalar, two for a series (it and its axis).
    package func block(_ column: Int, segment: Int) throws(BenchError) -> ColumnBlock {
        if case .block(let block)? = cache[.block(segment: segment, column: column)] { return block }
        return try locating("segment \(segment)") { () throws(BenchError) in
            try decode(column, segment: segment)
        }
    }

    private func decode(_ place: Int, segment: Int) throws(BenchError) -> ColumnBlock {
        if case .block(let block)? = cache[.block(segment: segment, column: place)] { return block }
        let page = try page(segment)
        let column = schema.columns[place]
        let runs = Int(page.runs)
        let block: ColumnBlock
        if let extent = page.blocks[place] {
            let bytes = try file.read(extent, "column \(column.name)")
            block = try ColumnBlock(column, runs: runs, axis: try axis(of: place, segment: segment), bytes: bytes[...])
        } else {
            let shared = try constants(page.constants).cells[Constants.Key(column)]
            block = ColumnBlock(constant: shared ?? .absent, type: column.type, runs: runs)
        }
        cache.insert(.block(block), for: .block(segment: segment, column: place))
        return block
    }

    /// The decoded axis that a series needs to be decoded; nil for an axis or scalar.
    private func axis(of place: Int, segment: Int) throws(BenchError) -> ColumnBlock? {
        guard let axis = schema.axis(of: place), axis != place else { return nil }
        return try decode(axis, segment: segment)
    }

    /// The encodings of a column's block in a segment, outermost first.
    func encodings(_ place: Int, segment: Int) throws(BenchError) -> [String] {
        let page = try page(segment)
        guard let extent = page.blocks[place] else { return [] }
        let column = schema.columns[place]
        let bytes = try file.read(extent, "column \(column.name)")
        return try ColumnBlock.encodings(
            column, runs: Int(page.runs), axis: try axis(of: place, segment: segment), bytes: bytes[...])
    }

    /// What a run holds in a column.
    package func cell(_ column: Int, at location: RunLocation) throws(BenchError) -> Cell {
        let block = try block(column, segment: Int(location.segment))
        guard location.row < block.runs else {
            throw BenchError(.damaged, "row \(location.row) of \(block.runs)", at: file.path, "index")
        }
        return block[Int(location.row)]
    }

    /// A whole run.
    package func run(at location: RunLocation) throws(BenchError) -> Run {
        var cells: [Cell] = []
        cells.reserveCapacity(schema.columns.count)
        for column in schema.columns.indices { cells.append(try cell(column, at: location)) }
        return Run(cells: cells)
    }

    /// The places of all runs, in the order of the file.
    package func forEachRun(_ body: (RunLocation) throws(BenchError) -> Void) throws(BenchError) {
        for segment in 0..<segmentCount {
            for row in 0..<(try page(segment).runs) {
                try body(RunLocation(segment: UInt32(segment), row: UInt16(row)))
            }
        }
    }
}
