import BenchSchema

/// The metrics of the pycls form (Specs/pycls-log.md, "Metrics").
enum MetricTable {
    private static let trainEnergy = ["history.train_consumption", "cons.train_cons", "energy.train.energy"]
    private static let testEnergy = ["history.test_consumption", "cons.test_cons", "energy.test.energy"]

    private static let all: [(name: String, unit: String?, definition: MetricDefinition)] = [
        ("test_error", "%", MetricDefinition(.last, of: ["test_ema_epoch.top1_err"], .minimize)),
        ("val_error", "%", MetricDefinition(.last, of: ["val_epoch.top1_err"], .minimize)),
        ("train_time", "s", MetricDefinition(.sum, of: ["train_epoch.time_epoch"], .minimize)),
        ("epoch_time", "s", MetricDefinition(.meanAfterFirst, of: ["train_epoch.time_epoch"], .minimize)),
        ("train_energy", "kW.h", MetricDefinition(.sum, of: trainEnergy, dividedBy: 1000, .minimize)),
        ("epoch_energy", "W.h", MetricDefinition(.meanAfterFirst, of: trainEnergy, .minimize)),
        ("inference_energy", "W.h", MetricDefinition(.mean, of: testEnergy, .minimize)),
        ("params", nil, MetricDefinition(.value, of: ["complexity.params"], .minimize)),
        ("flops", nil, MetricDefinition(.value, of: ["complexity.flops"], .minimize)),
        ("acts", nil, MetricDefinition(.value, of: ["complexity.acts"], .minimize)),
    ]

    /// The metrics whose sources are among the columns, defined on those alone.
    static func columns(for columns: [Column]) -> [Column] {
        let present = Dictionary(
            columns.filter { [.scalar, .series].contains($0.role) && [.float64, .int64].contains($0.type) }
                .map { ($0.name, $0) }
        ) { $1 }
        return all.compactMap { name, unit, definition in
            var definition = definition
            definition.sources.removeAll { present[$0]?.role != (definition.reduction == .value ? .scalar : .series) }
            guard let first = definition.sources.first, let source = present[first] else { return nil }
            let type = definition.reduction == .value ? source.type : .float64
            return Column(name, role: .metric, type: type, unit: unit, definition: definition)
        }
        .sorted { ByteString($0.name) < ByteString($1.name) }
    }
}
