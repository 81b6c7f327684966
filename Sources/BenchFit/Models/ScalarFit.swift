import BenchSchema
import BenchSurrogate

/// Fits all scalars: the measured ones by one Gaussian process, the others by a second, and each by trees.
struct ScalarFit {
    /// A kernel each for those measured and the others, where there are any.
    let kernels: [KernelModel]
    /// One a scalar.
    let models: [ScalarModel]

    /// Fits the scalars of these runs; `validation` are the places of those that trees are judged by.
    ///
    /// The first of the kernels is that of this number.
    init(
        _ scalars: [ScalarTarget], _ runs: [TrainingRun], features: Matrix, validation: Set<Int>, chosen: [Int],
        firstKernel: Int, seed: UInt64
    ) throws(BenchError) {
        var kernels: [KernelModel] = []
        var smoothed = [Smoothed?](repeating: nil, count: scalars.count)
        let targets = scalars.enumerated().map { place, scalar in
            runs.map { scalar.scale.transformed($0.scalars[place]) }
        }
        for isMeasured in [true, false] {
            let places = scalars.indices.filter { scalars[$0].isMeasured == isMeasured }
            if places.isEmpty { continue }
            let outputs = Matrix(
                rows: runs.indices.map { run in places.map { targets[$0][run] } }, columns: places.count)
            let process = try GaussianProcess(
                features: features, outputs: outputs, weights: places.map { _ in 1 }, chosen: chosen)
            let smoothing = try process.smoothing(outputs)
            let deviations = outputs.less(smoothing.leftOut)
            let spread = try process.smoothing(SpreadFit.logarithms(deviations), noise: SpreadFit.noise)
            let standardised = deviations.divided(byExponentialOf: spread.leftOut)
            for (output, place) in places.enumerated() {
                smoothed[place] = Smoothed(
                    kernel: firstKernel + kernels.count, output: output, spreadOutput: places.count + output,
                    deviations: deviations.column(output),
                    calibration: Calibration.fitted(to: standardised.column(output)))
            }
            kernels.append(
                KernelModel(
                    process, features, outputs: [smoothing.weights, spread.weights].flatMap { $0.allColumns },
                    means: smoothing.means + spread.means))
        }
        self.kernels = kernels

        let rows = runs.indices.map { features.row($0).map { Float($0) } }
        let training = runs.indices.filter { !validation.contains($0) }
        let judged = validation.sorted()
        var models: [ScalarModel] = []
        for (place, scalar) in scalars.enumerated() {
            guard let smooth = smoothed[place] else { continue }
            let target = targets[place].map { Float($0) }
            let partial = try TreeFit(
                features: training.map { rows[$0] }, targets: training.map { target[$0] }, seed: seed)
            let predicted = try partial.predictions(judged.map { rows[$0] })
            let errors = zip(judged, predicted).map { targets[place][$0] - Double($1) }
            let kernelErrors = judged.map { smooth.deviations[$0] }
            models.append(
                ScalarModel(
                    metric: scalar.metric, scale: scalar.scale, growsAlongAxis: scalar.growsAlongAxis,
                    kernel: smooth.kernel, output: smooth.output, spreadOutput: smooth.spreadOutput,
                    calibration: smooth.calibration,
                    trees: try TreeFit(features: rows, targets: target, seed: seed).ensemble(),
                    treeCalibration: Calibration.fitted(to: errors),
                    prefersTrees: Self.squares(errors) < Self.squares(kernelErrors)))
        }
        self.models = models
    }

    /// What a process says of a scalar.
    private struct Smoothed {
        var kernel, output, spreadOutput: Int
        /// How far each run is from what the others predict of it.
        var deviations: [Double]
        var calibration: Calibration
    }

    private static func squares(_ errors: [Double]) -> Double { errors.reduce(0) { $0 + $1 * $1 } }
}

extension Matrix {
    fileprivate var allColumns: [[Double]] { (0..<columns).map(column) }
}
