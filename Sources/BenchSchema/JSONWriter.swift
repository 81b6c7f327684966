/// Appends one JSON document after another to bytes; commas and quoting are its business, nesting is the caller's.
///
/// Strict JSON: non-finite numbers are the strings "NaN", "Infinity" and "-Infinity".
public struct JSONWriter {
    /// What was written so far.
    public var bytes: [UInt8] = []
    /// Whether a comma is due before the next value or member.
    private var needsComma = false

    /// Starts with nothing.
    public init() {}

    /// Appends an object whose members `body` writes.
    public mutating func object<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    /// Appends an array whose elements `body` writes.
    public mutating func array<E: Error>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        try nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    private mutating func nest<E: Error>(
        _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        separate()
        bytes.append(open)
        needsComma = false
        try body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Appends a member's name; its value must follow.
    public mutating func name(_ text: some StringProtocol) {
        separate()
        JSONText.append(text.utf8, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Appends a string.
    public mutating func string(_ text: some StringProtocol) {
        separate()
        JSONText.append(text.utf8, to: &bytes)
    }

    /// Appends a string of any bytes; what isn't UTF-8 becomes U+FFFD.
    public mutating func string(_ text: ByteString) {
        separate()
        JSONText.append(text, to: &bytes)
    }

    /// Appends a float64, with a point or an exponent.
    public mutating func number(_ value: Double) {
        separate()
        JSONText.append(value, to: &bytes)
    }

    /// Appends an integer.
    public mutating func number(_ value: some BinaryInteger) {
        separate()
        bytes += String(value).utf8
    }

    /// Appends true or false.
    public mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// Appends null.
    public mutating func null() { raw("null") }

    /// Appends the text of one JSON value, its line breaks as spaces, so that a document stays on its line.
    ///
    /// In valid JSON they stand between tokens alone, where a space means the same.
    public mutating func raw(_ text: ByteString) {
        separate()
        let start = bytes.count
        bytes += text.bytes
        for place in start..<bytes.count where bytes[place] == 0x0A || bytes[place] == 0x0D { bytes[place] = 0x20 }
    }

    /// Appends a cell; an absent one as null.
    public mutating func cell(_ cell: Cell) {
        switch cell {
        case .absent, .null: null()
        case .float64(let bits): number(bits.value)
        case .int64(let value): number(value)
        case .bool(let value): bool(value)
        case .string(let text): string(text)
        case .json(let text): raw(text)
        case .series(let series): self.series(series)
        }
    }

    /// Appends a value of a configuration.
    public mutating func value(_ value: LooseValue) {
        switch value {
        case .null: null()
        case .bool(let truth): bool(truth)
        case .int64(let number): self.number(number)
        case .float64(let bits): number(bits.value)
        case .string(let text): string(text)
        case .json(let text): raw(text)
        }
    }

    /// Appends the elements of a series; nulls and holes as null.
    public mutating func series(_ series: Series) {
        array { json in
            for index in 0..<series.count {
                guard series.isValue(index) else {
                    json.null()
                    continue
                }
                switch series.elements {
                case .float64(let values): json.number(values[index])
                case .int64(let values): json.number(values[index])
                case .bool(let values): json.bool(values[index])
                case .string(let values): json.string(values[index])
                case .json(let values): json.raw(values[index])
                }
            }
        }
    }
}
