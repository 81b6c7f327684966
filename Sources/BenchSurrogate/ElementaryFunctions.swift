import Glibc

/// The natural logarithm.
package func logarithm(_ x: Double) -> Double { log(x) }

/// e to a power.
package func exponential(_ x: Double) -> Double { exp(x) }
