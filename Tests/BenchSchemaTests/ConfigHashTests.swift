import BenchSchema
import Testing

@Suite struct ConfigHashTests {
    @Test func knownHash() throws {
        // hashlib.sha256(b'{"OPTIM.BASE_LR":0.1,"OPTIM.OPTIMIZER":"sgd","REGNET.DEPTH":8}').hexdigest()[:32]
        let hash = try ConfigHash(keys: [
            ("REGNET.DEPTH", .int64(8)), ("OPTIM.OPTIMIZER", .string("sgd")), ("OPTIM.BASE_LR", .float64(0.1)),
        ])
        #expect(hash.description == "65f20455d03213ba9d9a3060bffed0d1")
        #expect(ConfigHash(hex: hash.description) == hash)
        #expect(ConfigHash(hex: hash.description.uppercased()) == hash)
    }

    @Test(arguments: ["", "12", "zz" + String(repeating: "0", count: 30), "+1" + String(repeating: "0", count: 30)])
    func noHash(text: String) {
        #expect(ConfigHash(hex: text) == nil)
    }

    @Test func absentIsLeftOutAndNullIsNot() throws {
        let without = try ConfigHash(keys: [("a", .int64(1))])
        #expect(try ConfigHash(keys: [("a", .int64(1)), ("b", .absent)]) == without)
        #expect(try ConfigHash(keys: [("a", .int64(1)), ("b", .null)]) != without)
    }

    @Test func membersAreOrderedByUTF16() throws {
        // U+1F600 is d83d de00 in UTF-16 and so stands before U+FB33, though after it in UTF-8 (RFC 8785, 3.2.3).
        let a = try ConfigHash(keys: [("\u{1F600}", .int64(1)), ("\u{FB33}", .int64(2))])
        let b = try ConfigHash(keys: [("\u{FB33}", .int64(2)), ("\u{1F600}", .int64(1))])
        #expect(a == b)
    }

    @Test(arguments: [
        Cell.float64(.nan), .int64(1 << 53 + 1), .json("[1]"), .string(ByteString([0xFF])),
        .series(Series(.int64([1]))),
    ]) func whatCannotBeHashed(cell: Cell) {
        #expect(throws: BenchError.self) { try ConfigHash(keys: [("a", cell)]) }
    }
}

@Suite struct ManyConfigHashesTests {
    private static let long = ByteString([UInt8](repeating: UInt8(ascii: "x"), count: 700_000))

    /// Hashed together, configurations have the hashes that each has alone.
    @Test(arguments: [0, 1, 511, 512, 1300]) func areThoseOfEach(count: Int) throws {
        let schema = try Schema([
            Column("a", role: .key, type: .float64), Column("b", role: .key, type: .int64),
            Column("c", role: .key, type: .bool), Column("d", role: .key, type: .string),
            Column("e", role: .key, type: .string), Column("f", role: .key, type: .int64),
        ])
        let names: [ByteString] = ["sgd", "", "adam", "\"é\"", Self.long]
        // Few values and many, 0 and -0, equal strings that share their bytes and that don't, and some that are missing.
        let values: [Elements] = [
            .float64((0..<count).map { [0, -0.0, 0.1, 1e-7, Double($0)][$0 % 5] }),
            .int64((0..<count).map { Int64($0 * $0 % 1009 - 500) }),
            .bool((0..<count).map { $0 % 3 == 0 }),
            .string((0..<count).map { $0 % 400 == 399 ? names[4] : names[$0 % 4] }),
            .string((0..<count).map { ByteString("name \($0 % 7)") }),
        ]
        let missing = (0..<count).map { [Cell.null, .absent, .int64(Int64($0))][$0 % 3] }
        let runs = (0..<count).map { run in
            Run(cells: values.map { Self.cell($0, run) } + [missing[run]])
        }
        var hashes: [ConfigHash] = []
        try schema.configHashes(count: count, values.map { .values($0) } + [.cells(missing)]) { run, hash in
            #expect(run == hashes.count)
            hashes.append(hash)
        }
        #expect(try hashes == runs.map { try schema.configHash(of: $0) })
    }

    private static func cell(_ values: Elements, _ place: Int) -> Cell {
        switch values {
        case .float64(let all): .float64(all[place])
        case .int64(let all): .int64(all[place])
        case .bool(let all): .bool(all[place])
        case .string(let all): .string(all[place])
        case .json(let all): .json(all[place])
        }
    }

    @Test func withoutKeys() throws {
        var hashes: [String] = []
        try Schema([]).configHashes(count: 2, []) { hashes.append($1.description) }
        #expect(hashes == Array(repeating: "44136fa355b3678a1146ad16f7e8649e", count: 2))
    }

    @Test func whatCannotBeHashed() throws {
        let schema = try Schema([Column("a", role: .key, type: .float64)])
        let error = #expect(throws: BenchError.self) {
            try schema.configHashes(count: 3, [.values(.float64([1, .nan, 2]))]) { _, _ in }
        }
        #expect(error?.place == ["key \"a\""])
    }
}

@Suite struct LooseValueTests {
    @Test(
        arguments: [
            (["0.1", 0.1], ValueType.float64), ([1, 1.0, "1"], .int64), (["1e-06", 0.000001], .float64),
            ([true, "True", "TRUE"], .bool), ([0.5, 1], .float64), (["sgd", "adam"], .string), (["a", true], .string),
        ] as [([LooseValue], ValueType)]) func aTypeForAll(values: [LooseValue], type: ValueType)
    {
        #expect(LooseValue.keyType(of: values) == type)
    }

    @Test func theSameValueHashesAlike() {
        #expect(
            LooseValue.string("1e-06").cell(as: .float64)
                == LooseValue.float64(Float64Bits(0.000001)).cell(as: .float64))
        #expect(LooseValue.string("1.0").cell(as: .int64) == .int64(1))
        #expect(LooseValue.string("True").cell(as: .bool) == .bool(true))
        #expect(LooseValue.int64(1).cell(as: .float64) == .float64(1))
    }

    @Test(arguments: ["nan", "inf", "0x10", "1_000", "", " 1", "--1"]) func notNumbers(text: String) {
        #expect(LooseValue.string(ByteString(text)).cell(as: .float64) == nil)
        #expect(LooseValue.string(ByteString(text)).cell(as: .int64) == nil)
    }

    @Test(
        arguments: [
            ("9007199254740993", .float64, nil), ("9007199254740992", .float64, .float64(9_007_199_254_740_992)),
            ("9007199254740993", .int64, .int64(9_007_199_254_740_993)), ("9007199254740993.0", .int64, nil),
            ("9007199254740994.0", .int64, .int64(9_007_199_254_740_994)), ("1.0000000000000000000001", .int64, nil),
            ("1e-400", .int64, nil), ("1e-400", .float64, nil), ("-1e-99999999999999999999", .float64, nil),
            ("1e400", .float64, nil), ("1e400", .int64, nil), ("-1e99999999999999999999", .int64, nil),
            ("0e400", .int64, .int64(0)), ("0e-400", .float64, .float64(0)), ("-0.0", .int64, .int64(0)),
            ("12.50e1", .int64, .int64(125)), ("1E3", .int64, .int64(1000)), ("-5.", .int64, .int64(-5)),
            (".5e1", .int64, .int64(5)), ("9223372036854775808", .int64, nil),
            ("5e-324", .float64, .float64(.leastNonzeroMagnitude)),
            ("1.5", .int64, nil), (".", .float64, nil), ("1e", .float64, nil), ("e5", .float64, nil),
            ("1.2.3", .float64, nil),
        ] as [(ByteString, ValueType, Cell?)]) func numbersThatTextStandsFor(
            text: ByteString, type: ValueType, cell: Cell?
        )
    {
        #expect(LooseValue.string(text).cell(as: type) == cell)
    }

    @Test func listsAreNoKeys() {
        #expect(LooseValue.keyType(of: [.json("[1]")]) == nil)
        #expect(LooseValue.json("[1]").cell(as: .json) == .json("[1]"))
    }

    @Test func integersThatAreTooLarge() {
        #expect(LooseValue.float64(Float64Bits(1e300)).cell(as: .int64) == nil)
        #expect(LooseValue.int64(.max).cell(as: .float64) == nil)
    }
}
