import BenchFormat
import BenchSchema
import CHasbench

/// A column of some runs as Arrow has it.
enum ArrowColumns {
    /// The field of a column; its unit and role stand in the metadata.
    static func field(_ column: Column) -> ArrowSchema {
        var metadata = [("role", column.role.name)]
        if let unit = column.unit { metadata.append(("unit", unit)) }
        guard column.role.isSeries else { return .field(column.name, format(column.type), metadata: metadata) }
        return .field(column.name, "+l", metadata: metadata, children: [.field("item", format(column.type))])
    }

    private static func format(_ type: ValueType) -> String {
        switch type {
        case .float64: "g"
        case .int64: "l"
        case .bool: "b"
        case .string, .json: "u"
        }
    }

    /// What a block holds of some rows, or of all.
    ///
    /// Absent, null and a hole are Arrow's null. Throws `.limit` for more than 2^31 - 1 elements or bytes in one segment,
    /// `.mismatch` for a string that isn't UTF-8.
    static func array(_ block: ColumnBlock, rows: [Int]?) throws(BenchError) -> ArrowArray {
        let arrays = block.arrays
        let rowCount = rows?.count ?? block.runs
        let isPresent = arrays.isPresent.map { all in rows.map { $0.map { all[$0] } } ?? all }
        guard let starts = arrays.starts else {
            return try values(arrays.elements, places: rows, count: rowCount, isThere: isPresent)
        }
        // The elements of the rows one after another, and where each row's start.
        var (offsets, places): ([Int32], [Int]?) = ([0], rows == nil ? nil : [])
        offsets.reserveCapacity(rowCount + 1)
        var end = 0
        for place in 0..<rowCount {
            let row = rows?[place] ?? place
            let range = starts[row]..<starts[row + 1]
            if rows != nil { places?.append(contentsOf: range) }
            end += range.count
            guard let offset = Int32(exactly: end) else {
                throw BenchError(.limit, "a segment has more than 2^31 - 1 elements, which an Arrow list can't hold")
            }
            offsets.append(offset)
        }
        let isThere = arrays.elementStates.map { states in
            places.map { $0.map { states[$0] == .value } } ?? states.map { $0 == .value }
        }
        let elements = try values(arrays.elements, places: places, count: end, isThere: isThere)
        let memory = ArrowMemory()
        let (validity, nulls) = bitmap(isPresent, memory)
        return .array(
            length: rowCount, nulls: nulls, buffers: [validity, UnsafeRawPointer(memory.copy(offsets))],
            children: [elements], memory)
    }

    /// Values at some places, or the first ones.
    private static func values(
        _ elements: Elements, places: [Int]?, count: Int, isThere: [Bool]?
    ) throws(BenchError) -> ArrowArray {
        let memory = ArrowMemory()
        let (validity, nulls) = bitmap(isThere, memory)
        var buffers: [UnsafeRawPointer?] = [validity]
        switch elements {
        case .float64(let all): buffers.append(UnsafeRawPointer(memory.copy(gathered(all, places))))
        case .int64(let all): buffers.append(UnsafeRawPointer(memory.copy(gathered(all, places))))
        case .bool(let all): buffers.append(bitmap(gathered(all, places), memory).pointer)
        case .string(let all), .json(let all):
            let (offsets, bytes) = try texts(gathered(all, places), isThere)
            buffers.append(UnsafeRawPointer(memory.copy(offsets)))
            buffers.append(UnsafeRawPointer(memory.copy(bytes)))
        }
        return .array(length: count, nulls: nulls, buffers: buffers, memory)
    }

    private static func gathered<Value>(_ all: [Value], _ places: [Int]?) -> [Value] {
        guard let places else { return all }
        return places.map { all[$0] }
    }

    private static func texts(_ texts: [ByteString], _ isThere: [Bool]?) throws(BenchError) -> ([Int32], [UInt8]) {
        var (offsets, bytes): ([Int32], [UInt8]) = ([0], [])
        for (place, text) in texts.enumerated() {
            if isThere?[place] ?? true {
                guard String(validating: text.bytes, as: UTF8.self) != nil else {
                    throw BenchError(
                        .mismatch, "it holds \"\(text)\", which isn't UTF-8; Arrow has no place for it, so leave the column out")
                }
                bytes += text.bytes
            }
            guard let offset = Int32(exactly: bytes.count) else {
                throw BenchError(.limit, "a segment has more than 2^31 - 1 bytes of text, which an Arrow array can't hold")
            }
            offsets.append(offset)
        }
        return (offsets, bytes)
    }

    /// Bits, the least significant first; nothing where all are set and need no bitmap.
    private static func bitmap(_ bits: [Bool]?, _ memory: ArrowMemory) -> (pointer: UnsafeRawPointer?, nulls: Int) {
        guard let bits else { return (nil, 0) }
        var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
        var unset = 0
        for (place, bit) in bits.enumerated() {
            if bit { bytes[place / 8] |= 1 << UInt8(place % 8) } else { unset += 1 }
        }
        return (UnsafeRawPointer(memory.copy(bytes)), unset)
    }

    /// The field and array of config hashes, 16 bytes each.
    static let hashField = "hash"

    static func hashes(_ hashes: [ConfigHash]) -> ArrowArray {
        let memory = ArrowMemory()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 * hashes.count)
        for hash in hashes {
            for word in [hash.high, hash.low] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
                }
            }
        }
        return .array(
            length: hashes.count, nulls: 0, buffers: [nil, UnsafeRawPointer(memory.copy(bytes))], memory)
    }
}
