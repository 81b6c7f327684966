import BenchSchema

/// Which scalars of a segment are predicted from which others: found anew for every segment, from a sample of its runs.
///
/// A scalar that is read takes its source's block with it. That pays in the long segments of tables without curves, where
/// a block is read once and then serves all lookups.
struct ScalarPredictions {
    /// Blocks of fewer values are not predicted.
    static let minimumValues = 1024
    /// A source is not predicted itself.
    static let maximumDepth = 1
    /// How many scalars before it, and how many behind it, are tried as a scalar's source.
    private static let reach = 32

    private let schema: Schema
    private let runs: [Run]
    /// By place: the scalars that are numbers, of a segment that is long enough.
    private var encoders: [Int: ScalarEncoder] = [:]
    private var plan = PredictionPlan()

    /// Finds the pairs of scalars that save most. O(columns * (runs + sample)).
    init(_ schema: Schema, _ runs: [Run], skip: Set<Int>) {
        (self.schema, self.runs) = (schema, runs)
        guard runs.count >= Self.minimumValues else { return }
        let places = schema.places(.scalar).filter { place in
            [.float64, .int64].contains(schema.columns[place].type) && !skip.contains(place)
        }
        for place in places { encoders[place] = ScalarEncoder(schema.columns[place], ColumnCells(runs, place)) }
        var pairs: [PredictionSearch.Pair] = []
        for (number, target) in places.enumerated() {
            let near = max(number - Self.reach, 0)..<min(number + Self.reach + 1, places.count)
            for source in places[near] where source != target {
                guard let (of, from) = encoders[target].flatMap({ a in encoders[source].map { (a, $0) } }),
                    let gain = of.gain(from: from)
                else { continue }
                pairs.append(.init(target: target, source: source, kind: .predictor(.affine), gain: gain))
            }
        }
        plan = PredictionPlan(pairs, maximumDepth: Self.maximumDepth)
    }

    /// Appends the stream of a scalar's values.
    func append(_ place: Int, _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        let encoder = encoders[place] ?? ScalarEncoder(schema.columns[place], ColumnCells(runs, place))
        let place = twin(of: place, encoder) ?? place
        try encoder.append(predictedBy: plan.source(of: place).flatMap { encoders[$0.source] }, zstd, to: &out)
    }

    /// The scalar whose values a metric repeats: encoded alike, the two share a block.
    private func twin(of place: Int, _ encoder: ScalarEncoder) -> Int? {
        guard let metric = schema.columns[place].definition else { return nil }
        for name in metric.sources {
            guard let source = schema.place(name, .scalar), let other = encoders[source] else { continue }
            if encoder.isTwin(of: other) { return source }
        }
        return nil
    }
}
