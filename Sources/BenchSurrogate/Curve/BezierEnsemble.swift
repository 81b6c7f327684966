/// Networks that each give a configuration's learning curve as a Bezier curve (EA-HAS-Bench, section 3.3).
package struct BezierEnsemble: Sendable, Equatable {
    /// The degree of the curves.
    package let degree: Int
    /// The networks, at most eight.
    package let members: [DenseNetwork]
    /// How many of the members' standard deviations hold a share of held-out values around their mean.
    package let calibration: Calibration

    /// What is added to the members' standard deviation, so that agreement alone is no certainty.
    package static let leastSpread = 0.1

    /// Makes an ensemble.
    package init(degree: Int, members: [DenseNetwork], calibration: Calibration) {
        (self.degree, self.members, self.calibration) = (degree, members, calibration)
    }

    /// Each member's curve, from 0 to 1, at ascending places from 0 to 1.
    package func curves(architecture: [Float], training: [Float], at places: [Float]) -> [[Float]] {
        let outputs = members.map { $0.outputs(architecture: architecture, training: training) }
        let values = BezierCurves(outputs: outputs, degree: degree).values(at: places)
        return members.indices.map { member in values.map { $0[member] } }
    }
}
