import BenchSchema
import Testing

@Suite struct UnitConversionTests {
    @Test(arguments: [
        ("W.h", "kW.h", 1500.0, 1.5), ("kW.h", "W.h", 1.5, 1500), ("kW.h", "MJ", 1, 3.6), ("J", "W.h", 3600, 1),
        ("W.s", "J", 2, 2), ("kJ", "kW.h", 3600, 1), ("mJ", "J", 1, 0.001),
        ("s", "min", 90, 1.5), ("h", "s", 2, 7200), ("ms", "s", 1, 0.001), ("d", "h", 0.5, 12), ("us", "ms", 5, 0.005),
        ("MiBy", "By", 1, 1_048_576), ("GiBy", "MiBy", 2, 2048), ("MBy", "KiBy", 128, 125_000), ("By", "bit", 1, 8),
        ("%", "1", 7, 0.07), ("1", "%", 0.07, 7.000000000000001), ("kW", "W", 0.25, 250), ("J/s", "W", 3, 3),
        ("Cel", "K", 20, 293.15), ("K", "Cel", 0, -273.15), ("kg", "g", 2, 2000), ("t", "kg", 1, 1000),
        ("kg/h", "g/s", 3.6, 1), ("/s", "Hz", 3, 3), ("s-1", "/min", 1, 60), ("{image}/s", "{image}/min", 2, 120),
        ("g{CO2}", "kg{CO2}", 500, 0.5), ("unknown thing", "unknown thing", 3, 3),
    ])
    func oneUnitBecomesAnother(from: String, to: String, value: Double, expected: Double) throws {
        let conversion = try #require(UnitConversion(from: from, to: to))
        #expect(conversion(value) == expected)
        #expect(conversion.isIdentity == (conversion(3.5) == 3.5))
    }

    @Test(arguments: [
        ("s", "W"), ("W.h", "W"), ("%", "s"), ("By", "1"), ("Cel", "mK"), ("Cel/s", "K/s"), ("Cel2", "K2"), ("S", "s"),
        ("", "1"), ("", "s"), ("s.", "s"), ("s//m", "s"), (".s", "s"), ("s{", "s"), ("kmin", "min"), ("K%", "%"),
        ("{image}/s", "{token}/s"), ("{image}/s", "/s"), ("m99", "m"), ("m+", "m"), ("2s", "s"), ("TiBy9", "nBy9"),
    ])
    func whatHasAnotherDimensionIsRefused(from: String, to: String) {
        #expect(UnitConversion(from: from, to: to) == nil)
        #expect(UnitConversion(from: to, to: from) == nil)
    }

    @Test func numbersThatAreNoneStay() throws {
        let conversion = try #require(UnitConversion(from: "W.h", to: "kW.h"))
        #expect(conversion(.nan).isNaN)
        #expect(conversion(-.infinity) == -.infinity)
        #expect(conversion(-0.0).sign == .minus)
        #expect(UnitConversion.identity.isIdentity && !conversion.isIdentity)
    }
}
