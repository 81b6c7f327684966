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
            let scale = inverseLengths[feature]
            return pointFeatures[feature * points..<(feature + 1) * points].vectors.map { $0 * scale }
        }
        scaledPoints = Self.interleaved(features, blocks: (points + 7) / 8)
        weightVectors = Self.interleaved(
            means.indices.map { weights[$0 * points..<($0 + 1) * points].vectors }, blocks: (points + 7) / 8)
    }

    /// The first vector of each list, then the second of each, and so on.
    private static func interleaved(_ lists: [[Vector]], blocks: Int) -> [Vector] {
        var result: [Vector] = []
        result.reserveCapacity(lists.count * blocks)
        for block in 0..<blocks { for list in lists { result.append(list[block]) } }
        return result
    }

    /// All outputs for a configuration. O(points * (features + outputs)).
    package func outputs(_ features: [Float]) -> [Float] {
        let scaled = zip(features, inverseLengths).map { Vector(repeating: $0 * $1) }
        var sums = [Vector](repeating: .zero, count: means.count)
        let (width, height) = (scaled.count, sums.count)
        // Unsafe for speed: places are below the counts that `init` made these lists with.
        unsafe scaledPoints.withUnsafeBufferPointer { points in
            unsafe weightVectors.withUnsafeBufferPointer { weights in
                unsafe sums.withUnsafeMutableBufferPointer { sums in
                    unsafe scaled.withUnsafeBufferPointer { scaled in
                        for block in 0..<(self.points + 7) / 8 {
                            var squares = Vector.zero
                            for feature in 0..<width {
                                let difference = unsafe points[block * width + feature] - scaled[feature]
                                squares += difference * difference
                            }
                            let kernel = Self.matern(squares)
                            for output in 0..<height {
                                unsafe sums[output] += kernel * weights[block * height + output]
                            }
                        }
                    }
                }
            }
        }
        return zip(means, sums).map { $0 + $1.sum() }
    }

    /// The kernel at squared distances.
    private static func matern(_ squares: Vector) -> Vector {
        let distance = (squares * 5).squareRoot()
        return (1 + distance + squares * (5.0 / 3)) * (0 - distance).exponential
    }
}
