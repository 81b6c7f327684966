import BenchFormat
import BenchSchema

/// Every integer, float and string encoding of Specs/registry.md, there and back, on data that the writer encodes so.
enum StreamParts {
    static var all: [PartMaker] { integers + floats + strings }

    private static let level = 12

    private static var integers: [PartMaker] {
        pairs([
            ("constant", { Array(repeating: 5, count: SampleData.count) }),
            (
                "planes",
                {
                    // Many small values and a few larger ones, without order: no low bit is noise.
                    var data = SampleData(seed: 10)
                    return data.values { data, _, _ in data.uniform() < 0.9 ? 0 : (data.uniform() * 3).rounded() }
                        .map { Int64($0) }
                }
            ),
            (
                "linear",
                {
                    var data = SampleData(seed: 11)
                    return data.values { data, run, epoch in
                        (1e6 * run).rounded() + (1000 * run).rounded() * epoch + (data.uniform() * 2).rounded()
                    }.map { Int64($0) }
                }
            ),
            ("linear-weights", { SampleData.scaled(SampleData.times()) }),
            (
                "split",
                {
                    var data = SampleData(seed: 12)
                    return data.values { data, _, _ in data.normal() * 3000 }.map { Int64($0) }
                }
            ),
            (
                "repeated",
                { (0..<SampleData.runs).flatMap { run in (1...SampleData.epochs).map { Int64($0 * (run % 3 + 1)) } } }
            ),
            (
                "dictionary",
                {
                    var data = SampleData(seed: 13)
                    let few = (0..<20).map { _ in Int64(bitPattern: data.next()) }
                    return (0..<SampleData.count).map { _ in few[Int(data.next() % 20)] }
                }
            ),
        ]) { make in
            let values = make()
            return (
                encode: { out throws(BenchError) in
                    let zstd = ZstdCompressor(level: level)
                    try IntegerStream.encode(values, lengths: SampleData.lengths, zstd, to: &out)
                },
                decode: { cursor throws(BenchError) in
                    let decoded = try IntegerStream.decode(lengths: SampleData.lengths, from: &cursor)
                    try expect(decoded.count == values.count && decoded.last == values.last)
                    return Int(truncatingIfNeeded: decoded[decoded.count / 2])
                }
            )
        }
    }

    private static var floats: [PartMaker] {
        pairs([
            ("decimal", SampleData.times),
            ("decimal-curve", SampleData.errors),
            ("counts", SampleData.counts),
            ("float32", { SampleData.noise().map { Double(Float($0)) } }),
            ("bits", SampleData.noise),
        ]) { make in
            let values = make()
            return (
                encode: { out throws(BenchError) in
                    let zstd = ZstdCompressor(level: level)
                    try FloatStream.encode(values, lengths: SampleData.lengths, zstd, to: &out)
                },
                decode: { cursor throws(BenchError) in
                    let decoded = try FloatStream.decode(lengths: SampleData.lengths, from: &cursor)
                    try expect(decoded.count == values.count && decoded.last == values.last)
                    return Int(truncatingIfNeeded: decoded[decoded.count / 2].bitPattern)
                }
            )
        }
    }

    private static var strings: [PartMaker] {
        pairs([
            ("strings-few", { (0..<SampleData.count).map { ByteString(["sgd", "adam", "adamw"][$0 * 7 % 3]) } }),
            (
                "strings-distinct",
                { (0..<SampleData.count).map { ByteString("runs/\($0 * 7_919 % 100_003)/stdout.log") } }
            ),
        ]) { make in
            let values = make()
            return (
                encode: { out throws(BenchError) in
                    try ByteStringStream.encode(values, ZstdCompressor(level: level), to: &out)
                },
                decode: { cursor throws(BenchError) in
                    let decoded = try ByteStringStream.decode(count: values.count, from: &cursor)
                    try expect(decoded.count == values.count && decoded.last == values.last)
                    return decoded[decoded.count / 2].bytes.count
                }
            )
        }
    }

    private typealias Coding = (
        encode: (inout [UInt8]) throws(BenchError) -> Void, decode: (inout ByteCursor) throws(BenchError) -> Int
    )

    /// For each kind of data a part that decodes it and one that encodes it.
    private static func pairs<Value>(
        _ kinds: [(name: String, make: () -> [Value])], _ coding: @escaping (() -> [Value]) -> Coding
    ) -> [PartMaker] {
        kinds.flatMap { kind in
            let both = { () throws -> (encode: () throws -> Int, decode: () throws -> Int, note: String) in
                let coding = coding(kind.make)
                var bytes: [UInt8] = []
                try coding.encode(&bytes)
                var traced = ByteCursor(bytes)
                traced.traceEncodings()
                _ = try coding.decode(&traced)
                let bits = Double(8 * bytes.count) / Double(SampleData.count)
                let note = "\((traced.encodings ?? []).joined(separator: ", ")); \(rounded(bits)) bits"
                let zstd = ZstdDecompressor()
                return (
                    encode: {
                        var out: [UInt8] = []
                        try coding.encode(&out)
                        return out.count
                    },
                    decode: {
                        var cursor = ByteCursor(bytes, zstd: zstd)
                        return try coding.decode(&cursor)
                    }, note
                )
            }
            return [
                PartMaker("decode/\(kind.name)", count: SampleData.count, per: "value") {
                    let made = try both()
                    return (made.note, made.decode)
                },
                PartMaker("encode/\(kind.name)", count: SampleData.count, per: "value") {
                    let made = try both()
                    return (made.note, made.encode)
                },
            ]
        }
    }
}

/// Throws where a part doesn't give what it must.
func expect(_ isRight: Bool) throws(BenchError) {
    guard isRight else { throw BenchError(.damaged, "a part gave another result than it must") }
}

/// Two digits after the point.
func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
