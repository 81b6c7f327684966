package import BenchSchema

/// Which column is predicted from which other one, and how.
///
/// That of the series is found once from a sample, then used for every segment; `ScalarPredictions` has one for each segment.
package struct PredictionPlan: Sendable {
    private var sources: [Int: (source: Int, kind: SeriesEncoder.Kind)] = [:]

    /// Predicts nothing.
    package init() {}

    /// A source may be predicted itself, but from one that isn't.
    package static let maximumDepth = 2

    /// Finds the pairs of series that save most, none deeper than `maximumDepth`. O(columns^2 * sample).
    package init(_ schema: Schema, sample runs: [Run]) throws(BenchError) {
        let search = try PredictionSearch(schema, sample: runs)
        self.init((0..<search.targets).flatMap { search.pairs(target: $0) })
    }

    /// Chooses among pairs; none of those chosen is deeper than that.
    package init(_ pairs: [PredictionSearch.Pair], maximumDepth: Int = Self.maximumDepth) {
        // Equal gains are decided by the columns' order, so that the same runs give the same plan.
        let pairs = pairs.sorted { ($0.gain, $1.target, $1.source) > ($1.gain, $0.target, $0.source) }
        for pair in pairs where sources[pair.target] == nil {
            guard height(of: pair.target) + 1 + depth(of: pair.source) <= maximumDepth,
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

/// The search for series that another one predicts, target by target, so that several threads can share it.
package struct PredictionSearch: Sendable {
    /// A column that another one predicts, and about how many bits that saves.
    package struct Pair: Sendable {
        var target: Int
        var source: Int
        var kind: SeriesEncoder.Kind
        var gain: Double
    }

    private var series: [(place: Int, encoder: SeriesEncoder, source: SeriesEncoder.Source?)] = []
    /// A twelfth of a segment's runs tells enough.
    private static let sampleRuns = 12

    /// Prepares the series of a sample of the runs. O(columns * sample).
    package init(_ schema: Schema, sample runs: [Run]) throws(BenchError) {
        let step = max(runs.count / Self.sampleRuns, 1)
        let sample = stride(from: 0, to: runs.count, by: step).map { runs[$0] }
        for place in schema.places(.series) {
            let encoder = try SeriesEncoder(schema.columns[place], ColumnCells(sample, place))
            if encoder.isNoisy { series.append((place, encoder, encoder.source)) }
        }
    }

    /// How many series may be predicted.
    package var targets: Int { series.count }

    /// The pairs with this target that save something. O(columns * sample).
    package func pairs(target number: Int) -> [Pair] {
        let target = series[number]
        guard let alone = target.encoder.bitsAlone else { return [] }
        var pairs: [Pair] = []
        for other in series where other.place != target.place {
            guard let source = other.source else { continue }
            for kind in SeriesEncoder.Kind.all {
                let prediction = target.encoder.prediction(from: source, kind, alone: alone, minimumGain: 0.04)
                guard let prediction else { continue }
                pairs.append(Pair(target: target.place, source: other.place, kind: kind, gain: prediction.gain))
            }
        }
        return pairs
    }
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
        let scalars = ScalarPredictions(schema, runs, skip: skip)
        var blocks: [[UInt8]?] = []
        for place in schema.columns.indices {
            guard !skip.contains(place) else {
                blocks.append(nil)
                continue
            }
            let block = try encode(ColumnCells(runs, place), zstd) { out throws(BenchError) in
                guard let series = series[place] else { return try scalars.append(place, zstd, to: &out) }
                let prediction = plan.source(of: place).flatMap { choice in
                    sources[choice.source].map { (source: $0, kind: choice.kind) }
                }
                try series.append(predictedBy: prediction, zstd, to: &out)
            }
            blocks.append(block)
        }
        return blocks
    }
}
