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

@Suite struct LooseValueTests {
    @Test(arguments: [
        (["0.1", 0.1], ValueType.float64), ([1, 1.0, "1"], .int64), (["1e-06", 0.000001], .float64),
        ([true, "True", "TRUE"], .bool), ([0.5, 1], .float64), (["sgd", "adam"], .string), (["a", true], .string),
    ] as [([LooseValue], ValueType)]) func aTypeForAll(values: [LooseValue], type: ValueType) {
        #expect(LooseValue.keyType(of: values) == type)
    }

    @Test func theSameValueHashesAlike() {
        #expect(LooseValue.string("1e-06").cell(as: .float64) == LooseValue.float64(Float64Bits(0.000001)).cell(as: .float64))
        #expect(LooseValue.string("1.0").cell(as: .int64) == .int64(1))
        #expect(LooseValue.string("True").cell(as: .bool) == .bool(true))
        #expect(LooseValue.int64(1).cell(as: .float64) == .float64(1))
    }

    @Test(arguments: ["nan", "inf", "0x10", "1_000", "", " 1", "--1"]) func notNumbers(text: String) {
        #expect(LooseValue.string(ByteString(text)).cell(as: .float64) == nil)
        #expect(LooseValue.string(ByteString(text)).cell(as: .int64) == nil)
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
