import BenchSchema
import BenchSurrogate

/// Fits the courses of all curves by one Gaussian process on their principal components.
struct CurveFit {
    /// The kernel of all outputs.
    let kernel: KernelModel
    /// One a curve, without its networks' part.
    let parts: [Part]

    /// What a curve's model is but for its networks.
    struct Part {
        var course, spread: CurveModel.Components
        var continuity: [Float]
        var calibrations: [Calibration]
    }

    /// Where the nodes stand: closer together where curves change most, at the beginning.
    static let nodes: [Float] = (0..<48).map { node in
        let place = Double(node) / 47
        return Float(exponential(1.3 * logarithm(max(place, 1e-300))))
    }
    private static let components = 12
    private static let spreadComponents = 4
    /// The outputs that a curve takes of the kernel.
    static let outputs = components + spreadComponents

    /// Fits the curves of these runs.
    init(_ curves: [CurveTarget], _ runs: [TrainingRun], features: Matrix, chosen: [Int]) throws(BenchError) {
        var courses: [PrincipalComponents] = []
        var known: [Matrix] = []
        for (place, curve) in curves.enumerated() {
            let rows = runs.map { $0.courses[place].values(at: Self.nodes, on: curve.scale) }
            known.append(Matrix(rows: rows, columns: Self.nodes.count))
            courses.append(try PrincipalComponents(of: known[place], count: Self.components))
        }
        let process = try GaussianProcess(
            features: features, outputs: Matrix.beside(courses.map(\.scores), rows: runs.count),
            weights: courses.flatMap(\.variances), chosen: chosen)
        var (outputs, means): ([[Double]], [Double]) = ([], [])
        var parts: [Part] = []
        for (place, course) in courses.enumerated() {
            let smoothing = try process.smoothing(course.scores)
            let deviations = known[place].less(course.rows(smoothing.leftOut))
            let sizes = SpreadFit.logarithms(deviations)
            let spread = try PrincipalComponents(of: sizes, count: Self.spreadComponents)
            let spreadSmoothing = try process.smoothing(spread.scores, noise: SpreadFit.noise)
            let standardised = deviations.divided(byExponentialOf: spread.rows(spreadSmoothing.leftOut))
            let first = outputs.count
            for (weights, mean) in [
                (smoothing.weights, smoothing.means), (spreadSmoothing.weights, spreadSmoothing.means),
            ] {
                outputs += (0..<weights.columns).map(weights.column)
                means += mean
            }
            parts.append(
                Part(
                    course: course.components(firstOutput: first),
                    spread: spread.components(firstOutput: first + course.basis.rows),
                    continuity: Self.continuity(standardised),
                    calibrations: Self.nodes.indices.map { Calibration.fitted(to: standardised.column($0)) }))
        }
        kernel = KernelModel(process, features, outputs: outputs, means: means)
        self.parts = parts
    }

    /// The correlation of each node's deviations with those of the node before.
    private static func continuity(_ standardised: Matrix) -> [Float] {
        (0..<standardised.columns).map { node in
            guard node > 0 else { return 0 }
            let (before, here) = (standardised.column(node - 1), standardised.column(node))
            let square =
                zip(before, before).reduce(0) { $0 + $1.0 * $1.1 } * zip(here, here).reduce(0) { $0 + $1.0 * $1.1 }
            let product = zip(before, here).reduce(0) { $0 + $1.0 * $1.1 }
            return square > 0 ? Float(min(max(product / square.squareRoot(), -1), 1)) : 0
        }
    }
}

extension KernelModel {
    /// The process's kernel with the weights and the mean of each output.
    init(_ process: GaussianProcess, _ features: Matrix, outputs: [[Double]], means: [Double]) {
        let points = features.rows(at: process.chosen)
        self.init(
            pointFeatures: (0..<points.columns).flatMap { points.column($0).map { Float($0) } },
            inverseLengths: process.inverseLengths.map { Float($0) }, means: means.map { Float($0) },
            weights: outputs.flatMap { $0.map { Float($0) } })
    }
}

extension PrincipalComponents {
    fileprivate func components(firstOutput: Int) -> CurveModel.Components {
        CurveModel.Components(
            firstOutput: firstOutput, count: basis.rows, mean: mean.map { Float($0) },
            basis: basis.values.map { Float($0) })
    }
}

extension Matrix {
    /// Matrices side by side.
    static func beside(_ parts: [Matrix], rows: Int) -> Matrix {
        Matrix(
            rows: (0..<rows).map { row in parts.flatMap { $0.row(row) } }, columns: parts.reduce(0) { $0 + $1.columns })
    }

    func less(_ other: Matrix) -> Matrix {
        var result = self
        for place in values.indices { result.values[place] -= other.values[place] }
        return result
    }

    func divided(byExponentialOf other: Matrix) -> Matrix {
        var result = self
        for place in values.indices { result.values[place] /= exponential(other.values[place]) }
        return result
    }
}
