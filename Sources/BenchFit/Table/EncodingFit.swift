import BenchSchema
import BenchSpace
import BenchSurrogate

extension FeatureEncoding {
    /// The features that differ between these runs, standardised over them.
    static func fitted(to runs: [TrainingRun], of table: TrainingTable) throws(BenchError) -> FeatureEncoding {
        var features: [Feature] = []
        for (place, key) in table.keys.enumerated() {
            let isArchitecture =
                table.space?[key.name].map { $0.group == .architecture }
                ?? architecturePrefixes.contains { key.name.hasPrefix($0) }
            for source in sources(of: place, runs) { features.append(Feature(source, isArchitecture: isArchitecture)) }
        }
        for name in table.derived { features.append(Feature(.derived(name), isArchitecture: true)) }
        var varying: [Feature] = []
        for var feature in features {
            var values: [Double] = []
            for run in runs { values.append(try raw(feature.source, run.cells, run.derived, table.keys)) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            guard variance > 1e-20 * (mean * mean + 1) else { continue }
            (feature.mean, feature.deviation) = (mean, variance.squareRoot())
            varying.append(feature)
        }
        guard !varying.isEmpty else { throw BenchError(.mismatch, "all runs have the same configuration") }
        return FeatureEncoding(keys: table.keys, features: varying)
    }

    /// What begins the names of an architecture's keys where no search space says which they are.
    private static let architecturePrefixes = ["REGNET.", "ANYNET.", "MODEL.", "NET."]

    private static func sources(of key: Int, _ runs: [TrainingRun]) -> [Source] {
        let levels = Set(runs.compactMap { $0.cells[key].level })
        guard levels.isEmpty else {
            let sorted = levels.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            return sorted.map { Source.level(key: key, $0) }
        }
        let isPositive = runs.allSatisfy { ($0.cells[key].number ?? 0) > 0 }
        return [isPositive ? .logarithm(key: key) : .number(key: key)]
    }
}
