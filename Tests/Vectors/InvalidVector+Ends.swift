import BenchFormat
import BenchSchema
import Conformance
import TestSupport

/// What is wrong with a file as a whole, its header, footer, trailer and attachments.
extension InvalidVector {
    static func all() throws -> [InvalidVector] {
        guard try BrokenTable.good().problems(deep: true).isEmpty else { throw WrongVector("the good table is broken") }
        return try ends() + footers() + schemas() + segments() + sections() + blocks() + encodings() + predictions()
            + indexes() + contents()
    }

    private static func ends() throws -> [InvalidVector] {
        try [
            raw("file-empty", "a file of no bytes") { $0 = [] },
            raw("file-of-another-kind", "text") {
                $0 = Array("{\"runs\": []}\n".utf8) + Array(repeating: 0x20, count: 100)
            },
            raw("file-half", "the first half") { $0 = Array($0.prefix($0.count / 2)) },
            raw("file-last-byte-missing", "all but the last byte") { $0.removeLast() },
            raw("file-trailing-byte", "a byte too many at the end") { $0.append(0) },
            raw("file-byte-inserted", "a byte too many in the middle") { $0.insert(0, at: 100) },
            raw("file-byte-removed", "a byte missing in the middle") { $0.remove(at: 100) },
            raw("file-twice", "the same file twice in a row: offsets are from the start") { $0 += $0 },
            raw("header-magic", "its first byte lost the high bit") { $0[0] &= 0x7F },
            raw("header-line-ends", "a transfer changed the line end") {
                $0.replaceSubrange(5..<8, with: [0x0A, 0x0A, 0x1A])
            },
            raw("header-minor-version", "another minor version than the trailer") { $0[10] = 1 },
            raw("header-major-version", "another major version than the trailer") { $0[8] = 2 },
            raw("header-reserved", "reserved bytes that are not 0") { $0[15] = 1 },
            forged("trailer-magic", "the end's magic is another") { $0.editTrailer = { $0[63] = 0x0D } },
            forged("trailer-checksum", "a checksum that doesn't match") { $0.editTrailer = { $0[48] ^= 1 } },
            forged("trailer-major-version", "a later major version, of an unknown rule for checksums", .unsupported) {
                $0.editTrailer = { $0[40] = 2 }
            },
            forged("trailer-major-version-0", "an earlier major version that never was", .unsupported) {
                $0.sealTrailer { $0[40] = 0 }
            },
            forged("trailer-feature", "a feature bit that nobody knows", .unsupported) {
                $0.sealTrailer { $0[47] = 0x80 }
            },
            forged("trailer-file-size", "another size of the file") { $0.editTrailerFields = { $0.fileSize += 1 } },
            forged("trailer-footer-offset", "a footer that would end before the trailer") {
                $0.editTrailerFields = { $0.footerOffset -= 1 }
            },
            forged("trailer-footer-offset-overflow", "a footer at 2^64 - 1") {
                $0.editTrailerFields = { $0.footerOffset = .max }
            },
            forged("trailer-stored-size-overflow", "offset and size of the footer wrap to the right sum") {
                $0.editTrailerFields = { trailer in
                    (trailer.footerOffset, trailer.storedSize) = (0, trailer.footerOffset &+ trailer.storedSize)
                }
            },
            forged("trailer-footer-size-too-small", "a footer that is smaller than it is stored") {
                $0.editTrailerFields = { $0.footerSize -= 1 }
            },
            forged("trailer-footer-size-beyond-limit", "a footer of 2^23 + 1 bytes") {
                $0.editTrailerFields = { $0.footerSize = 1 << 23 + 1 }
            },
            forged("trailer-footer-size-overflow", "a footer of 2^63 bytes") {
                $0.editTrailerFields = { $0.footerSize = 1 << 63 }
            },
            forged("footer-no-zstd", "a footer that should be a frame, and is none") {
                $0.editTrailerFields = { $0.footerSize += 1 }
            },
            forged("footer-checksum", "a checksum that doesn't match") {
                $0.editTrailerFields = { $0.footerChecksum ^= 1 << 40 }
            },
        ]
    }

    private static func footers() throws -> [InvalidVector] {
        let huge: [UInt8] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]
        func table(_ name: String, _ about: String, _ edit: @escaping (inout Footer) -> Void) throws -> InvalidVector {
            try forged("table-\(name)", about) { $0.editFooter = edit }
        }
        func attachment(
            _ name: String, _ about: String, _ edit: @escaping (inout Footer.Attachment) -> Void
        ) throws -> InvalidVector {
            try forged("attachment-\(name)", about) { $0.editFooter = { edit(&$0.attachments[0]) } }
        }
        return try [
            forged("footer-record-unknown", "a record below 128 that nobody knows", .unsupported) {
                $0.editFooterBytes = { $0 += [99, 0] }
            },
            forged("footer-record-0", "a record of id 0", .unsupported) { $0.editFooterBytes = { $0 += [0, 0] } },
            forged("footer-record-twice", "two lists of attachments") { $0.editFooterBytes = { $0 += [3, 1, 0] } },
            forged("footer-record-missing", "no table") { $0.editFooterBytes = { $0.removeFirst(89) } },
            forged("footer-record-cut", "a record that is longer than the footer") {
                $0.editFooterBytes = { $0 += [128, 5, 1] }
            },
            forged("footer-record-size-overflow", "a record of 2^63 bytes") {
                $0.editFooterBytes = { $0 += [128] + huge }
            },
            forged("footer-table-too-short", "a table of 86 bytes") { $0.editRecord(1) { $0.removeLast() } },
            forged("footer-table-too-long", "a table of 88 bytes") { $0.editRecord(1) { $0.append(0) } },
            forged("footer-columns-too-long", "a byte after the last column") { $0.editRecord(2) { $0.append(0) } },
            forged("footer-columns-2-to-the-40", "2^40 columns in a few bytes") {
                $0.editRecord(2) { $0 = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20] }
            },
            forged("footer-columns-2-to-the-63", "2^63 columns") { $0.editRecord(2) { $0 = huge } },
            forged("footer-attachments-2-to-the-63", "2^63 attachments") { $0.editRecord(3) { $0 = huge } },
            forged("footer-leb-of-65-bits", "a number that 64 bits don't hold") {
                $0.editRecord(3) { $0 = huge.dropLast() + [2] }
            },
            table("runs-overflow", "2^63 runs") { $0.runs = 1 << 63 },
            table("runs-more-than-places", "more runs than the segments' rows") { $0.runs = 3 },
            table("segments-more-than-runs", "three segments of two runs") { $0.segments = 3 },
            table("segments-overflow", "pages whose sizes add up beyond 2^64") { footer in
                (footer.runs, footer.segments) = (.max, .max)
            },
            table("blocks-per-page-more-than-columns", "room for more blocks than there are columns") {
                $0.blocksPerPage = 12
            },
            table("directory-offset", "a directory a byte too far") { $0.directoryOffset += 1 },
            table("directory-offset-overflow", "a directory at 2^64 - 1") { $0.directoryOffset = .max },
            table("fan-out-offset", "fan-out pages a byte too early") { $0.index.fanOutOffset -= 1 },
            table("buckets-offset", "buckets a byte too far") { $0.index.bucketsOffset += 1 },
            table("buckets-size-overflow", "buckets of 2^64 - 1 bytes") { $0.index.bucketsSize = .max },
            table("bits-33", "2^33 buckets") { $0.index.bits = 33 },
            table("bits-32", "2^32 buckets, for which the file has no room") { $0.index.bits = 32 },
            table("fingerprint-bits-7", "fingerprints of 7 bits") { $0.index.fingerprintBits = 7 },
            table("fingerprint-bits-33", "fingerprints of 33 bits") { $0.index.fingerprintBits = 33 },
            table("row-bits-17", "rows of 17 bits") { $0.index.rowBits = 17 },
            attachment("beyond-the-file", "one that starts at 2^62") { $0.offset = 1 << 62 },
            attachment("offset-overflow", "one whose end wraps") { $0.offset = .max },
            attachment("in-the-header", "one that starts in the header") { $0.offset = 8 },
            attachment("size-overflow", "one of 2^63 bytes") { $0.size = 1 << 63 },
            attachment("stored-size-overflow", "one that takes 2^63 bytes") { $0.storedSize = 1 << 63 },
            attachment("checksum", "a checksum that doesn't match") { $0.checksum ^= 1 },
            attachment("size-of-another", "one whose section has another size") { $0.size = 3 },
            forged("attachment-twice", "two of one name") { file in
                file.editFooter = { $0.attachments.append($0.attachments[0]) }
            },
            forged("attachment-shared", "two names for the same bytes") { file in
                file.editFooter = { footer in
                    footer.attachments.append(footer.attachments[0])
                    footer.attachments[1].name = "other"
                }
            },
            forged("attachment-not-listed", "bytes that belong to nothing") { file in
                file.editFooter = { $0.attachments = [] }
            },
            forged("attachment-name-not-utf8", "a name that isn't UTF-8") { file in
                file.editRecord(3) { $0.replace(Array("prov".utf8), [0xFF, 0x72, 0x6F, 0x76]) }
            },
        ]
    }

    private static func schemas() throws -> [InvalidVector] {
        func schema(
            _ name: String, _ about: String, _ old: [UInt8], _ new: [UInt8], _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try forged("column-\(name)", about, code) { $0.editColumns(old, new) }
        }
        func named(_ role: UInt8, _ type: UInt8, _ name: String) -> [UInt8] {
            [role, type, UInt8(name.utf8.count)] + name.utf8
        }
        var one: [UInt8] = []
        one.append(littleEndian: 1.0.bitPattern)
        func divisor(_ value: Double) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.append(littleEndian: value.bitPattern)
            return bytes
        }
        return try [
            schema("role-unknown", "a role that nobody knows", named(6, 2, "x"), named(99, 2, "x"), .unsupported),
            schema("type-unknown", "a type that nobody knows", named(6, 2, "x"), named(6, 99, "x"), .unsupported),
            schema("name-not-utf8", "a name that isn't UTF-8", named(6, 2, "x"), [6, 2, 1, 0xFF]),
            schema(
                "name-overlong-utf8", "a name in overlong UTF-8", named(2, 1, "rate"),
                [2, 1, 4, 0xC1, 0x81, 0x61, 0x61]),
            schema(
                "name-surrogate-utf8", "a name with half of a surrogate pair", named(2, 1, "rate"),
                [2, 1, 4, 0xED, 0xA0, 0x80, 0x61]),
            schema("name-empty", "a name of no bytes", named(6, 2, "x"), [6, 2, 0]),
            schema(
                "name-too-long", "a name of 4097 bytes", named(6, 2, "x"),
                [6, 2, 0x81, 0x20] + Array(repeating: 0x78, count: 4097)),
            schema("name-twice", "two series of one name", named(6, 4, "z"), named(6, 4, "y")),
            schema("name-of-two-kinds", "a scalar and a series of one name", named(3, 3, "ok"), named(3, 3, "x")),
            schema(
                "name-of-key-and-setting", "a key and a setting of one name", named(1, 2, "depth"), named(1, 2, "rate")),
            schema("unit-flag", "neither with nor without a unit", named(6, 2, "x") + [0], named(6, 2, "x") + [2]),
            schema("unit-not-utf8", "a unit that isn't UTF-8", [1, 1, 0x25], [1, 1, 0xFF]),
            schema("axis-missing", "series whose group has no axis", named(5, 2, "step"), named(5, 2, "s.ep")),
            schema("axis-twice", "a group of two axes", named(6, 2, "x"), named(5, 2, "x")),
            schema("axis-of-strings", "an axis that can't be one", named(5, 2, "step"), named(5, 4, "step")),
            schema("key-of-json", "a key that is a list", named(1, 2, "depth"), named(1, 5, "depth")),
            schema("seed-of-floats", "a seed that is no integer", named(7, 2, "seed"), named(7, 1, "seed")),
            schema("task-of-integers", "a task that is no string", named(7, 2, "seed"), named(8, 2, "seed")),
            schema("seed-twice", "two seeds", named(1, 2, "depth"), named(7, 2, "depth")),
            schema("reduction-unknown", "a reduction that nobody knows", [1, 0] + one, [99, 0] + one, .unsupported),
            schema("direction-unknown", "a direction that nobody knows", [1, 0] + one, [1, 99] + one, .unsupported),
            schema("divisor-0", "a metric divided by 0", one, divisor(0)),
            schema("divisor-negative", "a metric divided by -1", one, divisor(-1)),
            schema("divisor-infinite", "a metric divided by infinity", one, divisor(.infinity)),
            schema("divisor-nan", "a metric divided by NaN", one, divisor(MetricDefinition.nan)),
        ]
    }
}
