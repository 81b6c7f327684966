import BenchSurrogate

/// Trains one network by Adam (Kingma and Ba 2015), until the validation part gains nothing any more.
struct NetworkTraining {
    /// Rows of features and curves.
    struct Sample {
        var architecture: [[Float]]
        var training: [[Float]]
        var targets: [[Float]]

        func batch(_ rows: [Int]) -> (architecture: [Float], training: [Float], targets: [[Float]]) {
            (rows.flatMap { architecture[$0] }, rows.flatMap { training[$0] }, rows.map { targets[$0] })
        }
    }

    static let batch = 64
    static let rate: Float = 2e-3
    static let patience = 40
    static let passes = 400

    /// The best network on the validation part.
    static func train(
        _ sample: Sample, validation: Sample, degree: Int, lastConstants: [Float], seed: UInt64,
        passes: Int
    ) -> DenseNetwork {
        var random = NormalNumbers(seed: seed)
        let shape = NetworkShape(
            architecture: sample.architecture.first?.count ?? 0, training: sample.training.first?.count ?? 0,
            outputs: 2 * degree)
        var network = TrainedNetwork(shape: shape, lastConstants: lastConstants, random: &random)
        let loss = BezierLoss(degree: degree)
        var adam = Adam(count: network.parameters.count, rate: rate)
        let judged = validation.batch(Array(validation.targets.indices))
        var (best, bestLoss, since) = (network, Float.infinity, 0)
        var order = Array(sample.targets.indices)
        for _ in 0..<passes {
            order.shuffle(using: &random)
            for start in stride(from: 0, to: order.count, by: batch) {
                let rows = Array(order[start..<min(start + batch, order.count)])
                let (architecture, training, targets) = sample.batch(rows)
                let (_, slopes) = network.pass(architecture: architecture, training: training, rows: rows.count) {
                    let slopes = loss.value($0, targets: targets).slopes
                    return slopes.map { $0 / Float(rows.count) }
                }
                adam.step(&network.parameters, slopes)
            }
            let outputs = network.pass(
                architecture: judged.architecture, training: judged.training, rows: judged.targets.count
            ).outputs
            let value = loss.value(outputs, targets: judged.targets).value
            since += 1
            if value < bestLoss { (best, bestLoss, since) = (network, value, 0) }
            if since >= patience { break }
        }
        return best.network
    }
}

/// Adam's moments.
struct Adam {
    private var mean, square: [Float]
    private var (meanPower, squarePower): (Float, Float) = (1, 1)
    private let rate: Float
    private static let (meanDecay, squareDecay): (Float, Float) = (0.9, 0.999)

    init(count: Int, rate: Float) {
        mean = Array(repeating: 0, count: count)
        square = mean
        self.rate = rate
    }

    /// Moves parameters down their slopes.
    mutating func step(_ parameters: inout [Float], _ slopes: [Float]) {
        meanPower *= Self.meanDecay
        squarePower *= Self.squareDecay
        let (meanScale, squareScale) = (1 / (1 - meanPower), 1 / (1 - squarePower))
        for place in parameters.indices {
            let slope = slopes[place]
            mean[place] = Self.meanDecay * mean[place] + (1 - Self.meanDecay) * slope
            square[place] = Self.squareDecay * square[place] + (1 - Self.squareDecay) * slope * slope
            parameters[place] -=
                rate * mean[place] * meanScale / ((square[place] * squareScale).squareRoot() + 1e-8)
        }
    }
}
