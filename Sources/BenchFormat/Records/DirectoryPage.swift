package import BenchSchema

/// Where the blocks of one segment are (Specs/bench-file.md, "Segment directory").
///
/// All pages of a file have the same size, so that a segment's page is found by arithmetic.
package struct DirectoryPage: Equatable, Sendable {
    /// The ordinal of the segment's first run in the file.
    package var firstRun: UInt64
    /// The number of runs.
    package var runs: UInt32
    /// The sections with the scalars that all runs share, by `Constants.Part`; of size 0 where there are none.
    package var constants: [Extent]
    /// Each column's block, by the schema's order; nil where there is none. Columns of equal bytes share one.
    package var blocks: [Extent?]

    /// A piece of the file.
    package struct Extent: Hashable, Sendable {
        /// What stands in place of a piece that isn't there.
        package static let empty = Extent(offset: 0, size: 0, checksum: 0)

        /// Where it starts.
        package var offset: UInt64
        /// Its bytes as stored.
        package var size: UInt32
        /// XXH3-64 of it as stored.
        package var checksum: UInt64

        /// Makes an extent.
        package init(offset: UInt64, size: UInt32, checksum: UInt64) {
            (self.offset, self.size, self.checksum) = (offset, size, checksum)
        }

        /// Where it ends.
        package var end: UInt64 { offset &+ UInt64(size) }
    }

    /// Makes a page.
    package init(firstRun: UInt64, runs: UInt32, constants: [Extent], blocks: [Extent?]) {
        (self.firstRun, self.runs, self.constants, self.blocks) = (firstRun, runs, constants, blocks)
    }

    /// The bytes of a page.
    package static func size(columns: Int, blocksPerPage: UInt32) -> Int {
        64 + (columns + 7) / 8 + 12 * Int(blocksPerPage) + 8
    }

    /// The page as bytes; blocks must stand one after another in the file, in the schema's order, shared ones where they
    /// come first.
    package func bytes(at offset: UInt64, blocksPerPage: UInt32) -> [UInt8] {
        var out: [UInt8] = []
        let present = blocks.compactMap(\.self)
        out.append(littleEndian: firstRun)
        out.append(littleEndian: runs)
        for extent in constants {
            out.append(littleEndian: extent.offset)
            out.append(littleEndian: extent.size)
            out.append(littleEndian: extent.checksum)
        }
        out.append(littleEndian: present.first?.offset ?? 0)
        out.append(littleEndian: UInt32(present.count))
        var bitmap = [UInt8](repeating: 0, count: (blocks.count + 7) / 8)
        for (place, block) in blocks.enumerated() where block != nil { bitmap[place / 8] |= 1 << UInt8(place % 8) }
        out += bitmap
        var first: [UInt64: Int] = [:]
        for (place, block) in blocks.enumerated() {
            guard let block else { continue }
            if let owner = first[block.offset] {
                out.append(littleEndian: 0 as UInt32)
                out.append(littleEndian: UInt64(owner))
            } else {
                first[block.offset] = place
                out.append(littleEndian: block.size)
                out.append(littleEndian: block.checksum)
            }
        }
        out += [UInt8](repeating: 0, count: 12 * (Int(blocksPerPage) - present.count))
        out.append(littleEndian: BenchFormat.checksum(out, at: offset))
        return out
    }

    /// Reads and checks a page. O(columns).
    package init(_ bytes: [UInt8], at offset: UInt64, columns: Int) throws(BenchError) {
        guard bytes.count >= 8 else { throw BenchError(.damaged, "a directory page is cut off") }
        var cursor = ByteCursor(bytes[..<(bytes.count - 8)])
        var tail = ByteCursor(bytes[(bytes.count - 8)...])
        try check(bytes[..<(bytes.count - 8)], try tail.load(), at: offset, "segment directory")
        firstRun = try cursor.load()
        runs = try cursor.load()
        constants = []
        for _ in Constants.Part.allCases {
            constants.append(Extent(offset: try cursor.load(), size: try cursor.load(), checksum: try cursor.load()))
        }
        let start: UInt64 = try cursor.load()
        let count: UInt32 = try cursor.load()
        let bitmap = Array(try cursor.slice((columns + 7) / 8))
        var next = start
        blocks = []
        blocks.reserveCapacity(columns)
        for place in 0..<columns {
            guard bitmap[place / 8] & 1 << UInt8(place % 8) != 0 else {
                blocks.append(nil)
                continue
            }
            let extent = Extent(offset: next, size: try cursor.load(), checksum: try cursor.load())
            guard extent.size > 0 else {
                // No block is empty: this column has the bytes of one before it.
                guard let owner = Int(exactly: extent.checksum), owner < place, let shared = blocks[owner] else {
                    throw BenchError(.damaged, "a column shares a block that isn't there", at: "segment directory")
                }
                blocks.append(shared)
                continue
            }
            guard extent.end >= extent.offset else { throw BenchError(.damaged, "a block ends beyond 2^64") }
            next = extent.end
            blocks.append(extent)
        }
        guard blocks.count(where: { $0 != nil }) == Int(count), runs > 0, runs <= Layout.maximumRunsPerSegment else {
            throw BenchError(.damaged, "its counts contradict each other", at: "segment directory")
        }
        let spare = columns % 8 == 0 ? 0 : (bitmap.last ?? 0) >> UInt8(columns % 8)
        guard spare == 0, count > 0 || start == 0, constants.allSatisfy({ $0.size > 0 || $0 == .empty }),
            try cursor.slice(cursor.remaining).allSatisfy({ $0 == 0 })
        else { throw BenchError(.damaged, "bytes that mean nothing are not 0", at: "segment directory") }
    }
}
