import BenchSchema
import BenchStatistics
import HASBench

/// A metric or scalar to be made small or large.
struct Objective {
    let name: String
    let place: Int
    let unit: String?
    let direction: Direction

    /// Reads `M`, `M:min` or `M:max`; without a direction the metric's own, and of a scalar min.
    init(_ text: String, in benchmark: Benchmark) throws(BenchError) {
        var name = text[...]
        var direction: Direction?
        for (suffix, meaning) in [(":min", Direction.minimize), (":max", .maximize)] where text.hasSuffix(suffix) {
            name = text.dropLast(suffix.count)
            direction = meaning
        }
        place = try benchmark.place(named: String(name))
        let column = benchmark.schema.columns[place]
        guard column.type == .float64 || column.type == .int64 else {
            throw BenchError(.usage, "\(name) is a \(column.type.name), no number")
        }
        self.name = String(name)
        unit = column.unit
        self.direction = direction ?? (column.definition?.direction == .maximize ? .maximize : .minimize)
    }

    var title: String { "\(name):\(direction == .minimize ? "min" : "max")" }
}
