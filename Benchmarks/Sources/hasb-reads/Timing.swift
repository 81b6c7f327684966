let clock = ContinuousClock()

func microseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = clock.now
    try body()
    return (clock.now - start) / .microseconds(1)
}

struct Quantiles {
    let p50, p99: Double

    init(_ times: [Double]) {
        let sorted = times.sorted()
        p50 = sorted[sorted.count / 2]
        p99 = sorted[min(sorted.count * 99 / 100, sorted.count - 1)]
    }

    var json: String { "{\"p50\": \(p50), \"p99\": \(p99)}" }
}

/// Evenly spread places, visited in a scattered order, the same in every run of the program.
func scattered(_ count: Int, of total: Int) -> [Int] {
    (0..<min(count, total)).map { $0 * 7_919 % total }
}
