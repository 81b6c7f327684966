/// Eight numbers at a time, the width of the kernel's and the networks' loops.
typealias Vector = SIMD8<Float>

extension SIMD8<Float> {
    /// e to each element, to about one unit in the last place, from -87 to 88 and constant beyond.
    ///
    /// Cephes' expf (S. Moshier): 2^k times a polynomial. Additions and products only, so it is the same on every machine.
    var exponential: Self {
        let x = clamped(lowerBound: Self(repeating: -87), upperBound: Self(repeating: 88))
        // Adding and subtracting 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
        let shift = Self(repeating: 12_582_912)
        let shifted = x * 1.442_695_04 + shift
        let whole = shifted - shift
        let r = x - whole * 0.693_359_375 + whole * 2.121_944_4e-4
        var p = Self(repeating: 1.987_569_15e-4)
        p = p * r + 1.398_199_95e-3
        p = p * r + 8.333_451_9e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 1.666_666_55e-1
        p = p * r + 5.000_000_1e-1
        let fraction = p * r * r + r + 1
        let exponent = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &- 0x4B40_0000
        let power = unsafe unsafeBitCast((exponent &+ 127) &<< 23, to: Self.self)
        return fraction * power
    }
}

extension [Float] {
    /// The numbers in vectors, the last one filled up with zeros.
    var vectors: [Vector] { self[...].vectors }
}

extension ArraySlice<Float> {
    /// The numbers in vectors, the last one filled up with zeros.
    var vectors: [Vector] {
        var result = [Vector](repeating: .zero, count: (count + 7) / 8)
        unsafe result.withUnsafeMutableBytes { out in
            unsafe withUnsafeBytes { unsafe out.copyMemory(from: $0) }
        }
        return result
    }
}

extension [SIMD8<Float>] {
    /// The first so many numbers of the vectors.
    func numbers(_ count: Int) -> [Float] {
        unsafe withUnsafeBytes { unsafe Array<Float>($0.bindMemory(to: Float.self).prefix(count)) }
    }
}
