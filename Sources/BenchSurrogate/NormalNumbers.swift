import Glibc

/// Normal numbers from a seed, by Box and Muller (1958) from SplitMix64's (Steele, Lea and Flood 2014).
package struct NormalNumbers: RandomNumberGenerator {
    private var state: UInt64

    /// Starts from a seed.
    package init(seed: UInt64) { state = seed }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// The next normal number.
    package mutating func next() -> Float {
        let radius = (-2 * log(Double(next() >> 11 | 1) * 0x1p-53)).squareRoot()
        return Float(radius * cos(2 * .pi * Double(next() >> 11) * 0x1p-53))
    }
}
