/// Several outputs of one Gaussian process: weighted sums of a Matern kernel between a configuration and known ones.
///
/// Rasmussen and Williams 2006, equations 2.25 and 4.17: sums over points of weight * k(r), with
/// k(r) = (1 + sqrt(5) r + 5/3 r^2) e^(-sqrt(5) r) and r the distance with each feature divided by its own length.
package struct KernelModel: Sendable {
    /// 1 / length of each feature.
    package let inverseLengths: [Float]
    /// What each output is where no point is near.
    package let means: [Float]
    /// The weight of each point, output after output.
    package let weights: [Float]
    private let points: Int
    /// Scaled features of eight points at a time, then the next eight; likewise the weights.
    private let scaledPoints: [Vector]
    private let weightVectors: [Vector]

    /// Makes a model; `pointFeatures` holds each feature of all points, feature after feature.
    package init(pointFeatures: [Float], inverseLengths: [Float], means: [Float], weights: [Float]) {
        (self.inverseLengths, self.means, self.weights) = (inverseLengths, means, weights)
        let points = inverseLengths.isEmpty ? 0 : pointFeatures.count / inverseLengths.count
        self.points = points
        let features = inverseLengths.indices.map { feature in
            pointFeatures[feature * points..<(feature + 1) * points].map { $0 * inverseLengths[feature] }.vectors
        }
        let outputs = means.indices.map { Array(weights[$0 * points..<($0 + 1) * points]).vectors }
        let blocks = (points + 7) / 8
        scaledPoints = (0..<blocks).flatMap { block in features.map { $0[block] } }
        weightVectors = (0..<blocks).flatMap { block in outputs.map { $0[block] } }
    }

    /// All outputs for a configuration. O(points * (features + outputs)).
    package func outputs(_ features: [Float]) -> [Float] {
        let scaled = zip(features, inverseLengths).map { Vector(repeating: $0 * $1) }
        var sums = [Vector](repeating: .zero, count: means.count)
        let (width, height) = (scaled.count, sums.count)
        for block in 0..<(points + 7) / 8 {
            var squares = Vector.zero
            for feature in 0..<width {
                let difference = scaledPoints[block * width + feature] - scaled[feature]
                squares += difference * difference
            }
            let distance = (squares * 5).squareRoot()
            let kernel = (1 + distance + squares * (5.0 / 3)) * (0 - distance).exponential
            for output in 0..<height { sums[output] += kernel * weightVectors[block * height + output] }
        }
        return zip(means, sums).map { $0 + $1.sum() }
    }
}
