package import BenchSchema

/// Which series is predicted from which other one, and how: found once from a sample, then used for every segment.
package struct PredictionPlan: Sendable {
    private var sources: [Int: (source: Int, kind: SeriesEncoder.Kind)] = [:]

    /// Predicts nothing.
    package init() {}

    /// A twelfth of a segment's runs tells enough.
    private static let sampleRuns = 12

    /// Finds the pairs of series that save most, no source being predicted itself. O(columns^2 * sample).
    package init(_ schema: Schema, sample runs: [Run]) throws(BenchError) {
        let step = max(runs.count / Self.sampleRuns, 1)
        let sample = stride(from: 0, to: runs.count, by: step).map { runs[$0] }
        var series: [(place: Int, encoder: SeriesEncoder)] = []
        for place in schema.places(.series) {
            let encoder = try SeriesEncoder(schema.columns[place], sample.map { $0.cells[place] })
            if encoder.isNoisy { series.append((place, encoder)) }
        }
        var found: [(target: Int, source: Int, kind: SeriesEncoder.Kind, gain: Double)] = []
        for target in series {
            for source in series where source.place != target.place {
                for kind in SeriesEncoder.Kind.all {
                    let prediction = target.encoder.prediction(from: source.encoder, kind, minimumGain: 0.04)
                    if let prediction { found.append((target.place, source.place, kind, prediction.gain)) }
                }
            }
        }
        // Equal gains are decided by the columns' order, so that the same runs give the same plan.
        found.sort { ($0.gain, $1.target, $1.source) > ($1.gain, $0.target, $0.source) }
        for pair in found where sources[pair.target] == nil && sources[pair.source] == nil {
            guard !sources.values.contains(where: { $0.source == pair.target }) else { continue }
            sources[pair.target] = (pair.source, pair.kind)
        }
    }

    /// The source and kind of a column's prediction, if it is predicted.
    func source(of place: Int) -> (source: Int, kind: SeriesEncoder.Kind)? { sources[place] }
}

extension ColumnBlock {
    /// The bytes of every column's block, in the schema's order; nil where no run holds anything or `skip` says so.
    package static func encode(
        _ schema: Schema, _ runs: [Run], _ plan: PredictionPlan, _ zstd: ZstdCompressor, skip: Set<Int>
    ) throws(BenchError) -> [[UInt8]?] {
        var series: [Int: SeriesEncoder] = [:]
        for (place, column) in schema.columns.enumerated() where column.role.isSeries {
            series[place] = try SeriesEncoder(column, runs.map { $0.cells[place] })
        }
        var blocks: [[UInt8]?] = []
        for (place, column) in schema.columns.enumerated() {
            guard !skip.contains(place) else {
                blocks.append(nil)
                continue
            }
            let prediction = plan.source(of: place).flatMap { choice in
                series[choice.source].map { (source: $0, kind: choice.kind) }
            }
            blocks.append(
                try encode(column, runs.map { $0.cells[place] }, series[place], predictedBy: prediction, zstd))
        }
        return blocks
    }
}
