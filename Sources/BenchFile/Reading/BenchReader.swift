package import BenchFormat
public import BenchSchema

/// An open .hasb file; immutable, so that many threads may read one.
///
/// Opening reads the trailer and the footer, whatever the file's size. Everything else is read when it is asked for,
/// checked against its checksum, decoded, and kept within a budget.
public final class BenchReader: Sendable {
    let file: InputFile
    /// What the file says of itself.
    package let footer: Footer
    /// The minor version of the file.
    package let minorVersion: UInt16
    let cache: BlockCache
    let store: BlockStore
    private let decompressors = ZstdDecompressor.Pool()
    /// One read fetches the trailer and, of most files, the footer.
    private static let tailSize = 16 << 10

    /// Opens a file.
    ///
    /// Throws `.noInput` where there is no such file, `.damaged` where it is none of ours or not whole, `.unsupported`
    /// where it needs a newer version.
    ///
    /// - Parameter name: What messages call it, where that isn't its path.
    public convenience init(
        _ path: String, named name: String? = nil, cacheBytes: Int = 64 << 20
    ) throws(BenchError) {
        let file = try InputFile(path, named: name ?? path)
        do throws(BenchError) {
            let (footer, minor) = try Self.footer(of: file)
            self.init(file, footer, minorVersion: minor, cacheBytes: cacheBytes)
        } catch { throw error.within(file.path) }
    }

    /// Opens a file by a footer that was read already, and checked against its place.
    init(_ file: InputFile, _ footer: Footer, minorVersion: UInt16, cacheBytes: Int = 64 << 20) {
        (self.file, self.footer, self.minorVersion) = (file, footer, minorVersion)
        store = BlockStore(
            buckets: footer.index.buckets, segments: Int(footer.segments), columns: footer.schema.columns.count,
            budget: cacheBytes / 2)
        cache = BlockCache(budget: cacheBytes - cacheBytes / 2, store: store)
    }

    /// Reads trailer and footer; all that the footer counts is bounded by the file's size then.
    static func footer(of file: InputFile) throws(BenchError) -> (Footer, minor: UInt16) {
        let tailCount = Int(min(file.size, UInt64(tailSize)))
        let tail = try file.read(at: file.size - UInt64(tailCount), count: tailCount)
        let trailer = try Trailer(tail.suffix(Trailer.size), fileSize: file.size)
        let stored = Int(trailer.storedSize)
        let bytes =
            stored <= tail.count - Trailer.size
            ? tail.dropLast(Trailer.size).suffix(stored) : try file.read(at: trailer.footerOffset, count: stored)[...]
        return (try footer(bytes, trailer), trailer.minor)
    }

    /// Checks and reads a footer as it is stored.
    static func footer(_ bytes: ArraySlice<UInt8>, _ trailer: Trailer) throws(BenchError) -> Footer {
        try check(bytes, trailer.footerChecksum, at: trailer.footerOffset, "footer")
        let size = Int(trailer.footerSize)
        do throws(BenchError) {
            let footer = try Footer(
                bytes.count == size ? bytes : ZstdDecompressor().decompress(bytes, size: size)[...])
            try footer.check(endingAt: trailer.footerOffset)
            return footer
        } catch { throw error.naming(minorVersion: trailer.minor).within("footer") }
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
    /// The file's name, as messages have it.
    public var path: String { file.path }
    /// The names of the attachments.
    public var attachmentNames: [String] { footer.attachments.map(\.name) }

    /// The bytes of an attachment; nil if the file has none of that name.
    public func attachment(_ name: String) throws(BenchError) -> [UInt8]? {
        guard let entry = footer.attachments.first(where: { $0.name.exact == name.exact }) else { return nil }
        return try locating("attachment \(name)") { () throws(BenchError) -> [UInt8] in
            let bytes = try file.read(
                at: entry.offset, count: Int(entry.storedSize), entry.checksum, "section")
            var cursor = ByteCursor(bytes)
            let content = Array(try Section.read(Int(entry.size), from: &cursor))
            try cursor.end()
            return content
        }
    }

    /// Adds file and place to an error, unless it has them.
    func locating<R>(_ place: @autoclosure () -> String, _ body: () throws(BenchError) -> R) throws(BenchError) -> R {
        do throws(BenchError) { return try body() } catch { throw located(error, place()) }
    }

    /// An error with file, version and place (outermost first), unless it has them.
    package func located(_ error: BenchError, _ place: String...) -> BenchError {
        guard error.place.first != path else { return error }
        var error = error.naming(minorVersion: minorVersion)
        error.place = [path] + place + error.place
        return error
    }
}

extension BenchReader {
    /// Where a segment's blocks are.
    package func page(_ segment: Int) throws(BenchError) -> DirectoryPage {
        if case .page(let page)? = cache[.page(segment)] { return page }
        return try locating("segment \(segment)") { () throws(BenchError) in try readPage(segment) }
    }

    private func readPage(_ segment: Int) throws(BenchError) -> DirectoryPage {
        guard segment >= 0, segment < segmentCount else {
            throw BenchError(.damaged, "segment \(segment) of \(segmentCount)")
        }
        let columns = schema.columns.count
        let size = DirectoryPage.size(columns: columns, blocksPerPage: footer.blocksPerPage)
        let offset = footer.directoryOffset &+ UInt64(segment) &* UInt64(size)
        let page = try DirectoryPage(
            try file.readPage(at: offset, count: size, "page of segment \(segment)"), at: offset, columns: columns)
        cache.insert(.page(page), for: .page(segment))
        return page
    }

    /// The scalars of one part that all runs of a segment share.
    func constants(
        _ part: Constants.Part, of page: DirectoryPage, segment: Int
    ) throws(BenchError) -> Constants {
        let extent = page.constants[part.rawValue]
        guard extent.size > 0 else { return Constants() }
        // The whole extent is the key: two pages may name one section, but only if they agree on all of it.
        if case .constants(let constants)? = cache[.constants(extent, part)] { return constants }
        return try locating("segment \(segment)") { () throws(BenchError) in
            var cursor = ByteCursor(try file.read(extent, "constants"))
            let constants = try Constants(try Section.read(limit: Constants.maximumBytes, from: &cursor), part)
            try cursor.end()
            cache.insert(.constants(constants), for: .constants(extent, part))
            return constants
        }
    }

    /// A column of a segment's runs, decoded.
    ///
    /// One read for a scalar, two for a series (it and its axis); one more for either if it is predicted from another.
    package func block(_ column: Int, segment: Int) throws(BenchError) -> ColumnBlock {
        if case .block(let stored)? = cache[.block(segment: segment, column: column)] { return stored.block }
        return try locating("segment \(segment)") { () throws(BenchError) in
            try decode(column, segment: segment, maximumDepth: PredictionPlan.maximumDepth).block
        }
    }

    /// The numbers of a scalar of a segment's runs; nil where a run has none.
    package func numbers(_ column: Int, segment: Int) throws(BenchError) -> [Double?] {
        try storedBlock(column, segment: segment).numbers
    }

    /// A column of a segment's runs, for one who wants some run's part of it.
    ///
    /// The first to come gets a block from which runs are decoded alone; for the second all are decoded at once, unless
    /// they are too many to be kept.
    func storedBlock(_ column: Int, segment: Int) throws(BenchError) -> StoredBlock {
        let key = BlockCache.Key.block(segment: segment, column: column)
        if case .block(let stored)? = cache[key] {
            guard let bytes = stored.block.bytesToDecode, bytes <= cache.largestDecoded else { return stored }
            let whole = stored.decoded()
            cache.replace(.block(whole), for: key)
            return whole
        }
        return try locating("segment \(segment)") { () throws(BenchError) in
            try decode(column, segment: segment, maximumDepth: PredictionPlan.maximumDepth)
        }
    }

    private func decode(_ place: Int, segment: Int, maximumDepth: Int) throws(BenchError) -> StoredBlock {
        if case .block(let block)? = cache[.block(segment: segment, column: place)] { return block }
        let block = try decode(place, of: try page(segment), segment: segment, beside(segment, maximumDepth)) {
            extent throws(BenchError) in
            try file.read(extent, "column \(footer.schema.columns[place].name)")[...]
        }
        let stored = StoredBlock(block, footer.schema.columns[place].role)
        cache.insert(.block(stored), for: .block(segment: segment, column: place))
        return stored
    }

    /// A column of a segment's runs, decoded; `bytes` reads and checks its block.
    func decode(
        _ place: Int, of page: DirectoryPage, segment: Int, _ beside: Beside,
        bytes: (DirectoryPage.Extent) throws(BenchError) -> ArraySlice<UInt8>
    ) throws(BenchError) -> ColumnBlock {
        let (column, runs) = (footer.schema.columns[place], Int(page.runs))
        guard let extent = page.blocks[place] else {
            return ColumnBlock(constant: try constant(place, of: page, segment: segment), type: column.type, runs: runs)
        }
        let bytes = try bytes(extent)
        var context = try context(of: place, page, beside)
        return try decompressors.withDecompressor { zstd throws(BenchError) in
            context.zstd = zstd
            return try ColumnBlock(column, runs: runs, context, bytes: bytes)
        }
    }

    /// What all runs of a segment hold in a column that has no block there.
    package func constant(_ place: Int, of page: DirectoryPage, segment: Int) throws(BenchError) -> Cell {
        let column = schema.columns[place]
        return try constants(Constants.Part(column.role), of: page, segment: segment).cells[Constants.Key(column)]
            ?? .absent
    }

    /// How the columns are read that a column's block needs beside it.
    struct Beside {
        /// How many columns may stand behind this one, each predicted from the next.
        var maximumDepth: Int
        /// Gives a column of the same segment, which may have so many behind it.
        var column: (_ place: Int, _ maximumDepth: Int) throws(BenchError) -> ColumnBlock
    }

    private func beside(_ segment: Int, _ maximumDepth: Int) -> Beside {
        Beside(maximumDepth: maximumDepth) { [self] place, maximumDepth throws(BenchError) in
            try decode(place, segment: segment, maximumDepth: maximumDepth).block
        }
    }

    /// What a column's block needs to be decoded. A source may be predicted once less than what is predicted from it.
    private func context(
        of place: Int, _ page: DirectoryPage, _ beside: Beside
    ) throws(BenchError) -> ColumnBlock.Context {
        var context = ColumnBlock.Context()
        if let axis = footer.schema.axis(of: place), axis != place { context.axis = try beside.column(axis, 0) }
        guard beside.maximumDepth > 0, footer.schema.columns[place].role.mayBePredicted else { return context }
        let role: Role = footer.schema.columns[place].role.isSeries ? .series : .scalar
        context.source = { [self] name throws(BenchError) in
            guard let source = schema.place(name, role), schema.columns[source].role == role, page.blocks[source] != nil
            else {
                throw BenchError(.damaged, "it is predicted from \(name), which is no block of a \(role.name)")
            }
            return try beside.column(source, role == .series ? beside.maximumDepth - 1 : 0)
        }
        return context
    }

    /// The encodings of a column's block in a segment, outermost first.
    func encodings(_ place: Int, segment: Int) throws(BenchError) -> [String] {
        let page = try page(segment)
        guard let extent = page.blocks[place] else { return [] }
        let column = schema.columns[place]
        let bytes = try file.read(extent, "column \(column.name)")
        let context = try context(of: place, page, beside(segment, PredictionPlan.maximumDepth))
        return try ColumnBlock.encodings(column, runs: Int(page.runs), context, bytes: bytes[...])
    }

    /// A whole run.
    package func run(at location: RunLocation) throws(BenchError) -> Run {
        var cells: [Cell] = []
        cells.reserveCapacity(schema.columns.count)
        var room = RunRoom(orThrow: .damaged)
        for column in schema.columns.indices {
            let cell = try cell(column, at: location)
            do throws(BenchError) { try room.take(cell) } catch {
                throw located(error, "run \(location.row) of segment \(location.segment)")
            }
            cells.append(cell)
        }
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

extension BenchError {
    /// The same error; where a newer program is needed, with the version of the file that needs it.
    fileprivate func naming(minorVersion minor: UInt16) -> BenchError {
        guard code == .unsupported else { return self }
        var error = self
        error.message +=
            "; the file is of version \(Layout.version.major).\(minor), "
            + "this hasbench knows version \(Layout.version.major).\(Layout.version.minor)"
        return error
    }
}
