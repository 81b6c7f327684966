/// What turns numbers of one unit into those of another.
///
/// Units of the same dimension are convertible: `W.h` into `kW.h`, `MiBy` into `By`, `%` into `1`, `Cel` into `K`. Equal codes
/// are too, whatever they are; all else, and a unit that is not declared, is convertible into nothing.
/// Annotations are part of the dimension, so that `{image}/s` doesn't become `{token}/s`.
///
/// A factor or divisor is an exact integer: 1500 W.h are 1.5 kW.h by one division. So a conversion rounds once, or twice
/// where it takes both.
public struct UnitConversion: Hashable, Sendable {
    private let factor: Double
    private let divisor: Double
    /// What is added last; not 0 between scales of temperature only.
    private let shift: Double

    /// Finds the conversion from one UCUM code to another; nil where there is none.
    public init?(from: String, to: String) {
        if from.exact == to.exact {
            self = .identity
            return
        }
        guard let from = UnitTerm(from), let to = UnitTerm(to), from.dimension == to.dimension,
            let ratio = from.ratio.divided(by: to.ratio),
            // Beyond 2^53 an integer may be no double.
            let factor = Double(exactly: ratio.numerator), let divisor = Double(exactly: ratio.denominator),
            from.zero == to.zero || factor == divisor
        else { return nil }
        self.init(factor: factor, divisor: divisor, shift: from.zero - to.zero)
    }

    private init(factor: Double, divisor: Double, shift: Double) {
        (self.factor, self.divisor, self.shift) = (factor, divisor, shift)
    }

    /// A conversion that changes nothing.
    public static let identity = UnitConversion(factor: 1, divisor: 1, shift: 0)

    /// Whether every number stays as it is.
    public var isIdentity: Bool { factor == divisor && shift == 0 }

    /// The number in the other unit.
    public func callAsFunction(_ value: Double) -> Double {
        if isIdentity { return value }
        let scaled = factor == 1 ? value / divisor : divisor == 1 ? value * factor : value * factor / divisor
        return shift == 0 ? scaled : scaled + shift
    }
}

/// A UCUM code taken apart: prefixed units joined by `.` and `/`, each with an exponent or none, and annotations.
private struct UnitTerm {
    /// The exponent of each basic unit and annotation, those of 0 left out.
    private(set) var dimension: [String: Int] = [:]
    /// One of the unit in basic units.
    private(set) var ratio = Ratio()
    /// Where the scale starts, in basic units.
    private(set) var zero = 0.0

    init?(_ code: String) {
        var isDivided = false
        var piece = ""
        var isInBraces = false
        var pieces = 0
        for character in code + "." {
            if isInBraces || (character != "." && character != "/") {
                piece.append(character)
                if character == "{" { isInBraces = true }
                if character == "}" { isInBraces = false }
                continue
            }
            // A code may start by a division.
            if pieces > 0 || !piece.isEmpty || character != "/" {
                guard multiply(by: piece, isDivided: isDivided) else { return nil }
            }
            (isDivided, piece, pieces) = (character == "/", "", pieces + 1)
        }
        // A scale that doesn't start at 0 is no part of a term.
        guard !isInBraces, zero == 0 || pieces == 1 else { return nil }
    }

    /// Multiplies by a unit with its exponent and annotation; false if there is no such unit.
    private mutating func multiply(by piece: String, isDivided: Bool) -> Bool {
        var name = piece
        var exponent = isDivided ? -1 : 1
        if name.last == "}", let brace = name.firstIndex(of: "{") {
            count(String(name[brace...]), exponent)
            name = String(name[..<brace])
            if name.isEmpty { return true }
        }
        let symbol = name.prefix { !"+-0123456789".contains($0) }
        if symbol.isEmpty { return name == "1" }
        if symbol.count < name.count {
            guard let power = Int(name.dropFirst(symbol.count)), (1...9).contains(power.magnitude) else { return false }
            exponent *= power
        }
        guard let unit = Self.unit(String(symbol)) else { return false }
        for (base, power) in unit.dimension { count(base, exponent * power) }
        for _ in 0..<exponent.magnitude {
            guard let product = exponent < 0 ? ratio.divided(by: unit.ratio) : ratio.times(unit.ratio) else {
                return false
            }
            ratio = product
        }
        if unit.zero != 0 {
            guard exponent == 1 else { return false }
            zero = unit.zero
        }
        return true
    }

    private mutating func count(_ base: String, _ exponent: Int) {
        dimension[base, default: 0] += exponent
        if dimension[base] == 0 { dimension[base] = nil }
    }

    private struct Unit {
        let dimension: [String: Int]
        var ratio: Ratio
        var zero = 0.0
    }

    /// A unit with a prefix or none.
    private static func unit(_ symbol: String) -> Unit? {
        if let unit = plain[symbol] ?? metric[symbol] { return unit }
        for (prefix, ratio) in prefixes where symbol.hasPrefix(prefix) {
            guard var unit = metric[String(symbol.dropFirst(prefix.count))], let scaled = unit.ratio.times(ratio) else {
                continue
            }
            unit.ratio = scaled
            return unit
        }
        return nil
    }

    /// Units that take no prefix.
    private static let plain = [
        "%": Unit(dimension: [:], ratio: Ratio(1, 100)),
        "min": Unit(dimension: ["s": 1], ratio: Ratio(60)),
        "h": Unit(dimension: ["s": 1], ratio: Ratio(3600)),
        "d": Unit(dimension: ["s": 1], ratio: Ratio(86_400)),
        "wk": Unit(dimension: ["s": 1], ratio: Ratio(604_800)),
        "Cel": Unit(dimension: ["K": 1], ratio: Ratio(), zero: 273.15),
    ]

    /// Units that take a prefix; energy and power are told in gram, metre and second.
    private static let metric = [
        "s": Unit(dimension: ["s": 1], ratio: Ratio()),
        "m": Unit(dimension: ["m": 1], ratio: Ratio()),
        "g": Unit(dimension: ["g": 1], ratio: Ratio()),
        "t": Unit(dimension: ["g": 1], ratio: Ratio(1_000_000)),
        "K": Unit(dimension: ["K": 1], ratio: Ratio()),
        "Hz": Unit(dimension: ["s": -1], ratio: Ratio()),
        "J": Unit(dimension: ["g": 1, "m": 2, "s": -2], ratio: Ratio(1000)),
        "W": Unit(dimension: ["g": 1, "m": 2, "s": -3], ratio: Ratio(1000)),
        "bit": Unit(dimension: ["bit": 1], ratio: Ratio()),
        "By": Unit(dimension: ["bit": 1], ratio: Ratio(8)),
    ]

    private static let prefixes = [
        ("Ki", Ratio(1 << 10)), ("Mi", Ratio(1 << 20)), ("Gi", Ratio(1 << 30)), ("Ti", Ratio(1 << 40)),
        ("n", Ratio(1, 1_000_000_000)), ("u", Ratio(1, 1_000_000)), ("m", Ratio(1, 1000)), ("k", Ratio(1000)),
        ("M", Ratio(1_000_000)), ("G", Ratio(1_000_000_000)), ("T", Ratio(1_000_000_000_000)),
        ("P", Ratio(1_000_000_000_000_000)),
    ]
}

/// A fraction of two positive integers without a common divisor.
private struct Ratio {
    let numerator: Int
    let denominator: Int

    init(_ numerator: Int = 1, _ denominator: Int = 1) {
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        (self.numerator, self.denominator) = (numerator / a, denominator / a)
    }

    /// The product; nil beyond 64 bits.
    func times(_ other: Ratio) -> Ratio? {
        let (left, right) = (Ratio(numerator, other.denominator), Ratio(other.numerator, denominator))
        let (above, isTooLarge) = left.numerator.multipliedReportingOverflow(by: right.numerator)
        let (below, isTooSmall) = left.denominator.multipliedReportingOverflow(by: right.denominator)
        return isTooLarge || isTooSmall ? nil : Ratio(above, below)
    }

    func divided(by other: Ratio) -> Ratio? { times(Ratio(other.denominator, other.numerator)) }
}
