import BenchSurrogate

/// How far a network's Bezier curves are from the measured ones: the mean square of the vertical distances.
struct BezierLoss {
    let degree: Int
    /// Where along the axis distances are taken.
    static let places: [Float] = (0..<24).map { Float($0) / 23 }
    /// How much each of them counts: the last value more than the others.
    static let weights: [Float] = (0..<24).map { $0 == 23 ? 4.0 / 27 : 1.0 / 27 }

    /// The loss summed over rows, and its slopes by the network's outputs.
    ///
    /// The curve's t where x is a given place moves with the control points (implicit function theorem), so that
    /// dy/dx_k = -y'(t) / x'(t) * b_k(t) and dy/dy_k = b_k(t), b_k being Bernstein's polynomials.
    func value(_ outputs: [Float], targets: [[Float]]) -> (value: Float, slopes: [Float]) {
        let width = 2 * degree
        var slopes = [Float](repeating: 0, count: outputs.count)
        var total: Float = 0
        for start in stride(from: 0, to: targets.count, by: 8) {
            let rows = start..<min(start + 8, targets.count)
            let curves = BezierCurves(
                outputs: rows.map { Array(outputs[$0 * width..<($0 + 1) * width]) }, degree: degree)
            var (xSlopes, ySlopes) = (curves.zeros, curves.zeros)
            for (place, found) in curves.points(at: Self.places).enumerated() {
                var error = SIMD8<Float>.zero
                for row in rows { error[row - start] = found.y[row - start] - targets[row][place] }
                let weighted = error * Self.weights[place]
                total += (error * weighted).sum()
                let slope = weighted * 2
                for (k, b) in found.bernstein.enumerated() {
                    ySlopes[k] += slope * b
                    xSlopes[k] -= slope * b * found.steepness
                }
            }
            let byOutput = curves.slopes(x: xSlopes, y: ySlopes)
            for row in rows {
                for (place, slope) in byOutput.enumerated() { slopes[row * width + place] = slope[row - start] }
            }
        }
        return (total, slopes)
    }
}
