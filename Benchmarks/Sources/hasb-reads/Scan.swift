import HASBench

/// What every store does: final error, training time and training energy of all runs, summed, from their curves.
struct Scan {
    /// The curve whose last value is a run's error.
    static let errors = "test_ema_epoch.top1_err"

    private(set) var sums: [Double]

    /// Opens a file and reads the three series.
    init(_ path: String) throws {
        let bench = try Benchmark(opening: path)
        var error = 0.0
        try bench.forEachBlock(of: Self.errors) { block in
            for run in 0..<block.runs { error += block.withValues(of: run) { $0[$0.count - 1] } }
        }
        sums = [error]
        for name in ["train_epoch.time_epoch", "cons.train_cons"] {
            var total = 0.0
            try bench.forEachBlock(of: name) { block in
                for run in 0..<block.runs {
                    block.withValues(of: run) { values in
                        for index in values.indices { total += values[index] }
                    }
                }
            }
            sums.append(total)
        }
    }
}
