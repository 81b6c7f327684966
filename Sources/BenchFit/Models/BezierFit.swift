import BenchSchema
import BenchSurrogate

/// The Bezier curve nearest to given points, its ends on the first and the last of them.
struct BezierFit {
    /// The control points, both ends included.
    let x, y: [Double]

    /// Least squares over the inner control points, each point's t being its share of the way along all points.
    ///
    /// (Chord lengths: Farin 2002, section 9.5.) Of fewer than three points, or where they don't decide, a straight line.
    init(x: [Double], y: [Double], degree: Int) throws(BenchError) {
        let last = x.count - 1
        var way = [0.0]
        for point in 1...max(last, 1) where point <= last {
            let (dx, dy) = (x[point] - x[point - 1], y[point] - y[point - 1])
            way.append(way[point - 1] + (dx * dx + dy * dy).squareRoot())
        }
        let length = max(way[last], 1e-12)
        let bernstein = way.map { Self.bernstein($0 / length, degree: degree) }
        let inner = Matrix(rows: bernstein.map { Array($0[1..<degree]) }, columns: degree - 1)
        let normal = Matrix.product(inner, inner, firstTurned: true).addingToDiagonal(1e-9)
        let ends = (0...last).map { point in
            [
                x[point] - bernstein[point][0] * x[0] - bernstein[point][degree] * x[last],
                y[point] - bernstein[point][0] * y[0] - bernstein[point][degree] * y[last],
            ]
        }
        guard let inverse = normal.inverse()?.inverse else {
            throw BenchError(.limit, "no Bezier curve of degree \(degree) can be fitted")
        }
        let solved = Matrix.product(
            inverse, Matrix.product(inner, Matrix(rows: ends, columns: 2), firstTurned: true))
        self.x = [x[0]] + solved.column(0) + [x[last]]
        self.y = [y[0]] + solved.column(1) + [y[last]]
    }

    /// Bernstein's polynomials of a degree at t.
    static func bernstein(_ t: Double, degree: Int) -> [Double] {
        var result = [1.0]
        for _ in 0..<degree {
            var next = result.map { (1 - t) * $0 } + [0]
            for place in result.indices { next[place + 1] += t * result[place] }
            result = next
        }
        return result
    }
}

extension BezierEnsemble {
    /// The outputs at which a network gives the mean of the runs' fitted curves, a start for its last constants.
    static func meanOutputs(_ curves: [[Double]], degree: Int) throws(BenchError) -> [Float] {
        var (xs, ys) = ([Double](repeating: 0, count: degree + 1), [Double](repeating: 0, count: degree + 1))
        let places = BezierLoss.places.map { Double($0) }
        for curve in curves {
            let fit = try BezierFit(x: places, y: curve, degree: degree)
            for k in 0...degree {
                xs[k] += fit.x[k] / Double(curves.count)
                ys[k] += fit.y[k] / Double(curves.count)
            }
        }
        let ends = [ys[0], ys[degree]].map { min(max($0, 0.001), 0.999) }.map { Float(logarithm($0 / (1 - $0))) }
        let steps = (1...degree).map { max(xs[$0] - xs[$0 - 1], 0.01) }
        return ends + steps.dropLast().map { Float(logarithm($0 / steps[degree - 1])) }
            + ys[1..<degree].map { Float($0) }
    }
}
