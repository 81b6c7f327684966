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
    private let room: ArrowRoom

    /// Starts with no row; takes its memory from a batch's room.
    init(_ column: Column, _ room: ArrowRoom) throws(BenchError) {
        (self.column, self.room) = (column, room)
        values = try ArrowValues(column.type, room)
        guard column.role.isSeries else { return }
        let ends = ArrowBuffer(room)
        try ends.append([Int32(0)])
        self.ends = ends
    }

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
            if let present { isPresent.append(present) } else { isPresent.append(true, times: rowCount) }
            var (offsets, places): ([Int32], [Int]?) = ([], rows == nil ? nil : [])
            offsets.reserveCapacity(rowCount)
            let first = end
            for place in 0..<rowCount {
                let row = rows?[place] ?? place
                let range = starts[row]..<starts[row + 1]
                if rows != nil { places?.append(contentsOf: range) }
                end += range.count
                offsets.append(try Int32(offset: end))
            }
            try ends.append(offsets)
            let isThere = arrays.elementStates.map { states in
                places.map { $0.map { states[$0] == .value } } ?? states.map { $0 == .value }
            }
            try values.append(arrays.elements, places: places, count: end - first, isThere: isThere)
        } catch { throw error.within("column \(column.name)") }
    }

    /// Appends so many rows that hold the same; of a series those that hold nothing.
    func append(_ cell: Cell, times: Int) throws(BenchError) {
        do throws(BenchError) {
            guard let ends else { return try values.append(cell, times: times) }
            isPresent.append(false, times: times)
            try ends.append(Array(repeating: try Int32(offset: end), count: times))
        } catch { throw error.within("column \(column.name)") }
    }

    /// What was appended; the buffers go with it.
    func array() throws(BenchError) -> ArrowArray {
        guard let ends else { return try values.array() }
        let memory = ArrowMemory()
        let validity = try isPresent.areAllSet ? nil : memory.keep(isPresent.buffer(room))
        let offsets = try memory.keep(ends)
        return .array(
            length: isPresent.count, nulls: isPresent.unset, buffers: [validity, offsets],
            children: [try values.array()], memory)
    }
}

extension Int32 {
    /// Where a row's elements end, as an Arrow list has it; throws `.limit` for what it can't hold.
    init(offset: Int) throws(BenchError) {
        guard let offset = Int32(exactly: offset) else {
            throw BenchError(.limit, "a batch has more than 2^31 - 1 elements, which an Arrow list can't hold")
        }
        self = offset
    }
}

/// The values of a column, or the elements of a series.
private final class ArrowValues {
    private let type: ValueType
    private var isThere = ArrowBits()
    private var truths = ArrowBits()
    /// Numbers, or a text's bytes.
    private let bytes: ArrowBuffer
    /// Where each text ends.
    private let ends: ArrowBuffer
    private let room: ArrowRoom

    init(_ type: ValueType, _ room: ArrowRoom) throws(BenchError) {
        (self.type, self.room) = (type, room)
        (bytes, ends) = (ArrowBuffer(room), ArrowBuffer(room))
        if type == .string || type == .json { try ends.append([Int32(0)]) }
    }

    /// Appends values at some places, or all; what isn't there has a placeholder.
    func append(_ elements: Elements, places: [Int]?, count: Int, isThere there: [Bool]?) throws(BenchError) {
        if let there { isThere.append(there) } else { isThere.append(true, times: count) }
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
        let offsets = try ends.extend(by: 4 * texts.count).bindMemory(to: Int32.self)
        try texts.withUnsafeBufferPointer { texts throws(BenchError) in
            for place in texts.indices {
                if there?[place] ?? true {
                    try check(texts[place])
                    let room = try bytes.extend(by: texts[place].bytes.count)
                    texts[place].bytes.withUnsafeBytes { room.copyMemory(from: $0) }
                }
                offsets[place] = try offset(bytes.count)
            }
        }
    }

    /// Appends the same value so many times.
    func append(_ cell: Cell, times: Int) throws(BenchError) {
        var failure: BenchError?
        func append<Value>(_ value: Value) {
            withUnsafeBytes(of: value) { value in
                do throws(BenchError) { try bytes.append(value, times: times) } catch { failure = error }
            }
        }
        isThere.append(cell != .absent && cell != .null, times: times)
        switch (type, cell) {
        case (.float64, .float64(let bits)): append(bits.value)
        case (.float64, _), (.int64, _): if case .int64(let value) = cell { append(value) } else { append(Int64(0)) }
        case (.bool, _): truths.append(cell == .bool(true), times: times)
        case (.string, .string(let text)), (.json, .json(let text)): try self.append(text, times: times)
        case (.string, _), (.json, _): try self.append("", times: times)
        }
        if let failure { throw failure }
    }

    private func append(_ text: ByteString, times: Int) throws(BenchError) {
        try check(text)
        let (start, step) = (bytes.count, text.bytes.count)
        let (added, isTooMuch) = step.multipliedReportingOverflow(by: times)
        _ = try offset(isTooMuch ? .max : start + added)
        let offsets = try ends.extend(by: 4 * times).bindMemory(to: Int32.self)
        for place in 0..<times { offsets[place] = Int32(truncatingIfNeeded: start &+ (place &+ 1) &* step) }
        var failure: BenchError?
        text.bytes.withUnsafeBytes { text in
            do throws(BenchError) { try bytes.append(text, times: times) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func offset(_ count: Int) throws(BenchError) -> Int32 {
        guard let offset = Int32(exactly: count) else {
            throw BenchError(.limit, "a batch has more than 2^31 - 1 bytes of text, which an Arrow array can't hold")
        }
        return offset
    }

    private func check(_ text: ByteString) throws(BenchError) {
        guard text.bytes.isText else {
            throw BenchError(
                .mismatch, "it holds \"\(text)\", which isn't UTF-8; Arrow has no place for it, so leave the column out"
            )
        }
    }

    func array() throws(BenchError) -> ArrowArray {
        let memory = ArrowMemory()
        var buffers = [try isThere.areAllSet ? nil : memory.keep(isThere.buffer(room))]
        switch type {
        case .float64, .int64: buffers.append(try memory.keep(bytes))
        case .bool: buffers.append(try memory.keep(try truths.buffer(room)))
        case .string, .json: buffers += try [memory.keep(ends), memory.keep(bytes)]
        }
        return .array(length: isThere.count, nulls: isThere.unset, buffers: buffers, memory)
    }
}

extension [UInt8] {
    /// Whether the bytes are UTF-8.
    fileprivate var isText: Bool {
        let joined = withUnsafeBufferPointer { $0.reduce(0) { $0 | $1 } }
        return joined < 0x80 || String(validating: self, as: UTF8.self) != nil
    }
}
