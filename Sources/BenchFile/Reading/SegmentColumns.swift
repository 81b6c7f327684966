package import BenchFormat
package import BenchSchema

/// Columns of one segment, for one thread that goes through all its runs once.
///
/// What is decoded is kept here alone, as long as this is, and each column once: one that others are predicted from isn't
/// decoded again for each. Blocks that lie close together are read at once.
package final class SegmentColumns {
    private let reader: BenchReader
    private let segment: Int
    private let page: DirectoryPage
    private var blocks: [Int: ColumnBlock] = [:]
    /// What the columns that were decoded leave of what a segment may hold.
    private var room = SegmentRoom(orThrow: .damaged)
    /// The axes that were read, by their blocks.
    private var axes: [DirectoryPage.Extent: Int] = [:]
    /// Parts of the file that hold all wanted blocks, and where they start.
    private var ranges: [(start: UInt64, bytes: [UInt8])] = []

    /// Blocks that lie no further apart are read at once, but no more than so many bytes.
    private static let largestGap: UInt64 = 16 << 10
    private static let largestRange: UInt64 = 8 << 20

    /// Reads where a segment's blocks are, and the blocks of the wanted columns that lie close together.
    package init(_ reader: BenchReader, segment: Int, _ page: DirectoryPage, wanted: [Int]) throws(BenchError) {
        (self.reader, self.segment, self.page) = (reader, segment, page)
        var joined: [(start: UInt64, end: UInt64)] = []
        for extent in wanted.compactMap({ page.blocks[$0] }).sorted(by: { $0.offset < $1.offset }) {
            guard extent.end <= UInt64(reader.byteCount) else { continue }
            if let last = joined.last, extent.offset <= last.end + Self.largestGap,
                extent.end <= last.start + Self.largestRange
            {
                joined[joined.count - 1].end = max(last.end, extent.end)
            } else {
                joined.append((extent.offset, extent.end))
            }
        }
        for range in joined where range.end - range.start <= Self.largestRange {
            let bytes = try reader.locating("segment \(segment)") { () throws(BenchError) in
                try reader.file.read(at: range.start, count: Int(range.end - range.start))
            }
            ranges.append((range.start, bytes))
        }
    }

    /// A column, decoded; a series of numbers only as far as its values can be read from it.
    package func block(_ column: Int) throws(BenchError) -> ColumnBlock {
        if let known = blocks[column] { return known }
        return try reader.locating("segment \(segment)") { () throws(BenchError) in
            try decode(column, maximumDepth: PredictionPlan.maximumDepth)
        }
    }

    private func decode(_ place: Int, maximumDepth: Int) throws(BenchError) -> ColumnBlock {
        if reader.footer.schema.columns[place].role == .axis {
            return try keep(try axis(place), place)
        }
        let beside = BenchReader.Beside(maximumDepth: maximumDepth) {
            [unowned self] place, maximumDepth throws(BenchError) in
            let block = if let known = blocks[place] { known } else { try decode(place, maximumDepth: maximumDepth) }
            guard reader.footer.schema.columns[place].role != .axis else { return block }
            // What is predicted from it reads its values, as whoever wants this column will.
            return try keep(block.decoded(), place)
        }
        let block = try reader.decode(place, of: page, segment: segment, beside) { extent throws(BenchError) in
            try bytes(extent, reader.footer.schema.columns[place].name)
        }
        return try keep(block, place)
    }

    private func keep(_ block: ColumnBlock, _ place: Int) throws(BenchError) -> ColumnBlock {
        if blocks.updateValue(block, forKey: place) == nil { try room.take(block) }
        return block
    }

    /// An axis, which others may share: groups often count the same epochs. The file's cache keeps it.
    private func axis(_ place: Int) throws(BenchError) -> ColumnBlock {
        guard let extent = page.blocks[place] else { return try reader.block(place, segment: segment) }
        if let known = axes[extent],
            reader.footer.schema.columns[known].type == reader.footer.schema.columns[place].type
        {
            return try reader.block(known, segment: segment)
        }
        axes[extent] = place
        return try reader.block(place, segment: segment)
    }

    /// The bytes of a block, checked.
    private func bytes(_ extent: DirectoryPage.Extent, _ name: @autoclosure () -> String) throws(BenchError)
        -> ArraySlice<UInt8>
    {
        for (start, bytes) in ranges where extent.offset >= start && extent.end <= start + UInt64(bytes.count) {
            let place = Int(extent.offset - start)
            let block = bytes[place..<place + Int(extent.size)]
            if BenchFormat.checksum(block, at: extent.offset) == extent.checksum { return block }
        }
        return try reader.file.read(extent, "column \(name())")[...]
    }
}
