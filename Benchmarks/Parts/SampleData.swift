import BenchSchema

/// Seeded data such as learning curves have: one segment of 128 runs of 117 epochs.
struct SampleData {
    static let runs = 128
    static let epochs = 117
    static let count = runs * epochs
    static let lengths = Array(repeating: epochs, count: runs)

    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64's next number.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// A number in 0..<1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// About normal, of mean 0 and deviation 1: the sum of twelve uniform ones.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }

    /// One value a run and epoch.
    mutating func values(_ value: (inout SampleData, _ run: Double, _ epoch: Double) -> Double) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(Self.count)
        for _ in 0..<Self.runs {
            let run = uniform()
            for epoch in 1...Self.epochs { result.append(value(&self, run, Double(epoch))) }
        }
        return result
    }

    /// An error rate in percent, with four decimals: it falls like 1/epoch towards a floor, with noise.
    static func errors() -> [Double] {
        var data = SampleData(seed: 1)
        return data.values { data, run, epoch in
            let error = 10 + 40 * run + 60 / epoch + data.normal() * (0.3 + 2 / epoch)
            return (min(max(error, 0), 100) * 1e4).rounded() / 1e4
        }
    }

    /// Seconds of an epoch, with four decimals: a level a run, and noise.
    static func times() -> [Double] {
        var data = SampleData(seed: 2)
        return data.values { data, run, _ in ((20 + 100 * run) * (1 + 0.01 * data.normal()) * 1e4).rounded() / 1e4 }
    }

    /// A percentage of 700, with four decimals.
    static func counts() -> [Double] {
        var data = SampleData(seed: 3)
        return data.values { data, run, epoch in
            let count = (700 * (0.1 + 0.4 * run + 0.4 / epoch) + 9 * data.normal()).rounded()
            return (count * 1e6 / 700).rounded() / 1e4
        }
    }

    /// Numbers with no structure but their sign and exponent.
    static func noise() -> [Double] {
        var data = SampleData(seed: 4)
        return data.values { data, run, _ in (1 + run) * (1 + 0.1 * data.normal()) }
    }

    /// Those as integers, times 10^4.
    static func scaled(_ values: [Double]) -> [Int64] { values.map { Int64(($0 * 1e4).rounded()) } }
}
