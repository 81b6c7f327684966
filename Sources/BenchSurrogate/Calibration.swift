/// How far values lie from what was predicted, in units of the predicted spread: learned on values not fitted to.
package struct Calibration: Sendable, Equatable {
    /// The factors that hold half, 80 % and 95 % of the values.
    package let factors: [Float]

    /// The shares that have a factor.
    package static let shares = [0.5, 0.8, 0.95]

    /// Makes a calibration of one factor a share.
    package init(factors: [Float]) { self.factors = factors }

    /// What a standard deviation is, were the values normal and 80 % of them in the interval that holds 80 %.
    package var deviation: Float { factors[1] / 1.281_551_6 }

    /// The interval's factor for the share at this place in `shares`.
    package subscript(place: Int) -> Float { factors[place] }
}
