import BenchStatistics
import Glibc

/// Normal numbers from a seed, by Box and Muller (1958).
package struct NormalNumbers: RandomNumberGenerator {
    private var uniform: SplitMix64

    /// Starts from a seed.
    package init(seed: UInt64) { uniform = SplitMix64(seed: seed) }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 { uniform.next() }

    /// The next normal number.
    package mutating func next() -> Float {
        let radius = (-2 * log(Double(next() >> 11 | 1) * 0x1p-53)).squareRoot()
        return Float(radius * cos(2 * .pi * uniform.unit()))
    }
}
