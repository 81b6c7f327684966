import BenchSchema
import BenchSurrogate

/// A Gaussian process whose outputs share one Matern kernel with a length for each feature.
///
/// Lengths and noise have the largest marginal likelihood (Rasmussen and Williams 2006, section 5.4.1), the variance of
/// each output being profiled out. Where only some runs are chosen to predict from, they stand for all by the subset of
/// regressors (section 8.3.1).
struct GaussianProcess {
    /// 1 / length of each feature.
    let inverseLengths: [Double]
    /// The noise's share of the variance.
    let noise: Double
    /// Which runs predictions are made from.
    let chosen: [Int]
    /// The kernel between all runs and the chosen ones.
    private let kernel: Matrix

    /// The least noise: with less, single precision would not do for the weights.
    fileprivate static let jitter = 1e-3

    /// Finds lengths and noise for outputs of these weights, looking at the chosen runs; `features` and `outputs` have a row a run.
    init(
        features: Matrix, outputs: Matrix, weights: [Double], chosen: [Int]
    ) throws(BenchError) {
        self.chosen = chosen
        let points = features.rows(at: chosen)
        let likelihood = Likelihood(
            points: points, centred: outputs.rows(at: chosen).centred().centred, weights: weights)
        let start = [Double](repeating: 1, count: features.columns) + [-1]
        let best = Minimizer.minimum(from: start, steps: 60, tolerance: 0.02, likelihood.negative)
        inverseLengths = best.dropLast().map { exponential(-$0) }
        noise = exponential(2 * best[features.columns]) + Self.jitter
        kernel = Kernel.values(
            Kernel.squares(features.scaled(inverseLengths), points.scaled(inverseLengths)))
    }

    /// Which of so many runs predictions are made from, where at most `points` may be.
    static func chosen(of count: Int, points: Int, seed: UInt64) -> [Int] {
        guard count > points else { return Array(0..<count) }
        var random = NormalNumbers(seed: seed)
        return Array(0..<count).shuffled(using: &random).prefix(points).sorted()
    }

    /// Weights of the chosen runs for each output, and what each run's outputs would be without it.
    struct Smoothing {
        /// One row a chosen run, one column an output.
        var weights: Matrix
        /// The outputs' means.
        var means: [Double]
        /// One row a run: its outputs, predicted from the other runs (Rasmussen and Williams 2006, equation 5.12).
        var leftOut: Matrix
    }

    /// Fits outputs under the process's own noise, or another.
    func smoothing(_ outputs: Matrix, noise: Double? = nil) throws(BenchError) -> Smoothing {
        let noise = noise ?? self.noise
        let (centred, means) = outputs.centred()
        let isWhole = chosen.count == outputs.rows
        let system =
            isWhole
            ? kernel.addingToDiagonal(noise)
            : sum(
                Matrix.product(kernel, kernel, firstTurned: true),
                kernel.rows(at: chosen).addingToDiagonal(Self.jitter),
                noise)
        guard let inverse = system.inverse()?.inverse else {
            throw BenchError(.limit, "the runs are too alike for a Gaussian process")
        }
        var leftOut = outputs
        if isWhole {
            let weights = Matrix.product(inverse, centred)
            for run in 0..<outputs.rows {
                for output in 0..<outputs.columns { leftOut[run, output] -= weights[run, output] / inverse[run, run] }
            }
            return Smoothing(weights: weights, means: means, leftOut: leftOut)
        }
        let reach = Matrix.product(kernel, inverse)
        let weights = Matrix.product(reach, centred, firstTurned: true)
        let fitted = Matrix.product(kernel, weights)
        for run in 0..<outputs.rows {
            let own = zip(reach.row(run), kernel.row(run)).reduce(0) { $0 + $1.0 * $1.1 }
            for output in 0..<outputs.columns {
                leftOut[run, output] -= (centred[run, output] - fitted[run, output]) / max(1 - own, 1e-9)
            }
        }
        return Smoothing(weights: weights, means: means, leftOut: leftOut)
    }

    private func sum(_ a: Matrix, _ b: Matrix, _ factor: Double) -> Matrix {
        var result = a
        for place in result.values.indices { result.values[place] += factor * b.values[place] }
        return result
    }
}

/// The Matern kernel of smoothness 5/2.
private enum Kernel {
    /// Squared distances between the rows of two matrices.
    static func squares(_ a: Matrix, _ b: Matrix) -> Matrix {
        var result = Matrix.product(a, b, secondTurned: true)
        let (aNorms, bNorms) = (norms(a), norms(b))
        for row in 0..<a.rows {
            for column in 0..<b.rows {
                result[row, column] = max(0, aNorms[row] + bNorms[column] - 2 * result[row, column])
            }
        }
        return result
    }

    private static func norms(_ matrix: Matrix) -> [Double] {
        (0..<matrix.rows).map { matrix.row($0).reduce(0) { $0 + $1 * $1 } }
    }

    static func values(_ squares: Matrix) -> Matrix {
        var result = squares
        for place in result.values.indices {
            let square = result.values[place]
            let distance = (5 * square).squareRoot()
            result.values[place] = (1 + distance + square * (5.0 / 3)) * exponential(-distance)
        }
        return result
    }
}

/// The likelihood of lengths and noise, by their logarithms.
struct Likelihood {
    let points: Matrix
    let centred: Matrix
    let weights: [Double]

    /// Minus its logarithm and the slopes of that, with weak priors; nil where the kernel can't be inverted.
    func negative(_ parameters: [Double]) -> (value: Double, slope: [Double])? {
        let (count, features) = (points.rows, points.columns)
        let scaled = points.scaled(parameters.dropLast().map { exponential(-$0) })
        let squares = Kernel.squares(scaled, scaled)
        let noise = exponential(2 * parameters[features])
        guard
            let (inverse, logDeterminant) = Kernel.values(squares).addingToDiagonal(noise + GaussianProcess.jitter)
                .inverse()
        else { return nil }
        let solved = Matrix.product(inverse, centred)
        let total = weights.reduce(0, +)
        var value = logDeterminant / 2
        var weighted = solved
        for output in 0..<centred.columns {
            var variance = 0.0
            for run in 0..<count { variance += centred[run, output] * solved[run, output] }
            variance = max(variance / Double(count), 1e-300)
            value += 0.5 * Double(count) * weights[output] / total * logarithm(variance)
            for run in 0..<count { weighted[run, output] *= weights[output] / total / variance }
        }
        // The slope by each element of the kernel, times what that element changes with its squared distance.
        var slopes = Matrix.product(solved, weighted, secondTurned: true)
        var noiseSlope = 0.0
        for place in slopes.values.indices {
            let slope = 0.5 * (inverse.values[place] - slopes.values[place])
            if place % (count + 1) == 0 { noiseSlope += slope }
            let distance = (5 * squares.values[place]).squareRoot()
            slopes.values[place] = slope * (-5.0 / 6) * (1 + distance) * exponential(-distance)
        }
        noiseSlope *= 2 * noise
        let moved = Matrix.product(slopes, scaled)
        let sums = (0..<count).map { slopes.row($0).reduce(0, +) }
        var slope = [Double](repeating: 0, count: features + 1)
        for run in 0..<count {
            for feature in 0..<features {
                let x = scaled[run, feature]
                slope[feature] -= 4 * (x * x * sums[run] - x * moved[run, feature])
            }
        }
        slope[features] = noiseSlope
        for (place, parameter) in parameters.enumerated() {
            let (centre, width): (Double, Double) = (place < features ? 1 : -1.5, 1.5)
            let distance = (parameter - centre) / width
            value += distance * distance / 2
            slope[place] += distance / width
        }
        return (value, slope)
    }
}

extension Matrix {
    /// Each column multiplied.
    fileprivate func scaled(_ factors: [Double]) -> Matrix {
        var result = self
        for row in 0..<rows { for column in 0..<columns { result[row, column] *= factors[column] } }
        return result
    }

    /// Each column less its mean.
    func centred() -> (centred: Matrix, means: [Double]) {
        let means = (0..<columns).map { column in self.column(column).reduce(0, +) / Double(max(rows, 1)) }
        var result = self
        for row in 0..<rows { for column in 0..<columns { result[row, column] -= means[column] } }
        return (result, means)
    }
}
