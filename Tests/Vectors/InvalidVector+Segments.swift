import BenchFile
import BenchFormat
import BenchSchema
import TestSupport

/// What is wrong with directory pages, constants, sections and blocks.
extension InvalidVector {
    private typealias Place = BrokenTable.Place

    static func segments() throws -> [InvalidVector] {
        func page(_ name: String, _ about: String, _ edit: @escaping (inout [UInt8]) -> Void) throws -> InvalidVector {
            try forged("page-\(name)", about) { $0.editPage = edit }
        }
        let good = try BrokenTable.good().open()
        let extents = try good.page(0).blocks
        let directory = Int(good.footer.directoryOffset)
        // Of a page: where the extents start, behind 64 bytes and two of bits.
        let first = 66
        return try [
            raw("page-checksum", "a checksum that doesn't match") { $0[directory] ^= 1 },
            page("first-run", "a first run that isn't the next one") { $0.put(1 as UInt64, at: 0) },
            page("runs-0", "a segment without runs") { $0.put(0 as UInt32, at: 8) },
            page("runs-65537", "more runs than a segment has") { $0.put(65_537 as UInt32, at: 8) },
            page("runs-one-less", "fewer runs than the table has") { $0.put(1 as UInt32, at: 8) },
            page("runs-one-more", "more runs than the table has") { $0.put(3 as UInt32, at: 8) },
            page("bit-of-no-column", "a bit beyond the last column") { $0[65] |= 0x80 },
            page("count-of-blocks", "another number of blocks than bits") { $0.put(8 as UInt32, at: 60) },
            page("constants-size-0", "an offset of constants that aren't there") { $0.put(0 as UInt32, at: 20) },
            page("constants-checksum", "a checksum that doesn't match") { $0[24] ^= 1 },
            page("constants-beyond-the-file", "constants at 2^63") { $0.put(1 << 63 as UInt64, at: 12) },
            page("constants-both-the-same", "one section for both kinds of constants") { page in
                page.replaceSubrange(32..<52, with: page[12..<32])
            },
            page("blocks-offset-overflow", "blocks that start at 2^64 - 1") { $0.put(UInt64.max, at: 52) },
            page("blocks-offset", "blocks that start a byte too far") { page in
                page.put(extents.compactMap(\.self).map(\.offset).min().map { $0 + 1 } ?? 0, at: 52)
            },
            page("block-beyond-the-file", "a block of 2^32 - 1 bytes") { $0.put(UInt32.max, at: first) },
            page("block-shared-with-itself", "a column that shares its own block") { page in
                page.put(0 as UInt32, at: first + 12)
                page.put(UInt64(Place.step), at: first + 16)
            },
            page("block-shared-with-a-later-column", "a column that shares the block of a later one") { page in
                page.put(0 as UInt32, at: first + 12)
                page.put(UInt64(Place.x), at: first + 16)
            },
            page("block-shared-with-none", "a column that shares the block of one that has none") { page in
                page.put(0 as UInt32, at: first + 12)
                page.put(UInt64(Place.rate), at: first + 16)
            },
            page("block-shared-with-2-to-the-63", "a column that shares the block of column 2^63") { page in
                page.put(0 as UInt32, at: first + 12)
                page.put(1 << 63 as UInt64, at: first + 16)
            },
            forged("page-padding", "padding that isn't 0") { file in
                file.editPage = { $0 += [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }
                file.editFooter = { $0.blocksPerPage += 1 }
            },
            raw("block-checksum", "a block of which a bit is flipped") { bytes in
                if let extent = extents[Place.x] { bytes[Int(extent.offset) + 5] ^= 8 }
            },
            raw("block-moved", "two blocks of one size that were swapped, with their checksums") { bytes in
                guard let one = extents[Place.err], let other = extents[Place.x] else { return }
                for offset in 0..<Int(one.size) { bytes.swapAt(Int(one.offset) + offset, Int(other.offset) + offset) }
            },
            try swappedPages(),
        ] + constants()
    }

    private static func swappedPages() throws -> InvalidVector {
        let vector = try Make.written(
            "page", "page", [Make.number], (0..<4).map { [.int64(Int64($0 * $0))] }, segmentRuns: 2)
        var bytes = vector.bytes
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(bytes, to: folder.file("a"))
        let footer = try BenchReader(folder.file("a")).footer
        let size = DirectoryPage.size(columns: 1, blocksPerPage: footer.blocksPerPage)
        for offset in 0..<size {
            bytes.swapAt(Int(footer.directoryOffset) + offset, Int(footer.directoryOffset) + size + offset)
        }
        return InvalidVector(name: "page-swapped", about: "two directory pages that were swapped", bytes: bytes)
    }

    private static func constants() throws -> [InvalidVector] {
        func others(
            _ name: String, _ about: String, _ hex: String, _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try forged("constants-\(name)", about, code) { $0.constants[1] = Make.bytes(hex) }
        }
        // role scalar, type string, "note", a value: "a".
        let note = "03 04 04 6e 6f 74 65 02 01 61"
        return try [
            others("count-overflow", "2^63 constants", "80 80 80 80 80 80 80 80 80 01 \(note)"),
            others("cut", "two constants, of which one is there", "02 \(note)"),
            others("bytes-left-over", "a byte after the last", "01 \(note) 00"),
            others(
                "column-missing", "a constant of a column that isn't there", "02 \(note) 03 04 04 6e 6f 74 66 02 01 61"),
            others(
                "type-of-another", "a constant of another type than its column's",
                "01 03 02 04 6e 6f 74 65 02 01 00 00 00 00 00 00 00"),
            others("out-of-order", "a role that falls", "02 \(note) 01 02 05 64 65 70 74 68 01"),
            others("twice", "one column twice", "02 \(note) \(note)"),
            others("state-0", "a constant that is absent", "01 03 04 04 6e 6f 74 65 00"),
            others("state-3", "a constant of an unknown state", "01 03 04 04 6e 6f 74 65 03"),
            others("role-unknown", "a role that nobody knows", "02 \(note) 63 02 01 61 01", .unsupported),
            others("type-unknown", "a type that nobody knows", "02 \(note) 04 63 01 61 01", .unsupported),
            others("of-a-series", "a constant of a series", "02 \(note) 06 02 01 78 01"),
            others("of-an-axis", "a constant of an axis", "02 \(note) 05 02 04 73 74 65 70 01"),
            others("of-a-setting", "a setting among the others", "01 02 01 04 72 61 74 65 01"),
            others(
                "beside-a-block", "a constant of a column that has a block", "02 01 02 05 64 65 70 74 68 01 \(note)"),
            others("name-not-utf8", "a name that isn't UTF-8", "01 03 04 04 6e 6f 74 ff 02 01 61"),
            others("bool-2", "a bool of 2", "02 \(note) 03 03 02 6f 6b 02 02"),
            forged("constants-zstd-overflow", "a section that says it has 2^63 bytes") { file in
                file.editPiece = { piece in
                    guard piece.suffix(3) == [2, 1, 0x61] else { return }
                    piece.replaceSubrange(0..<2, with: [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])
                }
            },
        ]
    }

    /// Sections, as the only plane of x, of five bytes.
    static func sections() throws -> [InvalidVector] {
        func section(
            _ name: String, _ about: String, _ hex: String, _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try block("section-\(name)", about, Place.x, "00 02 01 \(hex)", code)
        }
        let content = "29 00 00 00 02 04 06 08"
        return try [
            section("codec-unknown", "a codec that nobody knows", "63 05 00 02 04 06 08", .unsupported),
            section("too-short", "four bytes instead of five", "00 04 00 02 04 06"),
            section("too-long", "six bytes instead of five", "00 06 00 02 04 06 08 0a"),
            section("cut", "five bytes, of which three are there", "00 05 00 02 04"),
            section("size-overflow", "2^63 bytes", "00 80 80 80 80 80 80 80 80 80 01 00"),
            section(
                "zstd-bomb", "a frame that says it has 2^40 bytes",
                "01 05 15 28 b5 2f fd e0 00 00 00 00 00 01 00 00 \(content)"),
            section(
                "zstd-bomb-in-the-size", "a section that says it has 2^28 bytes, as its frame does",
                "01 80 80 80 80 01 11 28 b5 2f fd a0 00 00 00 10 \(content)"),
            section(
                "zstd-no-size", "a frame that doesn't say how large it is", "01 05 0e 28 b5 2f fd 00 58 \(content)"),
            section(
                "zstd-another-size", "a frame that says it has four bytes", "01 05 0e 28 b5 2f fd 20 04 \(content)"),
            section("zstd-dictionary", "a frame that needs a dictionary", "01 05 0f 28 b5 2f fd 21 07 05 \(content)"),
            section("zstd-cut", "a frame without its last byte", "01 05 0d 28 b5 2f fd 20 05 29 00 00 00 02 04 06"),
            section(
                "zstd-two-frames", "two frames, of which the second is empty",
                "01 05 17 28 b5 2f fd 20 05 \(content) 28 b5 2f fd 20 00 01 00 00"),
            section("zstd-bytes-left-over", "a byte after the frame", "01 05 0f 28 b5 2f fd 20 05 \(content) 00"),
            section("zstd-magic", "a frame of another magic", "01 05 0e 28 b5 2f fc 20 05 \(content)"),
            section("zstd-stored-size-overflow", "a frame of 2^63 bytes", "01 05 80 80 80 80 80 80 80 80 80 01 28 b5"),
        ]
    }

    static func blocks() throws -> [InvalidVector] {
        try [
            block(
                "block-flag-unknown", "a flag that nobody knows", Place.x, "80 02 01 00 05 00 02 04 06 08", .unsupported
            ),
            block(
                "block-states-of-a-scalar", "element states of a scalar", Place.ok, "02 00 02 00 00 02 01 00 02 00 02",
                .unsupported),
            block(
                "block-states-of-an-axis", "element states of an axis", Place.step,
                "02 02 01 00 02 06 04 00 05 00 00 00 00 00 02 01 00 05 02 04 06 02 04", .unsupported),
            block("block-bytes-left-over", "a byte after the values", Place.x, "00 02 01 00 05 00 02 04 06 08 00"),
            block("block-cut", "values that are cut off", Place.x, "00 02 01"),
            block(
                "block-presence-state-3", "a presence state that isn't one", Place.ok, "01 00 02 02 03 02 01 00 01 02"),
            block("block-presence-states-too-few", "one presence state of two runs", Place.ok, "01 00 01 02 01 02"),
            block(
                "block-element-state-3", "an element state that isn't one", Place.x,
                "02 00 05 00 00 03 00 00 02 01 00 04 00 02 04 06"),
            block(
                "block-element-states-too-many", "six element states of five", Place.x,
                "02 00 06 00 00 00 00 00 00 02 01 00 05 00 02 04 06 08"),
            block("block-bool-2", "a bool of 2", Place.ok, "00 02 01 00 02 00 04"),
            block("block-length-negative", "an axis of -1 steps", Place.step, "00 02 01 00 02 01 04 01 02"),
            block(
                "block-lengths-too-many", "axes of 2^20 + 1 steps", Place.step,
                "00 02 03 00 02 fe 04 00 02 ff 00 00 02 1f 00 01 02"),
            block(
                "block-lengths-overflow", "axes whose lengths wrap", Place.step,
                "00 02 08 00 02 fe fe 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 01 02"
            ),
            block(
                "block-series-without-axis", "a run that has a series, but not its axis", Place.step,
                "01 00 02 02 00 01 06 02 01 00 03 02 04 06"),
            forged("run-beyond-limit", "a run of five series of 2^19 elements, which are 20 MiB") {
                $0.blocks[Place.step] = Make.bytes("00 02 03 00 02 00 04 00 02 00 00 00 02 10 00 01 02")
                for place in [Place.err, Place.x] { $0.blocks[place] = Make.bytes("00 01 02") }
                $0.blocks[Place.y] = Make.bytes("00 01 01 00 01 02")
                $0.blocks[Place.z] = Make.bytes("00 01 01 02 00 01 61 01 00")
            },
            forged("block-of-a-key-beyond-2-to-the-53", "a key that JSON can't hold") {
                $0.blocks[Place.depth] = try Make.block(scalars: .int64([1, 1 << 53 + 1]))
            },
        ]
    }
}
