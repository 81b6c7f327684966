import BenchSchema
import TestSupport
import Testing

/// RFC 8785, appendix B: bit patterns and their canonical forms.
private let samples: [(UInt64, String)] = [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
    (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"), (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
    (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
    (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
    (0x444B_1AE4_D6E2_EF50, "1e+21"),
    (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
    (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
    (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
    (0x41B3_DE43_5555_5557, "333333333.33333343"),
    (0xBECB_F647_612F_3696, "-0.0000033333333333333333"), (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
]

@Suite struct CanonicalJSONTests {
    private func text(_ value: Double) throws -> String {
        var out: [UInt8] = []
        try CanonicalJSON.append(value, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    @Test(arguments: samples) func numbersOfAppendixB(bits: UInt64, expected: String) throws {
        #expect(try text(Double(bitPattern: bits)) == expected)
    }

    @Test(arguments: [
        (333_333_333.333_333_29, "333333333.3333333"), (1E30, "1e+30"), (4.50, "4.5"), (2e-3, "0.002"),
        (0.000_000_000_000_000_000_000_000_001, "1e-27"), (1e-6, "0.000001"), (1.0, "1"), (-120.0, "-120"),
    ]) func numbersOfSection3(value: Double, expected: String) throws {
        #expect(try text(value) == expected)
    }

    @Test(arguments: 0..<7) func decimalsAreAsSwiftPrintsThem(decimals: Int) throws {
        var random = SeededGenerator(seed: UInt64(decimals))
        for _ in 0..<2_000 {
            let digits = Int64.random(in: -(1 << Int64.random(in: 1...50, using: &random))...99_999, using: &random)
            let value = Double(digits) / [1, 10, 100, 1e3, 1e4, 1e5, 1e6][decimals]
            guard value != 0, value.magnitude > 1e-4 else { continue }
            var expected = value.description
            if expected.hasSuffix(".0") { expected.removeLast(2) }
            #expect(try text(value) == expected)
            for near in [value.nextUp, value.nextDown] { #expect(try text(near) == near.description) }
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatJSONDoesNotHave(value: Double) {
        #expect(throws: BenchError.self) { try text(value) }
    }

    @Test func strings() {
        var out: [UInt8] = []
        CanonicalJSON.append("\u{20ac}$\u{0F}\nA'B\"\\\\\"/", to: &out)
        #expect(String(decoding: out, as: UTF8.self) == #""€$\u000f\nA'B\"\\\\\"/""#)
    }
}
