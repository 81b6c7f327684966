import BenchFormat
import BenchSchema

/// Whole blocks of series that are predicted from another one.
enum BlockParts {
    static var all: [PartMaker] {
        [
            part("predicted-minimum", source: SampleData.errors) { source in
                (0..<SampleData.count).map { place in
                    source[place - place % SampleData.epochs...place].min() ?? 0
                }
            },
            part("predicted-line", source: SampleData.times) { source in
                var data = SampleData(seed: 20)
                return source.map { (($0 * 0.37 + 5 + 0.01 * data.normal()) * 1e4).rounded() / 1e4 }
            },
            part("predicted-curve", source: SampleData.errors) { source in
                var data = SampleData(seed: 21)
                return source.map { (($0 * $0 / 150 + 0.02 * data.normal()) * 1e4).rounded() / 1e4 }
            },
            part("predicted-remaining", source: SampleData.times) { source in
                source.enumerated().map { place, time in
                    (time * Double(SampleData.epochs - 1 - place % SampleData.epochs)).rounded()
                }
            },
            part("mapped", source: SampleData.counts) { source in source.map { Double(Float($0 / 100)) } },
        ]
    }

    /// Decoding of the predicted series; its axis and its source are decoded before.
    private static func part(
        _ name: String, source: @escaping () -> [Double], target: @escaping ([Double]) -> [Double]
    ) -> PartMaker {
        PartMaker("decode/\(name)", count: SampleData.count, per: "value") {
            let known = source()
            let predicted = target(known)
            let schema = try Schema([
                Column("g.epoch", role: .axis, type: .int64), Column("g.x", role: .series, type: .float64),
                Column("g.y", role: .series, type: .float64),
            ])
            let steps = Elements.int64((1...SampleData.epochs).map { Int64($0) })
            let runs = (0..<SampleData.runs).map { run in
                let range = run * SampleData.epochs..<(run + 1) * SampleData.epochs
                let elements = [steps, .float64(Array(known[range])), .float64(Array(predicted[range]))]
                return Run(cells: elements.map { .series(Series($0)) })
            }
            let plan = try PredictionPlan(schema, sample: runs)
            let blocks = try ColumnBlock.encode(schema, runs, plan, ZstdCompressor(level: 12), skip: [])
            let (axisBytes, knownBytes, bytes) = (blocks[0] ?? [], blocks[1] ?? [], blocks[2] ?? [])
            let axis = try ColumnBlock(schema.columns[0], runs: runs.count, bytes: axisBytes[...])
            let x = try ColumnBlock(schema.columns[1], runs: runs.count, .init(axis: axis), bytes: knownBytes[...])
            let context = ColumnBlock.Context(
                axis: axis, source: { _ throws(BenchError) in x }, zstd: ZstdDecompressor())
            let encodings = try ColumnBlock.encodings(schema.columns[2], runs: runs.count, context, bytes: bytes[...])
            var numbers: [Double] = []
            let bits = rounded(Double(8 * bytes.count) / Double(SampleData.count))
            return (
                "\(encodings.joined(separator: ", ")); \(bits) bits",
                {
                    let block = try ColumnBlock(schema.columns[2], runs: runs.count, context, bytes: bytes[...])
                    try expect(block.read(into: &numbers) && numbers[predicted.count - 1] == predicted.last)
                    return block.runs
                }
            )
        }
    }
}
