import BenchSchema

extension LooseValue {
    /// The value as JSON text, which is how messages show it.
    var shown: String {
        var json = JSONWriter()
        json.value(self)
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

extension Cell {
    /// The value as JSON text.
    var shown: String { LooseValue(self)?.shown ?? "nothing" }
}

extension Domain: CustomStringConvertible {
    /// The values as a message shows them.
    public var description: String {
        switch self {
        case .integer(let range):
            "an integer from \(range.lower) to \(range.upper)" + (range.step > 1 ? " in steps of \(range.step)" : "")
        case .float(let range):
            "a number from \(range.lower) to \(range.upper)" + (range.grid.map { " in steps of \($0.step)" } ?? "")
        case .categorical(let choices, _): "one of " + choices.map(\.shown).joined(separator: ", ")
        case .ordinal(let sequence): "one of " + sequence.map(\.shown).joined(separator: ", ")
        case .constant(let value): "always \(value.shown)"
        }
    }

    /// The value of a grid that is nearest to a number within its bounds, for messages.
    func nearest(_ value: LooseValue) -> Cell? {
        guard case .float64(let bits)? = value.cell(as: .float64), bits.value.isFinite else { return nil }
        switch self {
        case .integer(let range):
            guard Double(range.lower)...Double(range.upper) ~= bits.value else { return nil }
            let place = ((bits.value - Double(range.lower)) / Double(range.step)).rounded()
            return .int64(range.value(at: min(Int(place), range.count - 1)))
        case .float(let range):
            guard let grid = range.grid, range.lower...range.upper ~= bits.value else { return nil }
            return .float64(grid.value(at: grid.nearest(bits.value)))
        case .categorical, .ordinal, .constant: return nil
        }
    }
}
