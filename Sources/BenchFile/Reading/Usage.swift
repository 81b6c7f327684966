import BenchFormat
public import BenchSchema

/// How many bytes a column takes in a file, and in which encodings.
public struct ColumnUsage: Sendable {
    /// The bytes of its blocks, those that it shares with a column before it not counted.
    public var bytes = 0
    /// The number of its blocks.
    public var blocks = 0
    /// In how many segments all runs share one value of it.
    public var constantSegments = 0
    /// The encodings of its first block, outermost first: `decimal 4, delta 1, split, planes 1`.
    public var encodings: [String] = []
}

extension BenchReader {
    /// What each column takes, in the schema's order. Reads the directory, and decodes one block a column.
    public func usage() throws(BenchError) -> [ColumnUsage] {
        var usage = schema.columns.map { _ in ColumnUsage() }
        for segment in 0..<segmentCount {
            let page = try page(segment)
            var shared: Set<Constants.Key> = []
            for part in Constants.Part.allCases {
                shared.formUnion(try constants(part, of: page, segment: segment).cells.keys)
            }
            var owners: [DirectoryPage.Extent: Int] = [:]
            for (place, extent) in page.blocks.enumerated() {
                if let extent {
                    usage[place].blocks += 1
                    if let owner = owners[extent] {
                        if usage[place].blocks == 1 {
                            usage[place].encodings = ["block of \(schema.columns[owner].name)"]
                        }
                        continue
                    }
                    owners[extent] = place
                    usage[place].bytes += Int(extent.size)
                    if usage[place].blocks == 1 {
                        usage[place].encodings = try locating("segment \(segment)") { () throws(BenchError) in
                            try encodings(place, segment: segment)
                        }
                    }
                } else if shared.contains(Constants.Key(schema.columns[place])) {
                    usage[place].constantSegments += 1
                }
            }
        }
        return usage
    }

    /// The bytes that the file spends on other things than columns' blocks, by name.
    public func overhead() throws(BenchError) -> [(name: String, bytes: Int)] {
        var constants: Set<DirectoryPage.Extent> = []
        for segment in 0..<segmentCount { constants.formUnion(try page(segment).constants) }
        let layout = footer.index
        let page = DirectoryPage.size(columns: schema.columns.count, blocksPerPage: footer.blocksPerPage)
        let footerBytes = byteCount - Int(layout.bucketsOffset + layout.bucketsSize)
        return [
            ("header", Layout.headerSize),
            // Each is within the file; only a forged file can make them more than it together.
            ("attachments", Int(clamping: footer.attachments.reduce(UInt64(0)) { $0 &+ $1.storedSize })),
            ("constants", constants.reduce(0) { $0 &+ Int($1.size) }),
            ("segment directory", segmentCount * page),
            ("index", layout.pages * layout.pageSize + Int(layout.bucketsSize)),
            ("footer and trailer", footerBytes),
        ]
    }
}
