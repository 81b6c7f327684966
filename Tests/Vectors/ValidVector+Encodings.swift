import BenchFormat
import BenchSchema

/// The examples of Specs/registry.md and a few beside them, as the values of a series: a vector for each encoding, whatever a
/// writer would choose.
extension ValidVector {
    /// A new encoding gets its example here: name, sentence, bytes, lengths of the runs, values.
    static func encodings() throws -> [ValidVector] { try integers() + floats() + predictions() + others() }

    /// Name, sentence, bytes, lengths of the runs, values, and what `info` calls the encoding.
    private typealias Example<Value> = (String, String, String, [Int], [Value], String)

    private static func integers() throws -> [ValidVector] {
        let examples: [Example<Int64>] = [
            ("constant", "one value throughout", "01 05", [3], [-3, -3, -3], "constant"),
            ("constant-no-values", "a stream without values", "01 00", [0, 0], [], "constant"),
            (
                "planes", "zigzag integers in planes of bytes", "02 02 00 05 00 01 02 03 58 00 05 00 00 00 00 02", [5],
                [0, -1, 1, -2, 300], "planes 2"
            ),
            ("planes-none", "planes of width 0 are zeros", "02 00", [2, 1], [0, 0, 0], "planes 0"),
            (
                "planes-8", "eight planes",
                """
                02 08 00 02 ff fe 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff 00 02 ff ff
                """, [2], [.min, .max], "planes 8"
            ),
            (
                "linear-order-0", "differences to a centre", "03 00 01 0a 02 01 00 04 00 02 03 04", [3, 1],
                [5, 6, 3, 7], "centred"
            ),
            (
                "linear-order-1", "differences, and an empty run",
                "03 01 00 03 01 00 01 06 02 01 00 01 0e 02 01 00 03 04 01 02",
                [3, 0, 2], [3, 5, 4, 10, 11], "delta 1"
            ),
            (
                "linear-order-2", "differences of differences",
                "03 02 00 01 02 02 01 00 09 02 00 00 00 02 00 00 00 00", [5, 6], [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6],
                "delta 2"
            ),
            (
                "linear-order-1-weights", "differences predicted from four before",
                """
                03 01 04 0c 80 20 00 00 ff 07 03 01 00 01 14 04 00 00 01 04 00 01 0a 02 01 00 01 0a
                02 01 00 09 10 00 02 02 02 05 00 00 01
                """, [6, 5], [10, 18, 22, 25, 27, 28, 100, 97, 95, 94, 92], "delta 1, linear 4"
            ),
            (
                "linear-order-2-weights", "differences of differences predicted from four before",
                """
                03 02 04 0c 80 20 00 00 ff 07 03 01 00 01 14 04 00 00 01 04 00 01 0a 02 01 00 01 0a
                02 01 00 08 10 0f 02 00 05 06 02 01
                """, [5, 5], [10, 18, 22, 25, 27, 100, 97, 95, 94, 92], "delta 2, linear 4"
            ),
            (
                "split", "low bits apart, a width for each run",
                "04 08 00 02 07 00 00 05 89 9b 4d 14 00 02 01 00 08 0e 0b 0c 0f 0a 04 01 02", [5, 3],
                [905, -713, 822, -990, 641, 2, -1, 1], "split"
            ),
            (
                "split-pieces", "low bits apart, widths that change within a run, and runs of none",
                "04 02 00 03 04 01 00 00 02 35 01 02 01 00 05 02 02 04 04 06", [0, 5, 0], [21, 19, 5, 4, 3], "split"
            ),
            (
                "split-56-bits", "the most low bits", "04 00 00 01 38 00 07 00 00 00 00 00 00 80 01 01", [1],
                [-0x80_0000_0000_0000], "split"
            ),
            (
                "repeated", "a series that two runs share",
                """
                05 03 02 00 01 00 02 01 00 02 02 03 03 02 00 03 01 00 01 02 02 01 00 01 04
                02 01 00 06 02 02 04 04 04 08
                """, [4, 4, 4], [1, 2, 4, 8, 3, 5, 9, 17, 1, 2, 4, 8], "repeated"
            ),
            (
                "dictionary", "few values far apart", "07 02 02 01 00 02 0a d0 02 01 00 05 00 02 02 00 02", [2, 3],
                [5, 104, 104, 5, 104], "dictionary of 2"
            ),
            (
                "nested-8-deep", "as deep as streams may stand in each other",
                "03 00 01 02 03 00 01 02 03 00 01 02 03 00 01 02 03 00 01 02 03 00 01 02 03 00 01 02 02 01 00 02 00 02",
                [2], [7, 8], "centred"
            ),
            (
                "leb-longer-than-needed", "a reader takes LEB128 numbers that could be shorter",
                "01 85 80 80 80 00", [2], [-3, -3], "constant"
            ),
        ]
        return try examples.map { name, about, hex, lengths, values, encoding in
            try Make.encoded("integers-\(name)", about, hex, lengths, .int64(values), has: [encoding])
        }
    }

    private static func floats() throws -> [ValidVector] {
        let nan = "80 80 80 80 80 80 80 f8 ff 01"
        let examples: [Example<Double>] = [
            (
                "decimal", "printed decimals",
                "01 02 00 03 01 00 01 b4 8d 01 04 00 00 01 09 00 03 2f f6 00 02 01 00 02 0b 07",
                [3], [90.5, 60.25, 41], "decimal 2"
            ),
            (
                "decimal-exception", "a NaN among decimals", "01 01 01 01 1e 01 \(nan) 01 1e", [16],
                Array(repeating: 1.5, count: 15) + [MetricDefinition.nan], "decimal 1"
            ),
            (
                "bits", "doubles by their bits",
                "02 03 01 00 01 aa d5 aa d5 aa d5 aa d5 7f 04 00 00 01 38 00 07 00 00 00 00 00 00 00 02 01 00 01 ff",
                [2], [1.0 / 3, -1.0 / 3], "bits"
            ),
            (
                "counts", "percentages of 1024, and halves that go to the even neighbour",
                "03 02 80 08 00 03 01 00 01 40 04 00 00 01 06 00 03 00 18 fc 02 01 00 04 02 0c 0f 02", [5],
                [3.12, 9.38, 50, 0.1, 12.5], "counts of 1024"
            ),
            (
                "counts-negative", "a count that rounds to zero from below is -0.0", "03 00 80 80 04 00 01 01", [1],
                [-0.0], "counts of 65536"
            ),
            (
                "float32", "single precision, with an exception",
                "05 01 01 04 01 aa d5 aa d5 aa d5 aa d5 7f 01 9a b3 e6 dc 07", [3],
                [Double(Float(0.1)), Double(Float(0.1)), 1.0 / 3], "float32"
            ),
            (
                "quotients", "sevenths",
                "06 00 01 00 01 0e 03 02 00 01 02 02 01 00 0f 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00", [16],
                (1...16).map { Double($0) / 7 }, "quotients"
            ),
            (
                "quotients-percent", "quotients times 100", "06 00 64 00 02 01 00 03 06 06 04 02 01 00 03 02 04 02",
                [2, 1], [1.0 / 3 * 100, 2.0 / 3 * 100, 50], "quotients"
            ),
            (
                "quotients-decimals", "a third of a decimal", "06 01 01 00 01 06 01 82 06", [1], [12.833333333333334],
                "quotients"
            ),
            (
                "quotients-exception", "a NaN among quotients", "06 00 01 01 01 02 01 \(nan) 01 06 01 02", [3],
                [1.0 / 3, MetricDefinition.nan, 1.0 / 3], "quotients"
            ),
            (
                "binary", "multiples of 2^-12", "07 0c 00 03 01 00 01 02 02 01 00 02 04 0f", [3],
                [0x1p-12, 0x3p-12, -0x5p-12], "binary 12"
            ),
            (
                "fractions", "means of shares, a step beside the quotient",
                "08 b5 05 01 00 03 01 00 01 f8 02 02 02 00 02 f8 c6 00 02 02 00", [3],
                [(3.0 / 11) / 3, (9.0 / 11) / 3, (1.0 / 7 + 9.0 / 11) / 3], "fractions of 693"
            ),
            (
                "fractions-negative", "a numerator below 0 is rounded down", "08 03 01 00 02 01 00 02 05 06", [2],
                [-1.0 / 3, 1.0 / 3], "fractions of 3"
            ),
        ]
        return try examples.map { name, about, hex, lengths, values, encoding in
            try Make.encoded("floats-\(name)", about, hex, lengths, .float64(values), has: [encoding])
        }
    }

    private static func predictions() throws -> [ValidVector] {
        let err = "06 03 65 72 72"
        let examples: [(String, String, String, [Int], [Int64], source: [Int64])] = [
            (
                "running-minimum", "the least so far", "00 01 01 00", [4, 3], [9, 7, 7, 5, 4, 4, 3],
                [9, 7, 8, 5, 4, 6, 3]
            ),
            (
                "affine", "in proportion, with an offset",
                "00 02 01 06 02 03 01 00 03 01 00 01 00 02 01 00 01 02 02 00",
                [4, 2], [14, 11, 12, 8, -5, 4], [9, 7, 8, 5, -4, 2]
            ),
            (
                "knots", "a line through knots, level beyond them", "00 03 02 00 03 00 14 04 01 00", [5],
                [0, 5, 10, 12, 11], [-1, 2, 5, 9, 6]
            ),
            (
                "remaining", "what is left of a run", "00 04 01 06 03 01 00 01 00 02 01 00 03 00 00 02", [4],
                [22, 15, 7, 1], [5, 5, 5, 5]
            ),
            (
                "proportional", "a slope for each run",
                "00 05 01 03 01 00 01 02 02 01 00 01 02 02 01 00 05 02 00 02 00 00", [3, 2], [11, 20, 31, 7, 14],
                [20, 40, 61, 7, 14]
            ),
        ]
        var vectors = try examples.map { name, about, hex, lengths, values, source in
            try Make.encoded(
                "predicted-\(name)", about, "\(err) \(hex)", lengths, .int64(values), from: .int64(source),
                has: [name.split(separator: "-").joined(separator: " ") + " of err"])
        }
        vectors += [
            try Make.encoded(
                "predicted-from-doubles", "a source of doubles: half away from zero, a NaN and 1e300 are 0",
                "\(err) 01 02 00 04 00 03 01 00 01 00 02 01 00 04 02 00 00 01", [5], .int64([2, -5, 1, 1, 30]),
                from: .float64([0.05, -0.25, .nan, 1e300, 1.5]), has: ["affine of err"]),
            try Make.encoded(
                "predicted-doubles", "decimals predicted from doubles", "01 01 00 \(err) 01 01 01 00", [4],
                .float64([9, 7.5, 7.5, 5.5]), from: .float64([9, 7.5, 8, 5.5]),
                has: ["decimal 1", "running minimum of err"]),
            try Make.encoded(
                "predicted-bools", "truth values predicted from integers", "\(err) 00 02 00 02 00 01 00", [3],
                .bool([true, false, true]), from: .int64([1, 0, 1]), has: ["affine of err"]),
            try Make.encoded(
                "predicted-map", "a function of another series' values",
                """
                04 03 65 72 72 01 02 03 01 00 01 f4 03 04 00 00 01 05 00 01 1a 02 01 00 01 0e
                03 01 00 01 80 80 80 80 80 80 80 d0 7f 04 00 00 01 32 00 07 00 00 00 00 00 00 00 02 01 00 01 08
                """, [3, 1], .float64([0.5, 0.25, 0.5, 0.25]), from: .float64([50, 25, 50, 25]),
                has: ["map of err"]),
        ]
        return vectors
    }

    private static func others() throws -> [ValidVector] {
        let columns = ["err", "best", "twice"].map { Column($0, role: .series, type: .int64) }
        let err: Cell = .series(Series(.int64([9, 7, 8, 5])))
        let deep = try Make.forged(
            "predicted-two-deep", "a series predicted from one that is predicted itself",
            [Make.number, Make.step] + columns,
            [
                Make.block(scalars: .int64([0])), Make.axis([4]), Make.block(.int64([9, 7, 8, 5]), [4]),
                Make.bytes("00 06 03 65 72 72 00 01 01 00"), Make.bytes("00 06 04 62 65 73 74 00 02 00 04 00 01 00"),
            ],
            [
                [
                    .int64(0), Make.steps(4), err, .series(Series(.int64([9, 7, 7, 5]))),
                    .series(Series(.int64([18, 14, 14, 10]))),
                ]
            ], has: ["affine of best"])
        let some = try Make.forged(
            "predicted-runs-apart",
            "runs that only the series or only its source has, a hole of the source, and more values",
            [Make.number, Make.step, columns[0], Column("x", role: .series, type: .int64)],
            [
                Make.block(scalars: .int64([0, 1, 2, 3])), Make.axis([3, 2, 2, 2]),
                Make.bytes("03 00 04 02 02 00 02 00 07 00 02 00 00 00 00 00 02 01 00 06 10 0e 02 02 0a 12"),
                Make.bytes("01 00 04 02 00 02 02 06 03 65 72 72 00 01 02 01 00 07 00 00 00 08 0a 00 00"),
            ],
            [
                [
                    .int64(0), Make.steps(3), .series(Series(.int64([8, 0, 7]), states: [.value, .hole, .value])),
                    .series(Series(.int64([8, 0, 0]))),
                ],
                [.int64(1), Make.steps(2), .series(Series(.int64([1, 1]))), .absent],
                [.int64(2), Make.steps(2), .absent, .series(Series(.int64([4, 5])))],
                [
                    .int64(3), Make.steps(2), .series(Series(.int64([5, 9]))),
                    .series(Series(.int64([5, 5]))),
                ],
            ], has: ["running minimum of err"])
        let strings = try Make.encoded(
            "strings", "each distinct string once",
            "02 03 01 00 01 06 02 01 00 01 02 00 07 73 67 64 61 64 61 6d 03 02 00 01 00 02 01 00 03 02 03 02", [3, 1],
            .string(["sgd", "adam", "sgd", "sgd"]), has: ["strings"])
        let frame = try Make.encoded(
            "section-zstd", "a section that is one zstd frame",
            "02 01 01 28 10 28 b5 2f fd 20 28 3d 00 00 08 07 01 00 4a 20 04", [40],
            .int64(Array(repeating: -4, count: 40)), has: ["planes 1"])
        return [deep, some, strings, frame]
    }
}
