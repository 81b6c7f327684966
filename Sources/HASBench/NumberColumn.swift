import BenchFile
import BenchFormat
public import BenchSchema

/// A metric or scalar over all runs of a table, in the order of the file.
public struct NumberColumn: Sendable {
    /// What the column is.
    public let column: Column
    /// One number a run; nil where the run has none.
    public let values: [Double?]

    init(_ benchmark: Benchmark, _ place: Int) throws(BenchError) {
        column = benchmark.schema.columns[place]
        guard column.type == .float64 || column.type == .int64 else {
            throw BenchError(.usage, "\(column.name) is a \(column.type.name), no number")
        }
        var values: [Double?] = []
        values.reserveCapacity(benchmark.runCount)
        for segment in 0..<benchmark.reader.segmentCount {
            values += try benchmark.reader.numbers(place, segment: segment)
        }
        self.values = values
    }

    /// How many runs have no number.
    public var missing: Int { values.count { $0 == nil } }

    /// Gives the numbers there are, those of runs without one left out.
    public func withValues<R, E: Error>(_ body: (Span<Double>) throws(E) -> R) throws(E) -> R {
        let present = values.compactMap(\.self)
        return try body(present.span)
    }
}
