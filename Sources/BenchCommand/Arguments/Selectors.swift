import BenchSchema
import HASBench

extension Benchmark {
    /// The place of a metric; throws `.usage`, listing those there are.
    func metric(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .metric) else {
            throw BenchError(.usage, "there is no metric \(name); the metrics are \(metrics.joined(separator: ", "))")
        }
        return place
    }

    /// The place of a series; throws `.usage`, listing those there are.
    func series(named name: String) throws(BenchError) -> Int {
        guard let place = schema.place(name, .series), schema.columns[place].role == .series else {
            let names = schema.places(.series).map { schema.columns[$0].name }
            throw BenchError(.usage, "there is no series \(name); the series are \(names.joined(separator: ", "))")
        }
        return place
    }
}

extension Selection {
    /// Selects by `--where KEY=VALUE`, and `--configs` or `--sample`.
    init(_ pairs: [String], in benchmark: Benchmark, candidates: CandidateArguments = .init()) throws(BenchError) {
        let conditions = try pairs.map { pair throws(BenchError) in try ConfigurationArguments.split(pair) }
        try self.init(conditions, in: benchmark, of: try candidates.configurations(for: benchmark))
    }
}
