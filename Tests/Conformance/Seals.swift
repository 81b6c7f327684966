import BenchFile
import BenchFormat
import BenchSchema

/// Where the checksums of a file are and what they cover, so that a forger can mend them.
struct Seals {
    private struct Seal {
        /// The bytes that it covers.
        var covered: Range<Int>
        /// Where it stands.
        var place: Int
    }

    /// From what is inside to what is around it.
    private var seals: [Seal] = []
    private let trailer: Int

    /// Finds those of a good file.
    init(_ reader: BenchReader, _ bytes: [UInt8]) throws(BenchError) {
        let footer = reader.footer
        trailer = bytes.count - Trailer.size
        let footerRange = Int(footer.index.bucketsOffset + footer.index.bucketsSize)..<trailer
        for segment in 0..<reader.segmentCount { try addPage(segment, reader) }
        for page in 0..<footer.index.pages { try addFanOut(page, reader) }
        for attachment in footer.attachments {
            // In a footer that is compressed there is nothing to mend.
            var sum: [UInt8] = []
            sum.append(littleEndian: attachment.checksum)
            guard let place = footerRange.first(where: { bytes[$0...].starts(with: sum) }) else { continue }
            let start = Int(attachment.offset)
            seals.append(Seal(covered: start..<start + Int(attachment.storedSize), place: place))
        }
        seals.append(Seal(covered: footerRange, place: trailer + 24))
    }

    private mutating func addPage(_ segment: Int, _ reader: BenchReader) throws(BenchError) {
        let page = try reader.page(segment)
        let columns = reader.schema.columns.count
        let size = DirectoryPage.size(columns: columns, blocksPerPage: reader.footer.blocksPerPage)
        let start = Int(reader.footer.directoryOffset) + segment * size
        for (part, extent) in page.constants.enumerated() where extent.size > 0 {
            seals.append(Seal(covered: Int(extent.offset)..<Int(extent.end), place: start + 24 + 20 * part))
        }
        var known: Set<DirectoryPage.Extent> = []
        for (number, extent) in page.blocks.compactMap(\.self).enumerated() where known.insert(extent).inserted {
            let place = start + 64 + (columns + 7) / 8 + 12 * number + 4
            seals.append(Seal(covered: Int(extent.offset)..<Int(extent.end), place: place))
        }
        seals.append(Seal(covered: start..<start + size - 8, place: start + size - 8))
    }

    private mutating func addFanOut(_ number: Int, _ reader: BenchReader) throws(BenchError) {
        let layout = reader.footer.index
        let page = try reader.fanOut(number)
        let start = Int(layout.offset(page: number))
        for bucket in 0..<layout.pageBuckets {
            let extent = page.bucket(bucket).extent
            let first = Int(layout.bucketsOffset + extent.lowerBound)
            seals.append(
                Seal(covered: first..<first + extent.count, place: start + 8 * (layout.pageBuckets + 1 + bucket)))
        }
        let end = start + layout.pageSize - 8
        seals.append(Seal(covered: start..<end, place: end))
    }

    /// Computes all of them anew, for bytes of the same size.
    func mend(_ bytes: inout [UInt8]) {
        for seal in seals {
            put(checksum(bytes[seal.covered], at: UInt64(seal.covered.lowerBound)), seal.place, &bytes)
        }
        let size = bytes[(trailer + 32)..<(trailer + 40)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        put(checksum(bytes[trailer..<trailer + 48], at: size), trailer + 48, &bytes)
    }

    private func put(_ sum: UInt64, _ place: Int, _ bytes: inout [UInt8]) {
        var field: [UInt8] = []
        field.append(littleEndian: sum)
        bytes.replaceSubrange(place..<place + 8, with: field)
    }
}
