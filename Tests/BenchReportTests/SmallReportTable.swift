import BenchFile
import BenchSchema
import TestSupport

/// A small table with what a report draws, made from a seed.
enum SmallReportTable {
    /// Writes runs that each have an error's course, a time and an energy.
    ///
    /// - Parameter lastError: The last error of a run; nil for one that is drawn.
    static func write(
        _ path: String, runs: Int, key: String = "NET.DEPTH", value: String = "adam", provenance: String = "made",
        energyUnit: String = "kW.h", scale: Double = 1, lastError: ((Int) -> Double)? = nil
    ) throws {
        let schema = try Schema([
            Column(key, role: .key, type: .int64), Column("OPTIM", role: .key, type: .string),
            Column("state", role: .state, type: .string),
            Column("time", role: .scalar, type: .float64, unit: "s"),
            Column("energy", role: .scalar, type: .float64, unit: energyUnit),
            Column("test.epoch", role: .axis, type: .int64),
            Column("test.error", role: .series, type: .float64, unit: "%"),
            Column(
                "test_error", role: .metric, type: .float64, unit: "%",
                definition: MetricDefinition(.last, of: ["test.error"], .minimize)),
            Column(
                "train_time", role: .metric, type: .float64, unit: "s",
                definition: MetricDefinition(.value, of: ["time"], .minimize)),
            Column(
                "train_energy", role: .metric, type: .float64, unit: energyUnit,
                definition: MetricDefinition(.value, of: ["energy"], .minimize)),
        ])
        var json = JSONWriter()
        json.object { json in
            json.name("origin")
            json.string(provenance)
        }
        var writer = try BenchWriter(path: path, schema: schema, provenance: ByteString(json.bytes))
        var random = SeededGenerator(seed: 1)
        for number in 0..<runs {
            var run = Run(schema: schema)
            let (time, error) = (Double.random(in: 1...90, using: &random), Double.random(in: 1...90, using: &random))
            let cells: [Cell] = [
                .int64(Int64(number)), .string(ByteString(number % 2 == 0 ? value : "sgd")), .string("complete"),
                .float64(time), .float64(scale * time * Double.random(in: 0.001...0.002, using: &random)),
                .series(Series(.int64([1, 2, 3]))),
                .series(Series(.float64([90, (90 + error) / 2, lastError?(number) ?? error]))),
            ]
            for (place, cell) in cells.enumerated() { run.cells[place] = cell }
            for place in schema.places(.metric) { run.cells[place] = try schema.metric(place) { run.cells[$0] } }
            try writer.append(run)
        }
        _ = try writer.finish()
    }
}
