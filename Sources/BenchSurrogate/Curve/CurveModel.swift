/// A series predicted over its axis, from a few components of its course on the modelled scale.
package struct CurveModel: Sendable, Equatable {
    /// The column, such as test_ema_epoch.top1_err.
    package var column: String
    /// The metrics that are this column's last value.
    package var metrics: [String]
    /// The scale it is modelled on.
    package var scale: Scale
    /// Where along the axis the nodes stand: from 0, its first step, to 1, its last.
    package var nodes: [Float]
    /// The mean course and the components, each one number a node.
    package var course: Components
    /// The same for the logarithm of the spread.
    package var spread: Components
    /// By how much a deviation at a node continues that of the node before: from -1 to 1.
    package var continuity: [Float]
    /// One factor a share and node: how wide the intervals are.
    package var calibrations: [Calibration]
    /// The networks beside it.
    package var bezier: BezierEnsemble

    /// A mean and components at each node, weighted by outputs of the kernel.
    package struct Components: Sendable, Equatable {
        /// The kernel's first output that is a weight.
        package var firstOutput: Int
        /// The number of components.
        package var count: Int
        /// One number a node.
        package var mean: [Float]
        /// Component after component, one number a node.
        package var basis: [Float]

        /// Makes components.
        package init(firstOutput: Int, count: Int, mean: [Float], basis: [Float]) {
            (self.firstOutput, self.count, self.mean, self.basis) = (firstOutput, count, mean, basis)
        }

        /// The sum at each node, the last vector filled up with zeros.
        func values(_ outputs: [Float]) -> [Vector] {
            var sums = mean
            for component in 0..<count {
                let weight = outputs[firstOutput + component]
                let start = component * sums.count
                for node in sums.indices { sums[node] += weight * basis[start + node] }
            }
            return sums.vectors
        }
    }

    /// Makes a model.
    package init(
        column: String, metrics: [String], scale: Scale, nodes: [Float], course: Components, spread: Components,
        continuity: [Float], calibrations: [Calibration], bezier: BezierEnsemble
    ) {
        (self.column, self.metrics, self.scale, self.nodes) = (column, metrics, scale, nodes)
        (self.course, self.spread, self.continuity) = (course, spread, continuity)
        (self.calibrations, self.bezier) = (calibrations, bezier)
    }

    /// The course at the nodes: its mean and spread, and the ends of the three intervals, from the kernel's outputs.
    func atNodes(_ outputs: [Float]) -> CurveAtNodes {
        let centres = course.values(outputs)
        let widths = spread.values(outputs).map(\.exponential)
        var result = CurveAtNodes(count: nodes.count)
        for block in centres.indices {
            let (centre, width) = (centres[block], widths[block])
            let known = block * 8..<min(block * 8 + 8, nodes.count)
            var factor = Vector.zero
            for node in known { factor[node % 8] = calibrations[node].deviation }
            let restored = Restored(scale, centre: centre, deviation: width * factor)
            result.append(restored.mean, to: \.mean, known)
            result.append(restored.spread, to: \.spread, known)
            for share in Calibration.shares.indices {
                for node in known { factor[node % 8] = calibrations[node][share] }
                result.append(scale.restored(centre - width * factor), to: \.lower[share], known)
                result.append(scale.restored(centre + width * factor), to: \.upper[share], known)
            }
        }
        return result
    }

    /// One run's course at the nodes, drawn as a chain of normal deviations that continue each other.
    func drawn(_ outputs: [Float], _ normal: () -> Float) -> [Float] {
        let centres = course.values(outputs)
        let widths = spread.values(outputs).map(\.exponential)
        var deviation: Float = 0
        return nodes.indices.map { node in
            let kept = continuity[node]
            deviation = kept * deviation + (1 - kept * kept).squareRoot() * normal()
            let z = centres[node / 8][node % 8] + deviation * widths[node / 8][node % 8] * calibrations[node].deviation
            return scale.restored(Vector(repeating: z))[0]
        }
    }

    /// The curve of each network, at ascending places from 0 to 1.
    package func memberCurves(architecture: [Float], training: [Float], at places: [Float]) -> [[Double]] {
        let bound: Float = if case .logistic(let bound, _) = scale { bound } else { 1 }
        return bezier.curves(architecture: architecture, training: training, at: places).map { curve in
            curve.map { Double(min(max($0, 0), 1) * bound) }
        }
    }

    /// The mean of the networks' curves and the standard deviation that their disagreement is calibrated to.
    package func summary(of members: [[Double]]) -> (mean: [Double], spread: [Double]) {
        let count = Double(members.count)
        var (mean, spread): ([Double], [Double]) = ([], [])
        for step in members.first?.indices ?? 0..<0 {
            let average = members.reduce(0) { $0 + $1[step] } / count
            let variance = members.reduce(0) { $0 + ($1[step] - average) * ($1[step] - average) } / count
            mean.append(average)
            spread.append((variance.squareRoot() + BezierEnsemble.leastSpread) * Double(bezier.calibration.deviation))
        }
        return (mean, spread)
    }

    /// Numbers at nodes, between them by straight lines, at ascending places from 0 to 1.
    func interpolated(_ values: [Float], at places: [Float]) -> [Double] {
        var node = 0
        return places.map { place in
            while node + 2 < nodes.count, nodes[node + 1] <= place { node += 1 }
            let share = (place - nodes[node]) / (nodes[node + 1] - nodes[node])
            return Double(values[node] + share * (values[node + 1] - values[node]))
        }
    }
}

/// What a model says at its nodes.
struct CurveAtNodes {
    var mean: [Float] = []
    var spread: [Float] = []
    var lower: [[Float]]
    var upper: [[Float]]

    init(count: Int) {
        lower = Array(repeating: [], count: Calibration.shares.count)
        upper = lower
    }

    fileprivate mutating func append(
        _ vector: Vector, to field: WritableKeyPath<CurveAtNodes, [Float]>, _ known: Range<Int>
    ) {
        for node in known { self[keyPath: field].append(vector[node % 8]) }
    }
}
