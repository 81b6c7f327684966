import Foundation

/// What the reference libraries answer, read from Fixtures/<name>.json (see Fixtures/generate.py).
enum Fixture {
    static func read<Case: Decodable>(_ name: String, as type: Case.Type = Case.self) throws -> [Case] {
        let file = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try decoder.decode([Case].self, from: Data(contentsOf: file))
    }
}

/// Whether two figures are the same: equal, or both NaN, or both absent.
func same(_ first: Double?, _ second: Double?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    return first == second || (first.isNaN && second.isNaN)
}

/// Whether two lists of figures are the same, in order.
func same(_ first: [Double], _ second: [Double]) -> Bool {
    first.count == second.count && zip(first, second).allSatisfy { same($0, $1) }
}

/// Whether two figures differ by at most 1e-12 of the second, or are the same.
func close(_ first: Double?, _ second: Double?) -> Bool {
    if same(first, second) { return true }
    guard let first, let second, second.isFinite else { return false }
    return (first - second).magnitude <= 1e-12 * second.magnitude
}

/// A seeded generator, SplitMix64: S. Vigna, https://prng.di.unimi.it/splitmix64.c.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A double of any bit pattern: subnormals, infinities and NaN among them.
    mutating func anyDouble() -> Double { Double(bitPattern: next()) }
}
