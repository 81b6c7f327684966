/// The scale on which a quantity is modelled, and the way back.
package enum Scale: Sendable, Equatable {
    /// As it is.
    case linear
    /// By its natural logarithm.
    case logarithmic
    /// A quantity between 0 and an upper bound, by ln(p / (1 - p)) with p = (v / bound + offset) / (1 + 2 offset).
    case logistic(bound: Float, offset: Float)

    /// To the scale.
    package func transformed(_ value: Double) -> Double {
        switch self {
        case .linear: return value
        case .logarithmic: return logarithm(value)
        case .logistic(let bound, let offset):
            let share = min(max(value / Double(bound), 0), 1)
            return logarithm((share + Double(offset)) / (1 - share + Double(offset)))
        }
    }

    /// Back from the scale, eight at a time.
    func restored(_ z: Vector) -> Vector {
        switch self {
        case .linear: return z
        case .logarithmic: return z.exponential
        case .logistic(let bound, let offset):
            let share = 1 / (1 + (0 - z).exponential)
            let value = share * (1 + 2 * offset) - offset
            return pointwiseMin(pointwiseMax(value, .zero), .one) * bound
        }
    }
}

/// A quantity that is normal on its scale, at eight places: its mean and standard deviation back from the scale.
///
/// By Gauss and Hermite's rule of three points: the centre counts 2/3, and sqrt(3) deviations to each side 1/6.
struct Restored {
    let mean, spread: Vector

    init(_ scale: Scale, centre: Vector, deviation: Vector) {
        let reach = deviation * 1.732_050_8
        let (low, middle, high) = (
            scale.restored(centre - reach), scale.restored(centre), scale.restored(centre + reach)
        )
        mean = middle * (2.0 / 3) + (low + high) * (1.0 / 6)
        let (below, at, above) = (low - mean, middle - mean, high - mean)
        spread = (at * at * (2.0 / 3) + (below * below + above * above) * (1.0 / 6)).squareRoot()
    }
}
