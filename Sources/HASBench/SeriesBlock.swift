import BenchFile
import BenchFormat
public import BenchSchema

/// One series of all runs of a segment, as it stands in memory: for scans that want every value once.
public struct SeriesBlock: Sendable {
    private let block: ColumnBlock
    private let values: [Double]

    /// The number of runs.
    public var runs: Int { block.runs }

    fileprivate init(_ block: ColumnBlock, _ values: [Double]) { (self.block, self.values) = (block, values) }

    /// The memory of the values, for the next block.
    fileprivate consuming func takeValues() -> [Double] { values }

    /// Gives the values of one run; where there is a null or a hole, a NaN. O(1).
    public func withValues<R, E: Error>(of run: Int, _ body: (Span<Double>) throws(E) -> R) throws(E) -> R {
        try body(values.span.extracting(block.range(of: run)))
    }
}

extension Benchmark {
    /// Gives a series of numbers segment by segment, in the order of the file. O(values); memory of one segment.
    ///
    /// Throws `.usage` for a name that is no series of float64.
    public func forEachBlock(
        of name: String, _ body: (SeriesBlock) throws(BenchError) -> Void
    ) throws(BenchError) {
        guard let place = schema.place(name, .series), schema.columns[place].type == .float64 else {
            throw BenchError(.usage, "\(name) is no series of float64")
        }
        var values: [Double] = []
        for segment in 0..<reader.segmentCount {
            let block = try reader.block(place, segment: segment)
            guard block.read(into: &values) else { continue }
            let read = SeriesBlock(block, values)
            values = []
            try body(read)
            values = read.takeValues()
        }
    }
}
