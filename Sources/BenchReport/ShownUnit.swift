import BenchSchema

/// A unit as people write it, with a prefix that leaves few zeros: 5e-05 kW.h are 50 mW·h.
struct ShownUnit {
    /// The unit; nil where none is declared.
    let text: String?
    /// What numbers of the declared unit are multiplied by.
    let factor: Double

    /// - Parameters:
    ///   - code: The declared unit, a UCUM code.
    ///   - largest: The largest magnitude that is to be shown; nil to keep the unit as it is.
    init(_ code: String?, largest: Double? = nil) {
        guard let code else {
            (text, factor) = (nil, 1)
            return
        }
        var (shown, factor) = (code, 1.0)
        if let largest, largest > 0, !(1..<10_000).contains(largest),
            let family = Self.families.first(where: { $0.contains(code) })
        {
            // The largest unit in which it is 1 or more.
            for unit in family {
                guard let conversion = UnitConversion(from: code, to: unit), conversion(largest) >= 1 else { continue }
                (shown, factor) = (unit, conversion(1))
                break
            }
        }
        (text, self.factor) = (Self.written(shown), factor)
    }

    /// A name and the unit, for an axis or a column.
    func label(_ name: String) -> String { text.map { "\(name) (\($0))" } ?? name }

    /// Units of one kind, the largest first.
    private static let families = [
        ["h", "s", "ms", "us", "ns"], ["GW.h", "MW.h", "kW.h", "W.h", "mW.h", "uW.h"],
        ["GJ", "MJ", "kJ", "J", "mJ", "uJ"], ["MW", "kW", "W", "mW", "uW"], ["GiBy", "MiBy", "KiBy", "By"],
    ]

    private static func written(_ code: String) -> String {
        if code == "Cel" { return "°C" }
        if code.hasSuffix("By") { return String(code.dropLast()) }
        let micro = code.hasPrefix("u") ? "µ" + code.dropFirst() : code
        return micro.split(separator: ".").joined(separator: "·")
    }
}
