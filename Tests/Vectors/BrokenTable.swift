import BenchFile
import BenchFormat
import BenchSchema
import Conformance
import TestSupport

/// A small good file, of which the invalid vectors each have one thing wrong.
enum BrokenTable {
    /// Where its columns are.
    enum Place {
        static let depth = 0
        static let rate = 1
        static let note = 2
        static let step = 3
        static let err = 4
        static let x = 5
        static let y = 6
        static let z = 7
        static let ok = 8
        static let last = 9
        static let seed = 10
    }

    private static let columns = [
        Column("depth", role: .key, type: .int64),
        Column("rate", role: .setting, type: .float64),
        Column("note", role: .scalar, type: .string),
        Column("step", role: .axis, type: .int64),
        Column("err", role: .series, type: .int64, unit: "%"),
        Column("x", role: .series, type: .int64),
        Column("y", role: .series, type: .float64),
        Column("z", role: .series, type: .string),
        Column("ok", role: .scalar, type: .bool),
        Column("last", role: .metric, type: .float64, definition: MetricDefinition(.last, of: ["err"], .minimize)),
        Column("seed", role: .seed, type: .int64),
    ]

    /// Two runs; constants are rate and note, all others have blocks.
    static func good(depths: [Int64] = [1, 2], last: [Double] = [7, 6]) throws -> ForgedFile {
        var file = try ForgedFile(columns)
        var constants = Constants()
        constants.add(columns[Place.rate], .float64(0.5))
        constants.add(columns[Place.note], .string("a"))
        file.constants = [try constants.bytes(.settings), try constants.bytes(.others)]
        file.blocks = [
            try Make.block(scalars: .int64(depths)), nil, nil, try Make.axis([3, 2]),
            Make.bytes("00 02 01 00 05 12 10 0e 10 0c"), Make.bytes("00 02 01 00 05 00 02 04 06 08"),
            Make.bytes("00 01 01 00 02 01 00 05 00 02 04 06 08"),
            Make.bytes("00 02 01 02 00 02 61 62 02 01 00 05 00 02 00 02 02"), Make.bytes("00 02 01 00 02 00 02"),
            try Make.block(scalars: .float64(last)), try Make.block(scalars: .int64([7, 3])),
        ]
        file.attachments = [("provenance", "application/json", Array("{}".utf8))]
        func run(
            _ number: Int, _ count: Int, _ err: [Int64], _ x: [Int64], _ z: [ByteString], _ ok: Bool, _ seed: Int64
        ) -> Run {
            Run(cells: [
                .int64(depths[number]), .float64(0.5), .string("a"), Make.steps(count), .series(Series(.int64(err))),
                .series(Series(.int64(x))), .series(Series(.float64(x.map { Double($0) / 10 }))),
                .series(Series(.string(z))), .bool(ok), .float64(last[number]), .int64(seed),
            ])
        }
        try file.fill(with: [
            run(0, 3, [9, 8, 7], [0, 1, 2], ["a", "b", "a"], false, 7),
            run(1, 2, [8, 6], [3, 4], ["b", "b"], true, 3),
        ])
        return file
    }
}

extension InvalidVector {
    /// The good file with one thing wrong, and checksums that match.
    static func forged(
        _ name: String, _ about: String, _ code: BenchError.Code = .damaged, _ edit: (inout ForgedFile) throws -> Void
    ) throws -> InvalidVector {
        var file = try BrokenTable.good()
        try edit(&file)
        return InvalidVector(name: name, about: about, code: code, bytes: try file.bytes())
    }

    /// The good file with another block of a column.
    static func block(
        _ name: String, _ about: String, _ column: Int, _ hex: String, _ code: BenchError.Code = .damaged
    ) throws -> InvalidVector {
        try forged(name, about, code) { $0.blocks[column] = Make.bytes(hex) }
    }

    /// The good file with its bytes changed, and no checksum computed anew.
    static func raw(
        _ name: String, _ about: String, _ code: BenchError.Code = .damaged, _ edit: (inout [UInt8]) throws -> Void
    ) throws -> InvalidVector {
        var bytes = try BrokenTable.good().bytes()
        try edit(&bytes)
        return InvalidVector(name: name, about: about, code: code, bytes: bytes)
    }
}

extension ForgedFile {
    /// Changes the body of a footer record, 1 to 3.
    mutating func editRecord(_ id: UInt8, _ edit: @escaping (inout [UInt8]) -> Void) {
        editFooterBytes = { bytes in
            var (records, start): ([(UInt8, [UInt8])], Int) = ([], 0)
            while start < bytes.count {
                var (size, shift, next) = (0, 0, start + 1)
                repeat {
                    size |= Int(bytes[next] & 0x7F) << shift
                    (shift, next) = (shift + 7, next + 1)
                } while bytes[next - 1] >= 0x80
                records.append((bytes[start], Array(bytes[next..<next + size])))
                start = next + size
            }
            bytes = []
            for (number, body) in records {
                var body = body
                if number == id { edit(&body) }
                bytes.append(number)
                bytes.append(counted: body)
            }
        }
    }

    /// Changes some bytes of the footer's list of columns.
    mutating func editColumns(_ old: [UInt8], _ new: [UInt8]) {
        editRecord(2) { body in body.replace(old, new) }
    }

    /// Changes the trailer, and computes its checksum anew.
    mutating func sealTrailer(_ edit: @escaping (inout [UInt8]) -> Void) {
        editTrailer = { trailer in
            edit(&trailer)
            let size = trailer[32..<40].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            var sum: [UInt8] = []
            sum.append(littleEndian: checksum(trailer[..<48], at: size))
            trailer.replaceSubrange(48..<56, with: sum)
        }
    }
}

extension [UInt8] {
    /// Puts other bytes in place of the first that are like this.
    mutating func replace(_ old: [UInt8], _ new: [UInt8]) {
        let place = indices.first { self[$0...].starts(with: old) }
        precondition(place != nil, "there is nothing to replace")
        if let place { replaceSubrange(place..<place + old.count, with: new) }
    }

    /// Puts a number in place of as many bytes as it has.
    mutating func put<T: FixedWidthInteger>(_ value: T, at place: Int) {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: value)
        replaceSubrange(place..<place + bytes.count, with: bytes)
    }

    /// Bits, low ones of each byte first, from a text of 0 and 1; blanks don't count.
    init(bits text: String) {
        self = []
        for (place, bit) in text.filter({ $0 != " " }).enumerated() {
            if place % 8 == 0 { append(0) }
            if bit == "1" { self[count - 1] |= 1 << UInt8(place % 8) }
        }
    }
}
