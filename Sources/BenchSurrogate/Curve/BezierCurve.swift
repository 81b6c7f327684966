/// Bezier curves of one degree side by side, one a lane, as Bernstein's polynomials of their control points.
///
/// The control points' x never decrease from 0 to 1, so x(t) doesn't either and each x has its y.
package struct BezierCurves {
    /// The x of each control point.
    private let x: [SIMD8<Float>]
    private let y: [SIMD8<Float>]
    /// The inner points' steps in x before they are divided, and the sum of all steps.
    private let steps: [SIMD8<Float>]
    private let total: SIMD8<Float>
    /// The same curves as sums of powers of t, the constants first.
    private let xPowers, yPowers: [SIMD8<Float>]

    /// What a network's last layer means: the y of both ends, then the inner points' steps in x, then their y.
    ///
    /// The ends' y are logistic; the steps in x are e to the outputs, the last one 1, divided by their sum.
    package init(outputs: [[Float]], degree: Int) {
        let columns = (0..<2 * degree).map { place in outputs.map { $0[place] }.vectors.first ?? .zero }
        steps = columns[2..<degree + 1].map(\.exponential)
        var position = SIMD8<Float>.zero
        var positions = [position]
        for step in steps {
            position += step
            positions.append(position)
        }
        let total = position + 1
        positions.append(total)
        x = positions.map { $0 / total }
        let ends = columns[..<2].map { 1 / (1 + (0 - $0).exponential) }
        y = [ends[0]] + columns[(degree + 1)...] + [ends[1]]
        self.total = total
        (xPowers, yPowers) = (Self.powers(x), Self.powers(y))
    }

    /// The coefficients of t^k: differences of order k of the control points, times n over k.
    private static func powers(_ control: [SIMD8<Float>]) -> [SIMD8<Float>] {
        var (differences, result, binomial) = (control, [SIMD8<Float>](), Float(1))
        for k in control.indices {
            result.append(differences[0] * binomial)
            for place in 0..<differences.count - 1 { differences[place] = differences[place + 1] - differences[place] }
            differences.removeLast()
            binomial = binomial * Float(control.count - 1 - k) / Float(k + 1)
        }
        return result
    }

    /// The y at places from 0 to 1, in ascending order: of each, one number a curve. O(places * degree).
    func values(at places: [Float]) -> [SIMD8<Float>] {
        var t = SIMD8<Float>.zero
        return places.map { place in
            t = root(at: place, from: t)
            return Self.point(yPowers, t).value
        }
    }

    /// A point of each curve.
    package struct Point {
        /// The height.
        package var y: SIMD8<Float>
        /// Bernstein's polynomials there.
        package var bernstein: [SIMD8<Float>]
        /// dy/dx.
        package var steepness: SIMD8<Float>
    }

    /// The points at places from 0 to 1, in ascending order.
    package func points(at places: [Float]) -> [Point] {
        var t = SIMD8<Float>.zero
        return places.map { place in
            t = root(at: place, from: t)
            let (height, rise) = Self.point(yPowers, t)
            let run = pointwiseMax(Self.point(xPowers, t).slope, SIMD8(repeating: 1e-3))
            return Point(y: height, bernstein: bernstein(t), steepness: rise / run)
        }
    }

    /// Nothing for each control point.
    package var zeros: [SIMD8<Float>] { x.map { _ in .zero } }

    /// The slopes of a loss by the network's outputs, from those by the control points.
    package func slopes(x xSlopes: [SIMD8<Float>], y ySlopes: [SIMD8<Float>]) -> [SIMD8<Float>] {
        let last = y.count - 1
        let ends = [0, last].map { ySlopes[$0] * y[$0] * (1 - y[$0]) }
        // x_k is the sum of the first k steps divided by that of all.
        var all = SIMD8<Float>.zero
        for k in 1..<last { all += xSlopes[k] * x[k] }
        let inner = steps.indices.map { step in
            var slope = 0 - all
            for k in step + 1..<last { slope += xSlopes[k] }
            return slope * steps[step] / total
        }
        return ends + inner + ySlopes[1..<last]
    }

    /// Where x(t) is `place`: Newton's steps, and halving wherever one would leave what is known to hold the root.
    private func root(at place: Float, from start: SIMD8<Float>) -> SIMD8<Float> {
        var (t, low, high) = (start, SIMD8<Float>.zero, SIMD8<Float>.one)
        for _ in 0..<Self.rounds {
            let (at, slope) = Self.point(xPowers, t)
            let error = at - place
            let isFar = error .> Self.tolerance .| error .< -Self.tolerance
            if !any(isFar) { break }
            let isBefore = error .< 0
            low.replace(with: t, where: isBefore)
            high.replace(with: t, where: .!isBefore)
            var next = t - error / slope
            let isOutside = .!((next .>= low) .& (next .<= high))
            next.replace(with: (low + high) * 0.5, where: isOutside)
            t = next
        }
        return t
    }

    private static let rounds = 8
    private static let tolerance: Float = 2e-6

    /// The curve at t and its derivative, by Horner's scheme.
    private static func point(
        _ powers: [SIMD8<Float>], _ t: SIMD8<Float>
    ) -> (value: SIMD8<Float>, slope: SIMD8<Float>) {
        unsafe powers.withUnsafeBufferPointer { powers in
            var (value, slope) = (unsafe powers[powers.count - 1], SIMD8<Float>.zero)
            for k in stride(from: powers.count - 2, through: 0, by: -1) {
                slope = slope * t + value
                value = unsafe value * t + powers[k]
            }
            return (value, slope)
        }
    }

    /// Bernstein's polynomials at t, by the recurrence that de Casteljau's scheme rests on.
    private func bernstein(_ t: SIMD8<Float>) -> [SIMD8<Float>] {
        var result: [SIMD8<Float>] = [.one]
        let rest = 1 - t
        for _ in 1..<y.count {
            var next = result.map { rest * $0 } + [.zero]
            for place in result.indices { next[place + 1] += t * result[place] }
            result = next
        }
        return result
    }
}
