package import BenchSchema

/// Which series is predicted from which other one, and how: found once from a sample, then used for every segment.
package struct PredictionPlan: Sendable {
    private var sources: [Int: (source: Int, kind: SeriesEncoder.Kind)] = [:]

    /// Predicts nothing.
    package init() {}

    /// A source may be predicted itself, but from one that isn't.
    package static let maximumDepth = 2

    /// A twelfth of a segment's runs tells enough.
    private static let sampleRuns = 12

    /// Finds the pairs of series that save most, none deeper than `maximumDepth`. O(columns^2 * sample).
    package init(_ schema: Schema, sample runs: [Run]) throws(BenchError) {
        let step = max(runs.count / Self.sampleRuns, 1)
        let sample = stride(from: 0, to: runs.count, by: step).map { runs[$0] }
        var series: [(place: Int, encoder: SeriesEncoder, source: SeriesEncoder.Source?)] = []
        for place in schema.places(.series) {
            let encoder = try SeriesEncoder(schema.columns[place], ColumnCells(sample, place))
            if encoder.isNoisy { series.append((place, encoder, encoder.source)) }
        }
        var found: [(target: Int, source: Int, kind: SeriesEncoder.Kind, gain: Double)] = []
        for target in series {
            guard let alone = target.encoder.bitsAlone else { continue }
            for other in series where other.place != target.place {
                guard let source = other.source else { continue }
                for kind in SeriesEncoder.Kind.all {
                    let prediction = target.encoder.prediction(from: source, kind, alone: alone, minimumGain: 0.04)
                    if let prediction { found.append((target.place, other.place, kind, prediction.gain)) }
                }
            }
        }
        // Equal gains are decided by the columns' order, so that the same runs give the same plan.
        found.sort { ($0.gain, $1.target, $1.source) > ($1.gain, $0.target, $0.source) }
        for pair in found where sources[pair.target] == nil {
            guard height(of: pair.target) + 1 + depth(of: pair.source) <= Self.maximumDepth,
                !isReached(pair.target, from: pair.source)
            else { continue }
            sources[pair.target] = (pair.source, pair.kind)
        }
    }

    /// How many sources stand behind one another under a column.
    private func depth(of place: Int) -> Int { sources[place].map { 1 + depth(of: $0.source) } ?? 0 }

    /// How many columns are predicted from it one after another.
    private func height(of place: Int) -> Int {
        sources.filter { $0.value.source == place }.map { 1 + height(of: $0.key) }.max() ?? 0
    }

    private func isReached(_ target: Int, from place: Int) -> Bool {
        place == target || (sources[place].map { isReached(target, from: $0.source) } ?? false)
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
            series[place] = try SeriesEncoder(column, ColumnCells(runs, place))
        }
        var sources: [Int: SeriesEncoder.Source] = [:]
        for place in schema.columns.indices {
            guard let source = plan.source(of: place)?.source, sources[source] == nil else { continue }
            sources[source] = series[source]?.source
        }
        var blocks: [[UInt8]?] = []
        for (place, column) in schema.columns.enumerated() {
            guard !skip.contains(place) else {
                blocks.append(nil)
                continue
            }
            let prediction = plan.source(of: place).flatMap { choice in
                sources[choice.source].map { (source: $0, kind: choice.kind) }
            }
            blocks.append(try encode(column, ColumnCells(runs, place), series[place], predictedBy: prediction, zstd))
        }
        return blocks
    }
}
