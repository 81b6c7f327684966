import BenchSchema

/// Runs without end, made one at a time from a seed: shorter curves than the sweep's, the same columns.
struct GeneratedRuns {
    let schema: Schema
    private var state: UInt64 = 20_230_501

    init() throws(BenchError) { schema = try SyntheticColumns.schema(settings: []) }

    /// The next run; `number` makes its configuration unlike all others.
    mutating func next(_ number: Int) throws(BenchError) -> Run {
        var run = Run(schema: schema)
        let epochs = [12, 25, 50][Int(random() % 3)]
        let floor = Double(random() % 40) + 5
        for (place, column) in schema.columns.enumerated() {
            switch column.role {
            case .key: run.cells[place] = key(column, number, epochs)
            case .scalar:
                run.cells[place] =
                    column.type == .string
                    ? .string("") : .int64(column.field == "epoch_max" ? Int64(epochs) : Int64(random() % 1_000_000))
            case .axis: run.cells[place] = .series(Series(.int64((1...epochs).map { Int64($0) })))
            case .series where column.type == .int64:
                run.cells[place] = .series(
                    Series(.int64((1...epochs).map { Int64(10 * (epochs - $0)) + Int64(random() % 4) })))
            case .series:
                // An error that falls as 1/epoch, with noise in its third and fourth decimals.
                let values = (1...epochs).map { epoch in
                    Double(Int64((floor + 60 / Double(epoch)) * 1e4) + Int64(random() % 3000)) / 1e4
                }
                run.cells[place] = .series(Series(.float64(values)))
            default: break
            }
        }
        try SyntheticColumns.fillMetrics(&run, schema)
        return run
    }

    private mutating func key(_ column: Column, _ number: Int, _ epochs: Int) -> Cell {
        switch column.name {
        case "REGNET.WA": .float64(Double(number) / 10)
        case "OPTIM.MAX_EPOCH": .int64(Int64(epochs))
        case "OPTIM.OPTIMIZER": .string(["sgd", "adam", "adamw"][Int(random() % 3)])
        case "OPTIM.LR_POLICY": .string(["cos", "exp", "lin"][Int(random() % 3)])
        case "OPTIM.BASE_LR": .float64([0.1, 0.01, 0.001][Int(random() % 3)])
        case _ where column.type == .float64: .float64(Double(random() % 1000) / 1000)
        default: .int64(Int64(random() % 16))
        }
    }

    /// SplitMix64's next number.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
