import BenchSchema
import TestSupport

/// Values for which the writer chooses an encoding: here files are as they are found, with streams in each other.
extension ValidVector {
    static func all() throws -> [ValidVector] { try structure() + values() + encodings() + written() }

    private static func written() throws -> [ValidVector] { try lists() + predicted() }

    /// So many numbers from 0 to a limit that follow no rule.
    private static func noise(_ count: Int, _ limit: Int64, seed: UInt64 = 1) -> [Int64] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Int64.random(in: 0..<limit, using: &random) }
    }

    private static func lists() throws -> [ValidVector] {
        func series(_ name: String, _ about: String, _ elements: Elements, _ encoding: String...) throws -> ValidVector
        {
            try Make.series("written-\(name)", about, elements, has: encoding)
        }
        let shares = zip(noise(64, 8), zip(noise(64, 10, seed: 2), noise(64, 12, seed: 3)))
        // A sum of two oscillations, of which a weighted sum of four differences gives the next.
        var (swings, fast, slow) = ([Int64](), (5000.0, 4700.0), (3000.0, 2990.0))
        for _ in 0..<520 {
            swings.append(Int64((fast.0 + slow.0).rounded()))
            fast = (fast.1, 1.9 * fast.1 - fast.0)
            slow = (slow.1, 1.99 * slow.1 - slow.0)
        }
        let repeated: [Int64] = noise(9, 1000)
        return [
            try series(
                "decimals", "decimals of two digits", .float64(noise(20, 9000).map { Double($0) / 100 }), "decimal 2"),
            try series(
                "counts", "percentages of 1024 images, printed with two digits",
                .float64(noise(40, 1024).map { (Double($0) * 10000 / 1024).rounded(.toNearestOrEven) / 100 }),
                "counts of 1024"),
            try series(
                "bits", "doubles that nothing shorter gives",
                .float64(noise(20, 1 << 40).map { Double($0).squareRoot() }), "bits"),
            try series(
                "float32", "doubles that were single precision",
                .float64(noise(64, 1 << 20).map { Double(Float($0).squareRoot()) }), "float32"),
            try Make.scalars(
                "written-quotients", "means of seven", .float64, noise(20, 1000).map { .float64(Double($0) / 7) },
                has: ["quotients"]),
            try series(
                "binary", "differences of a clock's readings",
                .float64(noise(64, 1 << 20).map { Double(2 * $0 + 1) / 4096 / 8 }),
                "binary 15"),
            try Make.scalars(
                "written-fractions", "means of shares of three samples", .float64,
                shares.map { .float64((Double($0) / 7 + Double($1.0) / 9 + Double($1.1) / 11) / 3) },
                has: ["fractions of"]),
            try series("long-weights", "520 steps that swing", .int64(swings), "delta 1, linear 4"),
            try series("split", "noise", .int64(noise(40, 1 << 20)), "split"),
            try series(
                "dictionary", "few values far apart",
                .int64(noise(80, 5).map { [7, -90_001, 4_000_037, 123_456_789_012, -5_000_000_000_000][Int($0)] }),
                "dictionary of 5"),
            try Make.written(
                "written-repeated", "a series that all runs but one share",
                [Make.number, Make.step, Column("x", role: .series, type: .int64)],
                (0..<4).map { run in
                    [.int64(run), Make.steps(9), .series(Series(.int64(run == 2 ? repeated.reversed() : repeated)))]
                }, has: ["repeated"]),
            try Make.scalars(
                "written-strings", "strings of a few kinds", .string,
                noise(30, 3).map { .string(["sgd", "adam", "rmsprop"][Int($0)]) }, has: ["strings"]),
            try series("long-integers", "a thousand steps", .int64((0..<1000).map { $0 * $0 - 7 * $0 }), "delta 2"),
        ]
    }

    private static func predicted() throws -> [ValidVector] {
        let (runs, length) = (3, 40)
        let source = (0..<runs).map { noise(length, 5000, seed: UInt64($0) + 5).map { $0 + 1000 } }
        let small = (0..<runs).map { noise(length, 3, seed: UInt64($0) + 50) }
        func vector(
            _ name: String, _ about: String, _ value: (_ run: Int, _ step: Int, _ x: Int64) -> Int64
        ) throws -> ValidVector {
            try Make.written(
                "written-\(name)", about,
                [Make.number, Make.step] + ["err", "x"].map { Column($0, role: .series, type: .int64) },
                (0..<runs).map { run in
                    [
                        .int64(Int64(run)), Make.steps(length), .series(Series(.int64(source[run]))),
                        .series(Series(.int64((0..<length).map { value(run, $0, source[run][$0]) }))),
                    ]
                }, has: [name.split(separator: "-").joined(separator: " ") + " of "])
        }
        let noisy = (0..<runs).map { run in source[run].map { Double($0) / 100 } }
        return [
            try vector("running-minimum", "the least error so far") { source[$0][...$1].min() ?? $2 },
            try vector("affine", "energy in proportion to time") { 3 * $2 + 500 + small[$0][$1] },
            try vector("knots", "a loss that bends with the error") { run, step, x in
                (x < 3000 ? 5 * x : 15_000 + (x - 3000) / 3) + small[run][step]
            },
            try vector("proportional", "energy in proportion to time, of unlike machines") { run, step, x in
                x * Int64([2, 5, 9][run]) + small[run][step]
            },
            try vector("remaining", "the time that is left, by the time of a step") { _, step, x in
                x * Int64(length - 1 - step)
            },
            try Make.written(
                "written-map", "what a log has twice: printed, and as it came from single precision",
                [Make.number, Make.step] + ["err", "x"].map { Column($0, role: .series, type: .float64) },
                (0..<runs).map { run in
                    let few = noisy[run].map { ($0 / 4).rounded() }
                    return [
                        .int64(Int64(run)), Make.steps(length), .series(Series(.float64(few))),
                        .series(Series(.float64(few.map { Double(Float($0 / 100).squareRoot()).squareRoot() }))),
                    ]
                }, has: ["map of "]),
        ]
    }
}
