import BenchFormat
public import BenchSchema

/// How many bytes a column takes in a file, and in which encodings.
public struct ColumnUsage: Sendable {
    /// The bytes of its blocks.
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
            let shared = try constants(page.constants)
            for (place, extent) in page.blocks.enumerated() {
                if let extent {
                    usage[place].bytes += Int(extent.size)
                    usage[place].blocks += 1
                    if usage[place].blocks == 1 { usage[place].encodings = try encodings(place, segment: segment) }
                } else if shared.cells[Constants.Key(schema.columns[place])] != nil {
                    usage[place].constantSegments += 1
                }
            }
        }
        return usage
    }

    /// The bytes that the file spends on other things than columns' blocks, by name.
    public func overhead() throws(BenchError) -> [(name: String, bytes: Int)] {
        var constants: [UInt64: Int] = [:]
        for segment in 0..<segmentCount {
            let extent = try page(segment).constants
            constants[extent.offset] = Int(extent.size)
        }
        let layout = footer.index
        let page = DirectoryPage.size(columns: schema.columns.count, blocksPerPage: footer.blocksPerPage)
        let footerBytes = byteCount - Int(layout.entriesOffset) - runCount * IndexLayout.entrySize
        return [
            ("header", Layout.headerSize),
            ("attachments", footer.attachments.reduce(0) { $0 + Int($1.storedSize) }),
            ("constants", constants.values.reduce(0, +)),
            ("segment directory", segmentCount * page),
            ("index", layout.pages * layout.pageSize + runCount * IndexLayout.entrySize),
            ("footer and trailer", footerBytes),
        ]
    }
}
