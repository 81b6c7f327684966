import BenchFile
import BenchSchema
import HASBench
import TestSupport

@testable import BenchFit

/// A table of made-up runs whose curves, times and counts follow from their configurations.
enum SmallTable {
    static let space = """
        {"hyperparameters": [
        {"type": "uniform_int", "name": "NET.DEPTH", "lower": 1, "upper": 10, "default_value": 2, "log": false, "meta": {"group": "architecture"}},
        {"type": "uniform_float", "name": "LR", "lower": 0.001, "upper": 1.0, "default_value": 0.1, "log": true, "meta": null},
        {"type": "categorical", "name": "OPTIM", "choices": ["adam", "sgd"], "weights": null, "default_value": "sgd", "meta": null},
        {"type": "ordinal", "name": "EPOCHS", "sequence": [5, 10], "default_value": 10, "meta": null}
        ], "conditions": [], "forbiddens": [], "format_version": 0.4}
        """

    static func write(_ path: String, runs: Int, seed: UInt64 = 1) throws {
        let schema = try Schema([
            Column("NET.DEPTH", role: .key, type: .int64), Column("LR", role: .key, type: .float64),
            Column("OPTIM", role: .key, type: .string), Column("EPOCHS", role: .key, type: .int64),
            Column("size", role: .scalar, type: .int64),
            Column("test.epoch", role: .axis, type: .int64),
            Column("test.error", role: .series, type: .float64, unit: "%"),
            Column("test.time", role: .series, type: .float64, unit: "s"),
            Column(
                "test_error", role: .metric, type: .float64, unit: "%",
                definition: MetricDefinition(.last, of: ["test.error"], .minimize)),
            Column(
                "train_time", role: .metric, type: .float64, unit: "s",
                definition: MetricDefinition(.sum, of: ["test.time"], .minimize)),
            Column(
                "params", role: .metric, type: .int64, unit: "1",
                definition: MetricDefinition(.value, of: ["size"], .minimize)),
        ])
        var random = SeededGenerator(seed: seed)
        var writer = try BenchWriter(path: path, schema: schema, provenance: "{}")
        try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", Array(space.utf8))
        try writer.attach("note", mediaType: "text/plain", Array("kept".utf8))
        for _ in 0..<runs {
            let depth = Int64.random(in: 1...10, using: &random)
            let rate = (Double.random(in: 1...1000, using: &random)).rounded() / 1000
            let isAdam = Bool.random(using: &random)
            let epochs = Bool.random(using: &random) ? 5 : 10
            let steps = (1...epochs).map { Int64($0) }
            let errors = steps.map { step in
                let reached = 5 + 40 * abs(rate - 0.5) + Double(depth) + (isAdam ? 3 : 0)
                return reached + 60 / Double(step) / (1 + Double(step)) + Double.random(in: -1...1, using: &random)
            }
            let times = steps.map { _ in Double(depth) * 0.1 * Double.random(in: 0.95...1.05, using: &random) }
            var run = Run(cells: [
                .int64(depth), .float64(rate), .string(isAdam ? "adam" : "sgd"), .int64(Int64(epochs)),
                .int64(depth * 1000), .series(Series(.int64(steps))), .series(Series(.float64(errors))),
                .series(Series(.float64(times))), .absent, .absent, .absent,
            ])
            for place in schema.places(.metric) { run.cells[place] = try schema.metric(place) { run.cells[$0] } }
            try writer.append(run)
        }
        _ = try writer.finish()
    }

    static func table(_ folder: TemporaryFolder, runs: Int) throws -> TrainingTable {
        let path = folder.file("small.hasb")
        try write(path, runs: runs)
        return try TrainingTable(try Benchmark(opening: path))
    }
}
