import BenchSchema
import TestSupport

/// What is wrong with streams of values, and with predictions.
extension InvalidVector {
    private typealias Place = BrokenTable.Place

    /// A new encoding gets here what may be wrong with its parameters.
    static func encodings() throws -> [InvalidVector] { try integers() + floats() + strings() }

    /// Five integers in runs of 3 and 2, in place of x.
    private static func integers() throws -> [InvalidVector] {
        func integers(
            _ name: String, _ about: String, _ hex: String, _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try block("integers-\(name)", about, Place.x, "00 \(hex)", code)
        }
        let planes = "02 01 00 05 00 02 04 06 08"
        let nine = Array(repeating: "03 00 01 02", count: 8).joined(separator: " ") + " " + planes
        return try [
            integers("unknown", "an encoding that nobody knows", "ff 00", .unsupported),
            integers("id-0", "an encoding of id 0", "00 00", .unsupported),
            integers("leb-of-11-bytes", "a number that has no end", "01 80 80 80 80 80 80 80 80 80 80 00"),
            integers("leb-of-65-bits", "a tenth byte of 2", "01 80 80 80 80 80 80 80 80 80 02"),
            integers("leb-cut", "a number that is cut off", "01 80"),
            integers(
                "planes-9", "nine planes",
                "02 09 \(Array(repeating: "00 05 00 00 00 00 00", count: 9).joined(separator: " "))"),
            integers("linear-order-3", "differences of order 3", "03 03 00 01 00 01 00"),
            integers("linear-weights-99", "99 weights", "03 01 63", .unsupported),
            integers("linear-shift-31", "weights shifted by 31", "03 01 04 1f 00 00 00 00 01 00 01 00"),
            integers("split-span-65", "pieces of 65 values", "04 41 00 02 00 00 00 00 \(planes)"),
            integers(
                "split-width-57", "57 low bits",
                "04 00 00 02 39 00 00 16 \(Array(repeating: "00", count: 22).joined(separator: " ")) \(planes)"),
            integers("split-widths-too-few", "one width for two pieces", "04 00 00 01 00 00 00 \(planes)"),
            integers(
                "split-bits-too-many", "a byte of low bits that no value has", "04 00 00 02 00 00 00 01 00 \(planes)"),
            integers("repeated-id-too-large", "a series that isn't there yet", "05 02 01 00 02 00 04 01 00"),
            integers("repeated-id-negative", "series -1", "05 02 01 00 02 00 01 01 00"),
            integers("repeated-of-another-length", "a series of three for a run of two", "05 01 00 01 00"),
            integers(
                "dictionary-falling", "distinct values that don't rise",
                "07 02 02 01 00 02 04 02 02 01 00 05 00 02 02 00 02"),
            integers("dictionary-twice", "a value that is there twice", "07 02 01 02 02 01 00 05 00 02 02 00 02"),
            integers(
                "dictionary-place", "a place that isn't there", "07 02 02 01 00 02 02 04 02 01 00 05 00 02 04 00 02"),
            integers("dictionary-place-negative", "place -1", "07 02 02 01 00 02 02 04 02 01 00 05 00 02 01 00 02"),
            integers(
                "dictionary-too-large", "more distinct values than values",
                "07 06 02 01 00 06 02 04 06 08 0a 0c 02 01 00 05 00 02 04 00 02"),
            integers(
                "dictionary-count-overflow", "2^63 distinct values", "07 80 80 80 80 80 80 80 80 80 01 01 00 01 00"),
            integers("nested-9-deep", "streams nine deep", nine),
        ]
    }

    /// Five doubles in place of y.
    private static func floats() throws -> [InvalidVector] {
        func floats(
            _ name: String, _ about: String, _ hex: String, _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try block("floats-\(name)", about, Place.y, "00 \(hex)", code)
        }
        return try [
            floats("unknown", "an encoding that nobody knows", "ff 00", .unsupported),
            floats("decimal-digits-11", "eleven digits", "01 0b 00 01 00"),
            floats("counts-total-0", "counts out of nothing", "03 00 00 00 01 00"),
            floats("counts-total-too-large", "counts of 2^24 + 1", "03 00 81 80 80 08 00 01 00"),
            floats("counts-digits-11", "eleven digits", "03 0b 01 00 01 00"),
            floats("quotients-digits-11", "eleven digits", "06 0b 01 00 01 02 01 00"),
            floats("quotients-factor-2", "a factor of 2", "06 00 02 00 01 02 01 00"),
            floats("quotients-divisor-0", "a divisor of 0", "06 00 01 00 02 01 00 05 02 02 00 02 02 01 00"),
            floats("binary-shift-61", "a shift of 61", "07 3d 00 01 00"),
            floats("fractions-denominator-0", "a denominator of 0", "08 00 00 00 01 00"),
            floats("fractions-denominator-too-large", "a denominator of 2^26 + 1", "08 81 80 80 20 00 00 01 00"),
            floats("fractions-spread-9", "nine steps away", "08 01 09 00 01 00"),
            floats("exceptions-too-many", "six exceptions of five values", "01 00 06 01 00 01 00 01 00"),
            floats(
                "exceptions-count-overflow", "2^63 exceptions", "01 00 80 80 80 80 80 80 80 80 80 01 01 00 01 00 01 00"),
            floats("exception-beyond", "an exception of a sixth value", "01 00 01 01 0a 01 00 01 00"),
            floats("exception-negative", "an exception of value -1", "01 00 01 01 01 01 00 01 00"),
            floats("exception-twice", "two exceptions of one value", "01 00 02 01 02 01 00 01 00"),
        ]
    }

    /// Five strings in place of z.
    private static func strings() throws -> [InvalidVector] {
        func strings(_ name: String, _ about: String, _ hex: String) throws -> InvalidVector {
            try block("strings-\(name)", about, Place.z, "00 \(hex)")
        }
        return try [
            strings("id-beyond", "a third string of two", "02 01 02 00 02 61 62 02 01 00 05 00 02 00 02 04"),
            strings("id-negative", "string -1", "02 01 02 00 02 61 62 02 01 00 05 00 02 00 02 01"),
            strings("distinct-too-many", "six distinct strings of five", "06 01 02 00 06 61 62 63 64 65 66 01 00"),
            strings("distinct-overflow", "2^63 distinct strings", "80 80 80 80 80 80 80 80 80 01 01 00 00 00 01 00"),
            strings("length-negative", "a string of -1 bytes", "02 02 01 00 02 01 06 00 02 61 62 01 00"),
            strings("lengths-beyond", "strings that need a byte more", "02 02 01 00 02 02 04 00 02 61 62 01 00"),
            strings("bytes-left-over", "a byte that belongs to no string", "02 01 02 00 03 61 62 63 01 00"),
            strings(
                "length-overflow", "a string of 2^63 - 1 bytes", "01 01 fe ff ff ff ff ff ff ff ff 01 00 02 61 62 01 00"
            ),
        ]
    }

    /// Series predicted from what they can't be predicted from.
    static func predictions() throws -> [InvalidVector] {
        func predicted(
            _ name: String, _ about: String, _ place: Int, _ hex: String, _ code: BenchError.Code = .damaged
        ) throws -> InvalidVector {
            try block("predicted-\(name)", about, place, "00 \(hex)", code)
        }
        let minimum = "00 01 01 00"
        let (err, x) = ("06 03 65 72 72", "06 01 78")
        let map = "02 02 01 00 02 00 02 01 00"
        return try [
            predicted("predictor-unknown", "a predictor that nobody knows", Place.x, "\(err) 00 ff 00", .unsupported),
            predicted("from-itself", "from itself", Place.x, "\(x) \(minimum)"),
            forged("predicted-in-a-circle", "two series from each other") {
                $0.blocks[Place.x] = Make.bytes("00 \(err) \(minimum)")
                $0.blocks[Place.err] = Make.bytes("00 \(x) \(minimum)")
            },
            forged("predicted-three-deep", "z from y, y from x, x from err") { file in
                file.blocks[Place.x] = Make.bytes("00 \(err) \(minimum)")
                file.blocks[Place.y] = Make.bytes("00 01 01 00 \(x) \(minimum)")
                file.blocks[Place.err] = Make.bytes("00 06 01 79 01 01 01 00")
            },
            predicted("from-a-stranger", "from a column that isn't there", Place.x, "06 03 65 72 73 \(minimum)"),
            predicted("from-a-scalar", "from a scalar", Place.x, "06 02 6f 6b \(minimum)"),
            predicted("from-an-axis", "from an axis", Place.x, "06 04 73 74 65 70 \(minimum)"),
            predicted("from-strings", "from a series of strings", Place.x, "06 01 7a \(minimum)"),
            predicted("name-not-utf8", "from a name that isn't UTF-8", Place.x, "06 01 ff \(minimum)"),
            predicted("digits-13", "from thirteen digits", Place.x, "\(err) 0d 01 01 00"),
            predicted("scalar", "a scalar, which can't be", Place.ok, "\(err) \(minimum)"),
            predicted(
                "axis-values", "the steps of an axis, which can't be", Place.step, "02 01 00 02 06 04 \(err) \(minimum)"
            ),
            predicted(
                "lengths", "the lengths of an axis, which can't be", Place.step,
                "\(err) \(minimum) 02 01 00 05 02 04 06 02 04"),
            predicted("nested", "within another stream", Place.x, "03 00 01 00 \(err) \(minimum)"),
            predicted("exceptions", "places of exceptions", Place.y, "01 00 01 \(err) \(minimum) 01 00 01 00"),
            predicted("quotients", "numerators of quotients", Place.y, "06 00 01 00 01 02 \(err) \(minimum)"),
            predicted("string-ids", "ids of strings", Place.z, "02 01 02 00 02 61 62 \(err) \(minimum)"),
            predicted("affine-shift-63", "a shift of 63", Place.x, "\(err) 00 02 3f 02 00 01 00"),
            predicted("knots-1", "a line through one knot", Place.x, "\(err) 00 03 00 00 01 00 01 00"),
            predicted(
                "knots-258", "a line through 258 knots", Place.x,
                "\(err) 00 03 00 00 82 02 \(Array(repeating: "00", count: 258).joined(separator: " ")) 01 00"),
            predicted("map-key-missing", "a value that the map doesn't have", Place.y, "04 03 65 72 72 00 \(map)"),
            predicted(
                "map-keys-falling", "keys that don't rise", Place.y, "04 03 65 72 72 00 02 02 01 00 02 02 00 01 00"),
            predicted("map-pairs-too-many", "2^20 + 1 pairs", Place.y, "04 03 65 72 72 00 81 80 40 01 00 01 00"),
            predicted("map-of-itself", "a map of itself", Place.y, "04 01 79 00 \(map)"),
        ]
    }
}
