import BenchSchema

/// The columns of the synthetic sweep, as the converter would make them of its logs.
enum SyntheticColumns {
    /// Key path to the generator's name.
    static let keys = [
        "REGNET.DEPTH": "DEPTH", "REGNET.W0": "W0", "REGNET.WA": "WA", "REGNET.WM": "WM", "REGNET.GROUP_W": "GROUP_W",
        "OPTIM.BASE_LR": "BASE_LR", "OPTIM.OPTIMIZER": "OPTIMIZER", "OPTIM.LR_POLICY": "LR_POLICY",
        "OPTIM.MAX_EPOCH": "MAX_EPOCH", "TRAIN.CUTOUT_LENGTH": "CUTOUT_LENGTH",
    ]
    private static let floatKeys: Set = ["REGNET.WA", "REGNET.WM", "OPTIM.BASE_LR"]
    private static let stringKeys: Set = ["OPTIM.OPTIMIZER", "OPTIM.LR_POLICY"]
    private static let integerFields: Set = ["epoch", "eta", "mem"]
    private static let groups = [
        ("train_epoch", ["epoch", "eta", "loss", "lr", "mem", "time_avg", "time_epoch", "top1_err", "top5_err"]),
        (
            "test_epoch",
            ["epoch", "mem", "min_top1_err", "min_top5_err", "time_avg", "time_epoch", "top1_err", "top5_err"]
        ),
        (
            "test_ema_epoch",
            ["epoch", "mem", "min_top1_err", "min_top5_err", "time_avg", "time_epoch", "top1_err", "top5_err"]
        ),
        ("cons", ["epoch", "train_cons", "test_cons"]),
    ]

    static func schema(settings: [(name: String, cell: Cell)]) throws(BenchError) -> Schema {
        var columns = keys.keys.sorted().map { name in
            Column(
                name, role: .key,
                type: floatKeys.contains(name) ? .float64 : stringKeys.contains(name) ? .string : .int64)
        }
        for setting in settings { columns.append(Column(setting.name, role: .setting, type: type(of: setting.cell))) }
        for name in ["acts", "flops", "params"] {
            columns.append(Column("complexity.\(name)", role: .scalar, type: .int64))
        }
        columns += [Column("log_file", role: .scalar, type: .string), Column("err", role: .scalar, type: .string)]
        for (group, fields) in groups {
            if group != "cons" { columns.append(Column("\(group).epoch_max", role: .scalar, type: .int64)) }
            for field in fields {
                columns.append(
                    Column(
                        "\(group).\(field)", role: field == "epoch" ? .axis : .series,
                        type: integerFields.contains(field) ? .int64 : .float64, unit: unit(field)))
            }
        }
        columns += metrics
        return try Schema(columns)
    }

    private static var metrics: [Column] {
        func metric(_ name: String, _ unit: String?, _ definition: MetricDefinition, _ type: ValueType = .float64)
            -> Column
        {
            Column(name, role: .metric, type: type, unit: unit, definition: definition)
        }
        return [
            metric("test_error", "%", MetricDefinition(.last, of: ["test_ema_epoch.top1_err"], .minimize)),
            metric("train_time", "s", MetricDefinition(.sum, of: ["train_epoch.time_epoch"], .minimize)),
            metric("epoch_time", "s", MetricDefinition(.meanAfterFirst, of: ["train_epoch.time_epoch"], .minimize)),
            metric("train_energy", "kW.h", MetricDefinition(.sum, of: ["cons.train_cons"], dividedBy: 1000, .minimize)),
            metric("epoch_energy", "W.h", MetricDefinition(.meanAfterFirst, of: ["cons.train_cons"], .minimize)),
            metric("inference_energy", "W.h", MetricDefinition(.mean, of: ["cons.test_cons"], .minimize)),
            metric("params", nil, MetricDefinition(.value, of: ["complexity.params"], .minimize), .int64),
            metric("flops", nil, MetricDefinition(.value, of: ["complexity.flops"], .minimize), .int64),
            metric("acts", nil, MetricDefinition(.value, of: ["complexity.acts"], .minimize), .int64),
        ]
    }

    static func fillMetrics(_ run: inout Run, _ schema: Schema) throws(BenchError) {
        for place in schema.columns.indices where schema.columns[place].role == .metric {
            let value = try schema.metric(place) { run.cells[$0] }
            run.cells[place] = value
        }
    }

    private static func unit(_ field: String) -> String? {
        if field.hasSuffix("_err") { return "%" }
        if field.hasPrefix("time") || field == "eta" { return "s" }
        if field.hasSuffix("_cons") { return "W.h" }
        return field == "mem" ? "MiBy" : nil
    }

    private static func type(of cell: Cell) -> ValueType {
        switch cell {
        case .float64: .float64
        case .int64: .int64
        case .bool: .bool
        case .json: .json
        default: .string
        }
    }
}
