import BenchFormat
import BenchSchema
import CHasbench

/// A column of numbers, or of lists of numbers, of a record batch.
///
/// All its memory is there from the beginning, so that whichever thread decodes a segment does it where the numbers stay.
final class ArrowNumbers: @unchecked Sendable {
    private let column: Column
    /// The first row of each part, and the number of rows.
    private let rowStarts: [Int]
    private let capacity: Int
    private let values: ArrowBuffer
    private let room: ArrowRoom
    /// Of a series: where the elements of each row end.
    private let ends: ArrowBuffer?
    private let memory: UnsafeMutableRawBufferPointer
    private let offsets: UnsafeMutableBufferPointer<Int32>?
    /// What is missing in each part.
    private let gaps: UnsafeMutableBufferPointer<Gaps>

    private struct Gaps {
        var count = 0
        /// Whether each row has a value, and each element; nil where all have.
        var rows, elements: [Bool]?
    }

    /// Makes room for parts with so many rows before them, and in all for so many elements at most, from a batch's room.
    init(_ column: Column, rowStarts: [Int], elements: Int, _ room: ArrowRoom) throws(BenchError) {
        (self.column, self.rowStarts, self.room, capacity) = (column, rowStarts, room, elements)
        values = ArrowBuffer(room)
        memory = try values.extend(by: 8 * elements)
        let rows = rowStarts.last ?? 0
        if column.role.isSeries {
            let ends = ArrowBuffer(room)
            let offsets = try ends.extend(by: 4 * (rows + 1)).bindMemory(to: Int32.self)
            offsets[0] = 0
            (self.ends, self.offsets) = (ends, offsets)
        } else {
            (ends, offsets) = (nil, nil)
        }
        gaps = .allocate(capacity: rowStarts.count)
        gaps.initialize(repeating: Gaps())
    }

    deinit {
        gaps.deinitialize()
        gaps.deallocate()
    }

    /// How many elements a block has in some rows, or in all.
    func elements(of block: ColumnBlock, rows: [Int]?) -> Int {
        guard isThere(block) else { return 0 }
        guard let rows else { return block.elementCount }
        return column.role.isSeries ? rows.reduce(0) { $0 + block.range(of: $1).count } : rows.count
    }

    /// Whether there is anything to put; there isn't where no run of a segment has the series.
    private func isThere(_ block: ColumnBlock) -> Bool { block.isSeries == column.role.isSeries }

    /// Puts what a block holds of some rows, or of all, into a part; its elements stand from `start` on.
    ///
    /// Each part is put once, by any thread; of a series, with as many elements as the parts before it left out.
    func put(_ block: ColumnBlock, rows: [Int]?, part: Int, start: Int) throws(BenchError) {
        do throws(BenchError) {
            let count = elements(of: block, rows: rows)
            guard start <= capacity, count <= capacity - start else {
                throw BenchError(.damaged, "a series has more elements than its axis")
            }
            let target = UnsafeMutableRawBufferPointer(rebasing: memory[8 * start..<8 * (start + count)])
            var gaps = Gaps(count: count)
            if !isThere(block) {
                gaps.rows = Array(repeating: false, count: rowStarts[part + 1] - rowStarts[part])
            } else if rows == nil, block.copyNumbers(to: target) {
                (gaps.rows, gaps.elements) = (block.isPresent, block.isThere)
            } else {
                gather(block, rows ?? Array(0..<block.runs), into: target, &gaps)
            }
            try putOffsets(block, rows: rows, part: part, start: start)
            self.gaps[part] = gaps
        } catch { throw error.within("column \(column.name)") }
    }

    private func gather(
        _ block: ColumnBlock, _ rows: [Int], into target: UnsafeMutableRawBufferPointer, _ gaps: inout Gaps
    ) {
        let ranges = column.role.isSeries ? rows.map { block.range(of: $0) } : rows.map { $0..<$0 + 1 }
        func copy(_ all: UnsafeRawBufferPointer) {
            var next = 0
            for range in ranges {
                let bytes = UnsafeRawBufferPointer(rebasing: all[8 * range.lowerBound..<8 * range.upperBound])
                UnsafeMutableRawBufferPointer(rebasing: target[next..<next + bytes.count]).copyMemory(from: bytes)
                next += bytes.count
            }
        }
        switch block.arrays.elements {
        case .float64(let all): all.withUnsafeBytes(copy)
        case .int64(let all): all.withUnsafeBytes(copy)
        case .bool, .string, .json: break
        }
        gaps.rows = block.isPresent.map { all in rows.map { all[$0] } }
        gaps.elements = block.isThere.map { all in ranges.flatMap { all[$0] } }
    }

    private func putOffsets(_ block: ColumnBlock, rows: [Int]?, part: Int, start: Int) throws(BenchError) {
        guard let offsets else { return }
        let first = rowStarts[part]
        var end = start
        for place in 0..<rowStarts[part + 1] - first {
            end += block.range(of: rows?[place] ?? place).count
            offsets[first + place + 1] = try Int32(offset: end)
        }
    }

    /// What was put; the buffers go with it, and may go with several.
    func array() throws(BenchError) -> ArrowArray {
        var (isPresent, isThere) = (ArrowBits(), ArrowBits())
        for part in 0..<rowStarts.count - 1 {
            let gaps = gaps[part]
            if let rows = gaps.rows {
                isPresent.append(rows)
            } else {
                isPresent.append(true, times: rowStarts[part + 1] - rowStarts[part])
            }
            if let elements = gaps.elements {
                isThere.append(elements)
            } else {
                isThere.append(true, times: gaps.count)
            }
        }
        let list = ArrowMemory()
        let validity = try isPresent.areAllSet ? nil : list.keep(isPresent.buffer(room))
        guard let ends else {
            let buffers = [validity, try list.keep(values)]
            return .array(length: isPresent.count, nulls: isPresent.unset, buffers: buffers, list)
        }
        let memory = ArrowMemory()
        let buffers = [try isThere.areAllSet ? nil : memory.keep(isThere.buffer(room)), try memory.keep(values)]
        let offsets = try list.keep(ends)
        return .array(
            length: isPresent.count, nulls: isPresent.unset, buffers: [validity, offsets],
            children: [.array(length: isThere.count, nulls: isThere.unset, buffers: buffers, memory)], list)
    }
}
