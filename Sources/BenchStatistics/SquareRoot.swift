// The compiler makes a square root a call of C's `sqrt`, and only this import has the linker look for it.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The square root, correctly rounded; NaN for a negative number.
///
/// Complexity: O(1). Source: IEEE 754-2019, 5.4.1 squareRoot.
func squareRoot(_ value: Double) -> Double {
    value.squareRoot()
}
