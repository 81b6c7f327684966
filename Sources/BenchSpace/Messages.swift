public import BenchSchema

extension LooseValue {
    /// The value of a cell as a configuration has it; nil for an absent one or a series.
    public init?(_ cell: Cell) {
        switch cell {
        case .absent, .series: return nil
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int64(let value): self = .int64(value)
        case .float64(let bits): self = .float64(bits)
        case .string(let text): self = .string(text)
        case .json(let text): self = .json(text)
        }
    }

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

extension JSONWriter {
    /// Appends a value of a configuration.
    mutating func value(_ value: LooseValue) {
        switch value {
        case .null: null()
        case .bool(let truth): bool(truth)
        case .int64(let number): self.number(number)
        case .float64(let bits): number(bits.value)
        case .string(let text): string(text)
        case .json(let text): raw(text)
        }
    }
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
