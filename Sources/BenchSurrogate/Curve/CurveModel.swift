/// A series predicted over its axis, from a few components of its course on the modelled scale.
package struct CurveModel: Sendable, Equatable {
    /// The column, such as test_ema_epoch.top1_err.
    package let column: String
    /// The metrics that are this column's last value.
    package let metrics: [String]
    /// The scale it is modelled on.
    package let scale: Scale
    /// Where along the axis the nodes stand: from 0, its first step, to 1, its last.
    package let nodes: [Float]
    /// The mean course and the components, each one number a node.
    package let course: Components
    /// The same for the logarithm of the spread.
    package let spread: Components
    /// By how much a deviation at a node continues that of the node before: from -1 to 1.
    package let continuity: [Float]
    /// One factor a share and node: how wide the intervals are.
    package let calibrations: [Calibration]
    /// The networks beside it.
    package let bezier: BezierEnsemble

    /// The factors of `calibrations` by share and eight nodes, and those that give a standard deviation.
    private let factors: [[Vector]]
    private let deviations: [Vector]

    /// A mean and components at each node, weighted by outputs of the kernel.
    package struct Components: Sendable, Equatable {
        /// The kernel's first output that is a weight.
        package let firstOutput: Int
        /// The number of components.
        package let count: Int
        /// One number a node.
        package let mean: [Float]
        /// Component after component, one number a node.
        package let basis: [Float]

        private let meanVectors, basisVectors: [Vector]

        /// Makes components.
        package init(firstOutput: Int, count: Int, mean: [Float], basis: [Float]) {
            (self.firstOutput, self.count, self.mean, self.basis) = (firstOutput, count, mean, basis)
            meanVectors = mean.vectors
            basisVectors = (0..<count).flatMap { basis[$0 * mean.count..<($0 + 1) * mean.count].vectors }
        }

        /// The sum at each node, the last vector filled up with zeros.
        func values(_ outputs: [Float]) -> [Vector] {
            var sums = meanVectors
            for component in 0..<count {
                let weight = outputs[firstOutput + component]
                let start = component * sums.count
                for block in sums.indices { sums[block] += weight * basisVectors[start + block] }
            }
            return sums
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
        factors = Calibration.shares.indices.map { share in calibrations.map { $0[share] }.vectors }
        deviations = calibrations.map(\.deviation).vectors
    }

    /// The course at the nodes: its mean and spread, and the ends of the three intervals, from the kernel's outputs.
    func atNodes(_ outputs: [Float]) -> CurveAtNodes {
        let centres = course.values(outputs)
        let widths = spread.values(outputs).map(\.exponential)
        var result = CurveAtNodes()
        for block in centres.indices {
            let (centre, width) = (centres[block], widths[block])
            let restored = Restored(scale, centre: centre, deviation: width * deviations[block])
            result.mean.append(restored.mean)
            result.spread.append(restored.spread)
            for share in Calibration.shares.indices {
                let half = width * factors[share][block]
                result.lower[share].append(scale.restored(centre - half))
                result.upper[share].append(scale.restored(centre + half))
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
}

/// What a model says at its nodes, eight of them in a vector.
struct CurveAtNodes {
    var mean: [Vector] = []
    var spread: [Vector] = []
    var lower: [[Vector]] = Array(repeating: [], count: Calibration.shares.count)
    var upper: [[Vector]] = Array(repeating: [], count: Calibration.shares.count)
}

/// Ascending places between nodes: which node is before each, and how far it is on the way to the next.
struct Interpolation {
    private var before: [Int] = []
    private var shares: [Float] = []
    private let count: Int

    init(of places: [Float], between nodes: [Float]) {
        var node = 0
        count = nodes.count
        before.reserveCapacity(places.count)
        shares.reserveCapacity(places.count)
        for place in places {
            while node + 2 < nodes.count, nodes[node + 1] <= place { node += 1 }
            before.append(node)
            shares.append((place - nodes[node]) / (nodes[node + 1] - nodes[node]))
        }
    }

    /// Numbers at nodes, by straight lines at the places.
    func values(_ vectors: [Vector]) -> [Double] { values(vectors.numbers(count)) }

    /// Numbers at nodes, by straight lines at the places.
    func values(_ known: [Float]) -> [Double] {
        before.indices.map { place in
            let node = before[place]
            return Double(known[node] + shares[place] * (known[node + 1] - known[node]))
        }
    }
}
