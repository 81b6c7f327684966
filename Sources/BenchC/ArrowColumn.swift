import BenchFormat
import BenchSchema
import CHasbench

/// A column of a record batch: it grows segment by segment, by one thread at a time.
final class ArrowColumn: @unchecked Sendable {
    private let column: Column
    private var isPresent = ArrowBits()
    /// Of a series: where the elements of each row end.
    private var ends: ArrowBuffer?
    private var end = 0
    private let values: ArrowValues

    init(_ column: Column) throws(BenchError) {
        self.column = column
        values = try ArrowValues(column.type)
        guard column.role.isSeries else { return }
        let ends = ArrowBuffer()
        try ends.append([Int32(0)])
        self.ends = ends
    }

    /// The bytes that it takes.
    var byteCount: Int { values.byteCount + (ends?.count ?? 0) }

    /// Appends what a block holds of some rows, or of all.
    ///
    /// Absent, null and a hole are Arrow's null. Throws `.limit` for more than 2^31 - 1 elements or bytes in one batch,
    /// `.mismatch` for a string that isn't UTF-8.
    func append(_ block: ColumnBlock, rows: [Int]?) throws(BenchError) {
        do throws(BenchError) {
            let arrays = block.arrays
            let present = arrays.isPresent.map { all in rows.map { $0.map { all[$0] } } ?? all }
            let rowCount = rows?.count ?? block.runs
            guard let ends, let starts = arrays.starts else {
                try values.append(arrays.elements, places: rows, count: rowCount, isThere: present)
                return
            }
            if let present { isPresent.append(present) } else { isPresent.append(set: rowCount) }
            var (offsets, places): ([Int32], [Int]?) = ([], rows == nil ? nil : [])
            offsets.reserveCapacity(rowCount)
            let first = end
            for place in 0..<rowCount {
                let row = rows?[place] ?? place
                let range = starts[row]..<starts[row + 1]
                if rows != nil { places?.append(contentsOf: range) }
                end += range.count
                guard let offset = Int32(exactly: end) else {
                    throw BenchError(.limit, "a batch has more than 2^31 - 1 elements, which an Arrow list can't hold")
                }
                offsets.append(offset)
            }
            try ends.append(offsets)
            let isThere = arrays.elementStates.map { states in
                places.map { $0.map { states[$0] == .value } } ?? states.map { $0 == .value }
            }
            try values.append(arrays.elements, places: places, count: end - first, isThere: isThere)
        } catch { throw error.within("column \(column.name)") }
    }

    /// What was appended; the buffers go with it.
    func array() throws(BenchError) -> ArrowArray {
        guard let ends else { return try values.array() }
        let memory = ArrowMemory()
        let validity = try isPresent.areAllSet ? nil : memory.keep(isPresent.buffer())
        let offsets = try memory.keep(ends)
        return .array(
            length: isPresent.count, nulls: isPresent.unset, buffers: [validity, offsets],
            children: [try values.array()], memory)
    }
}

/// The values of a column, or the elements of a series.
private final class ArrowValues {
    private let type: ValueType
    private var isThere = ArrowBits()
    private var truths = ArrowBits()
    /// Numbers, or a text's bytes.
    private let bytes = ArrowBuffer()
    /// Where each text ends.
    private let ends = ArrowBuffer()

    init(_ type: ValueType) throws(BenchError) {
        self.type = type
        if type == .string || type == .json { try ends.append([Int32(0)]) }
    }

    var byteCount: Int { bytes.count + ends.count + truths.count / 8 }

    /// Appends values at some places, or all; what isn't there has a placeholder.
    func append(_ elements: Elements, places: [Int]?, count: Int, isThere there: [Bool]?) throws(BenchError) {
        if let there { isThere.append(there) } else { isThere.append(set: count) }
        switch elements {
        case .float64(let all): try bytes.append(Self.gathered(all, places))
        case .int64(let all): try bytes.append(Self.gathered(all, places))
        case .bool(let all): truths.append(Self.gathered(all, places))
        case .string(let all), .json(let all): try append(Self.gathered(all, places), there)
        }
    }

    private static func gathered<Value>(_ all: [Value], _ places: [Int]?) -> [Value] {
        guard let places else { return all }
        return places.map { all[$0] }
    }

    private func append(_ texts: [ByteString], _ there: [Bool]?) throws(BenchError) {
        var (offsets, joined): ([Int32], [UInt8]) = ([], [])
        offsets.reserveCapacity(texts.count)
        for (place, text) in texts.enumerated() {
            if there?[place] ?? true {
                guard String(validating: text.bytes, as: UTF8.self) != nil else {
                    throw BenchError(
                        .mismatch,
                        "it holds \"\(text)\", which isn't UTF-8; Arrow has no place for it, so leave the column out")
                }
                joined += text.bytes
            }
            guard let offset = Int32(exactly: bytes.count + joined.count) else {
                throw BenchError(
                    .limit, "a batch has more than 2^31 - 1 bytes of text, which an Arrow array can't hold")
            }
            offsets.append(offset)
        }
        try ends.append(offsets)
        try bytes.append(joined)
    }

    func array() throws(BenchError) -> ArrowArray {
        let memory = ArrowMemory()
        var buffers = [try isThere.areAllSet ? nil : memory.keep(isThere.buffer())]
        switch type {
        case .float64, .int64: buffers.append(try memory.keep(bytes))
        case .bool: buffers.append(try memory.keep(try truths.buffer()))
        case .string, .json: buffers += try [memory.keep(ends), memory.keep(bytes)]
        }
        return .array(length: isThere.count, nulls: isThere.unset, buffers: buffers, memory)
    }
}
