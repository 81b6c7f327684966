import BenchFile
import BenchFormat
import BenchSchema
import HASBench

/// What of a segment goes into a record batch, and how much that will be.
struct SegmentPlan: Sendable {
    let segment: Int
    /// Where its blocks are.
    let page: DirectoryPage
    /// The rows that are read; nil where all are.
    let rows: [Int]?
    /// How many those are.
    let rowCount: Int
    /// How many elements those rows have in the series of each axis at most.
    let elements: [Int: Int]

    /// Plans the rows that meet conditions on keys, for series of these axes. Reads the keys and the axes.
    init(
        _ reader: BenchReader, segment: Int, _ conditions: [(place: Int, cell: Cell)], axes: [Int]
    ) throws(BenchError) {
        let page = try reader.page(segment)
        var rows = conditions.isEmpty ? nil : Array(0..<Int(page.runs))
        for (place, cell) in conditions {
            let block = try reader.block(place, segment: segment)
            rows = rows?.filter { block[$0] == cell }
        }
        let columns = try SegmentColumns(reader, segment: segment, page, wanted: [])
        var elements: [Int: Int] = [:]
        for axis in axes where page.blocks[axis] != nil {
            let block = try columns.block(axis)
            elements[axis] = rows.map { $0.reduce(0) { $0 + block.range(of: $1).count } } ?? block.elementCount
        }
        (self.segment, self.page, self.rows) = (segment, page, rows)
        (self.elements, rowCount) = (elements, rows?.count ?? Int(page.runs))
    }

    /// About how many bytes a column takes in Arrow's memory; text is taken to be eight times as long as it is stored. A
    /// column that is nil is the hash.
    func byteCount(_ place: Int?, _ schema: Schema) -> Int {
        guard let place else { return 16 * rowCount }
        guard let extent = page.blocks[place] else { return 8 * rowCount }
        switch schema.columns[place].type {
        case .string, .json: return 8 * Int(extent.size)
        case .float64, .int64, .bool: return 8 * (schema.axis(of: place).map { elements[$0] ?? 0 } ?? rowCount)
        }
    }
}
