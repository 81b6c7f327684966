/// Limited-memory BFGS with backtracking (Nocedal and Wright 2006, algorithms 7.4 and 3.1).
enum Minimizer {
    /// Steps down from `start` until a step gains less than `tolerance`, at most so many times.
    static func minimum(
        from start: [Double], steps: Int, tolerance: Double, _ function: ([Double]) -> (value: Double, slope: [Double])?
    ) -> [Double] {
        guard var (value, slope) = function(start) else { return start }
        var point = start
        var pairs: [(step: [Double], change: [Double], scale: Double)] = []
        for _ in 0..<steps {
            let direction = self.direction(slope, pairs)
            let descent = dot(direction, slope)
            guard descent < 0 else { break }
            var length = pairs.isEmpty ? min(1, 1 / dot(slope, slope).squareRoot()) : 1
            var next: (point: [Double], value: Double, slope: [Double])?
            for _ in 0..<20 {
                let candidate = zip(point, direction).map { $0 + length * $1 }
                if let (newValue, newSlope) = function(candidate), newValue <= value + 1e-4 * length * descent {
                    next = (candidate, newValue, newSlope)
                    break
                }
                length /= 2
            }
            guard let next else { break }
            let step = zip(next.point, point).map { $0 - $1 }
            let change = zip(next.slope, slope).map { $0 - $1 }
            let curvature = dot(step, change)
            if curvature > 1e-10 { pairs.append((step, change, 1 / curvature)) }
            if pairs.count > 10 { pairs.removeFirst() }
            let gain = value - next.value
            (point, value, slope) = next
            if gain < tolerance { break }
        }
        return point
    }

    private static func direction(
        _ slope: [Double], _ pairs: [(step: [Double], change: [Double], scale: Double)]
    ) -> [Double] {
        var result = slope.map { -$0 }
        var weights: [Double] = []
        for pair in pairs.reversed() {
            let weight = pair.scale * dot(pair.step, result)
            weights.append(weight)
            for place in result.indices { result[place] -= weight * pair.change[place] }
        }
        if let last = pairs.last {
            let scale = 1 / (last.scale * dot(last.change, last.change))
            for place in result.indices { result[place] *= scale }
        }
        for (pair, weight) in zip(pairs, weights.reversed()) {
            let back = pair.scale * dot(pair.change, result)
            for place in result.indices { result[place] += (weight - back) * pair.step[place] }
        }
        return result
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
