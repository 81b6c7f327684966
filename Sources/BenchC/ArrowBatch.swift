import BenchFile
import BenchFormat
import BenchSchema
import CHasbench

/// A record batch that is read by all cores.
///
/// Columns of numbers are read segment by segment, for what several need is then read once, and every core has something
/// to do to the end; other columns one by one.
final class ArrowBatch: Sendable {
    private let reader: BenchReader
    private let plans: [SegmentPlan]
    /// The first row of each segment, and the number of rows.
    private let rowStarts: [Int]
    /// What is read for each column.
    private let parts: [Part]
    /// The columns of numbers among them, by place.
    private let numbers: [(place: Int, memory: ArrowNumbers)]
    /// The columns that are read segment by segment: these, and the keys where there are hashes.
    private let wanted: [Int]

    private enum Part: Sendable {
        case hashes(ArrowBuffer)
        case numbers(ArrowNumbers)
        /// One that grows; whether some segment has a block of it.
        case cells(ArrowColumn, place: Int, isConstant: Bool)
        /// The same as another, for their blocks are the same.
        case same(Int)
    }

    /// Makes room for columns of some segments; a column that is nil is the config hash.
    init(_ reader: BenchReader, _ columns: [Int?], _ plans: [SegmentPlan]) throws(BenchError) {
        (self.reader, self.plans) = (reader, plans)
        var rowStarts = [0]
        for plan in plans { rowStarts.append(rowStarts[rowStarts.count - 1] + plan.rowCount) }
        self.rowStarts = rowStarts
        let (schema, rows) = (reader.schema, rowStarts[plans.count])
        let planned = plans.reduce(0) { sum, plan in columns.reduce(sum) { $0 + plan.byteCount($1, schema) } }
        let room = ArrowRoom(planned: planned, segments: plans.count)
        var parts: [Part] = []
        var numbers: [(place: Int, memory: ArrowNumbers)] = []
        var known: [DirectoryPage.Extent: Int] = [:]
        var constants: [Constant: Int] = [:]
        for place in columns {
            guard let place else {
                let hashes = ArrowBuffer(room)
                _ = try hashes.extend(by: 16 * rows)
                parts.append(.hashes(hashes))
                continue
            }
            let column = schema.columns[place]
            let isConstant = plans.allSatisfy { $0.page.blocks[place] == nil }
            if isConstant, let cell = try Self.constant(place, reader, plans) {
                let constant = Constant(cell: cell, type: column.type, isSeries: column.role.isSeries)
                if let other = constants[constant] {
                    parts.append(.same(other))
                    continue
                }
                constants[constant] = parts.count
            }
            guard column.type == .float64 || column.type == .int64, !isConstant else {
                parts.append(.cells(try ArrowColumn(column, room), place: place, isConstant: isConstant))
                continue
            }
            if let extent = plans.first?.page.blocks[place] {
                if let other = known[extent], let first = columns[other], Self.areSame(place, first, schema, plans) {
                    parts.append(.same(other))
                    continue
                }
                known[extent] = known[extent] ?? parts.count
            }
            let elements = schema.axis(of: place).map { axis in plans.reduce(0) { $0 + ($1.elements[axis] ?? 0) } }
            let memory = try ArrowNumbers(column, rowStarts: rowStarts, elements: elements ?? rows, room)
            numbers.append((place, memory))
            parts.append(.numbers(memory))
        }
        (self.parts, self.numbers) = (parts, numbers)
        wanted = numbers.map(\.place) + (columns.contains(nil) ? schema.keys : [])
    }

    /// What all rows hold in a column.
    private struct Constant: Hashable {
        let cell: Cell
        let type: ValueType
        let isSeries: Bool
    }

    /// The cell of a column without blocks, if all segments name one section of constants.
    private static func constant(
        _ place: Int, _ reader: BenchReader, _ plans: [SegmentPlan]
    ) throws(BenchError) -> Cell? {
        let part = Constants.Part(reader.schema.columns[place].role).rawValue
        guard let first = plans.first,
            plans.allSatisfy({ $0.page.constants[part] == first.page.constants[part] })
        else { return nil }
        return try reader.constant(place, of: first.page, segment: first.segment)
    }

    /// Whether two columns hold the same in all segments because their blocks, and those that are read beside them, are.
    private static func areSame(_ a: Int, _ b: Int, _ schema: Schema, _ plans: [SegmentPlan]) -> Bool {
        guard schema.columns[a].role == schema.columns[b].role, schema.columns[a].type == schema.columns[b].type else {
            return false
        }
        let axes = (schema.axis(of: a) ?? a, schema.axis(of: b) ?? b)
        guard schema.columns[axes.0].type == schema.columns[axes.1].type else { return false }
        return plans.allSatisfy { plan in
            let blocks = plan.page.blocks
            return blocks[a] != nil && blocks[a] == blocks[b] && blocks[axes.0] == blocks[axes.1]
        }
    }

    /// Reads the batch.
    func array() throws(BenchError) -> ArrowArray {
        // Columns that grow take longest and can't be split, so they come first; those that are one value hardly take time.
        var (long, short): ([Int], [Int]) = ([], [])
        for (index, part) in parts.enumerated() {
            guard case .cells(_, _, let isConstant) = part else { continue }
            if isConstant { short.append(index) } else { long.append(index) }
        }
        let places = OrderedPlaces(memories: numbers.count)
        let hasHashes = parts.contains { if case .hashes = $0 { true } else { false } }
        let segments = numbers.isEmpty && !hasHashes ? 0 : plans.count
        let (first, all) = (long.count, long + short)
        do throws(BenchError) {
            try Cores.run(all.count + segments) { [self] piece throws(BenchError) in
                if first..<first + segments ~= piece {
                    try readSegment(piece - first, places)
                } else {
                    try readColumn(all[piece < first ? piece : piece - segments])
                }
            }
        } catch { throw error.of(reader) }
        return try joined()
    }

    /// Puts a segment's numbers, and the hashes of its configurations, where they belong.
    private func readSegment(_ number: Int, _ places: OrderedPlaces) throws(BenchError) {
        let plan = plans[number]
        let columns: SegmentColumns
        var (blocks, counts): ([ColumnBlock], [Int]) = ([], [])
        do throws(BenchError) {
            columns = try SegmentColumns(reader, segment: plan.segment, plan.page, wanted: wanted)
            // All before any is put, so that it is known which of them others are predicted from.
            for (place, _) in numbers { _ = try columns.block(place) }
            for (place, memory) in numbers {
                let block = try columns.block(place)
                counts.append(memory.elements(of: block, rows: plan.rows))
                blocks.append(block)
            }
        } catch {
            places.giveUp(piece: number)
            throw error
        }
        guard let starts = places.take(counts, piece: number) else { return }
        for (index, (_, memory)) in numbers.enumerated() {
            try memory.put(blocks[index], rows: plan.rows, part: number, start: starts[index])
        }
        for part in parts {
            if case .hashes(let hashes) = part { try putHashes(columns, number, hashes) }
        }
    }

    private func putHashes(_ columns: SegmentColumns, _ number: Int, _ hashes: ArrowBuffer) throws(BenchError) {
        let (plan, schema) = (plans[number], reader.schema)
        var cells: [KeyCells] = []
        for place in schema.keys {
            let block = try columns.block(place)
            if plan.rows == nil, block.isPresent == nil {
                cells.append(.values(block.arrays.elements))
            } else {
                cells.append(.cells((plan.rows ?? Array(0..<block.runs)).map { block[$0] }))
            }
        }
        guard let memory = hashes.pointer?.bindMemory(to: UInt64.self, capacity: 2 * rowStarts[plans.count]) else {
            return
        }
        let first = rowStarts[number]
        try schema.configHashes(count: plan.rowCount, cells) { row, hash in
            let slot = 2 * (first + row)
            (memory[slot], memory[slot + 1]) = (hash.high.bigEndian, hash.low.bigEndian)
        }
    }

    /// Appends all segments' cells of a column.
    private func readColumn(_ index: Int) throws(BenchError) {
        guard case .cells(let part, let place, _) = parts[index] else { return }
        let role = Constants.Part(reader.schema.columns[place].role).rawValue
        // Neighbours that name one section of constants hold the same.
        var (shared, times): (DirectoryPage.Extent?, Int) = (nil, 0)
        var cell = Cell.absent
        for plan in plans {
            guard plan.page.blocks[place] == nil else {
                if times > 0 { try part.append(cell, times: times) }
                (shared, times) = (nil, 0)
                let columns = try SegmentColumns(reader, segment: plan.segment, plan.page, wanted: [])
                try part.append(try columns.block(place), rows: plan.rows)
                continue
            }
            if shared != plan.page.constants[role] {
                if times > 0 { try part.append(cell, times: times) }
                (shared, times) = (plan.page.constants[role], 0)
                cell = try reader.constant(place, of: plan.page, segment: plan.segment)
            }
            times += plan.rowCount
        }
        if times > 0 { try part.append(cell, times: times) }
    }

    private func joined() throws(BenchError) -> ArrowArray {
        let rows = rowStarts[plans.count]
        var children: [ArrowArray] = []
        do throws(BenchError) {
            for part in parts { children.append(try array(of: part)) }
        } catch {
            for place in children.indices {
                withUnsafeMutablePointer(to: &children[place]) { child in
                    if let release = child.pointee.release { release(child) }
                }
            }
            throw error
        }
        return .array(length: rows, nulls: 0, buffers: [nil], children: children, ArrowMemory())
    }

    private func array(of part: Part) throws(BenchError) -> ArrowArray {
        switch part {
        case .hashes(let hashes):
            let memory = ArrowMemory()
            let bytes = try memory.keep(hashes)
            return .array(length: rowStarts[plans.count], nulls: 0, buffers: [nil, bytes], memory)
        case .numbers(let numbers): return try numbers.array()
        case .cells(let column, _, _): return try column.array()
        case .same(let other): return try array(of: parts[other])
        }
    }
}

extension BenchError {
    /// The same error, with the file that it is of.
    func of(_ reader: BenchReader) -> BenchError { place.first == reader.path ? self : within(reader.path) }
}
