/// A small JSON document with the line of every value: a recipe, a search space, a configuration.
///
/// Strict JSON; objects keep the order of their members. Not for data: each value is an object of its own.
package struct JSONTree: Sendable {
    /// A value.
    package indirect enum Value: Sendable {
        /// Null.
        case null
        /// A truth value.
        case bool(Bool)
        /// A number without point and exponent that an int64 holds.
        case integer(Int64)
        /// Another number.
        case number(Double)
        /// A string.
        case string(String)
        /// An array.
        case list([JSONTree])
        /// An object, its members in their order.
        case object([(name: JSONTree, value: JSONTree)])
    }

    /// What it is.
    package var value: Value
    /// The line on which it begins, from 1.
    package var line: Int

    /// Reads a document; an error names `file` and the line.
    package init(_ bytes: [UInt8], file: String) throws(BenchError) {
        var parser = Parser(bytes: bytes)
        do throws(BenchError) {
            self = try parser.document()
        } catch { throw error.within("line \(parser.line)").within(file) }
    }

    fileprivate init(_ value: Value, _ line: Int) { (self.value, self.line) = (value, line) }

    /// The text of a string.
    package var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    /// A number, string, truth value or null as a configuration has it; nil for a list or an object.
    package var scalar: LooseValue? {
        switch value {
        case .null: .null
        case .bool(let truth): .bool(truth)
        case .integer(let number): .int64(number)
        case .number(let number): .float64(Float64Bits(number))
        case .string(let text): .string(ByteString(text))
        case .list, .object: nil
        }
    }

    /// The member of an object.
    package subscript(name: String) -> JSONTree? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.name.string == name }?.value
    }

    /// The value as JSON text.
    package func append(to out: inout [UInt8]) {
        switch value {
        case .null: out += "null".utf8
        case .bool(let truth): out += (truth ? "true" : "false").utf8
        case .integer(let number): out += String(number).utf8
        case .number(let number): JSONText.append(number, to: &out)
        case .string(let text): JSONText.append(text.utf8, to: &out)
        case .list(let items): JSONText.append(items, between: "[", "]", to: &out) { $0.append(to: &$1) }
        case .object(let members):
            JSONText.append(members, between: "{", "}", to: &out) { member, out in
                member.name.append(to: &out)
                out += ": ".utf8
                member.value.append(to: &out)
            }
        }
    }
}

private struct Parser {
    let bytes: [UInt8]
    var place = 0
    var line = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(BenchError) -> JSONTree {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw wrong("it isn't UTF-8") }
        let tree = try value(depth: 0)
        blanks()
        guard place == bytes.count else { throw wrong("something follows the document") }
        return tree
    }

    private func wrong(_ what: String) -> BenchError { BenchError(.usage, what) }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func blanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            if byte == 0x0A { line += 1 }
            place += 1
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        place += 1
        return true
    }

    private mutating func word(_ text: String) -> Bool {
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private mutating func value(depth: Int) throws(BenchError) -> JSONTree {
        guard depth < 64 else { throw wrong("it is nested too deeply") }
        blanks()
        let start = line
        switch next {
        case UInt8(ascii: "{"): return JSONTree(.object(try members(depth)), start)
        case UInt8(ascii: "["): return JSONTree(.list(try items(depth)), start)
        case UInt8(ascii: "\""): return JSONTree(.string(try string()), start)
        default: break
        }
        if word("null") { return JSONTree(.null, start) }
        if word("true") { return JSONTree(.bool(true), start) }
        if word("false") { return JSONTree(.bool(false), start) }
        return JSONTree(try number(), start)
    }

    private mutating func members(_ depth: Int) throws(BenchError) -> [(name: JSONTree, value: JSONTree)] {
        place += 1
        var members: [(name: JSONTree, value: JSONTree)] = []
        var names: Set<String> = []
        blanks()
        if take("}") { return [] }
        repeat {
            blanks()
            let start = line
            guard next == UInt8(ascii: "\"") else { throw wrong("a member's name is expected, in double quotes") }
            let name = try string()
            guard names.insert(name).inserted else { throw wrong("\"\(name)\" stands twice") }
            blanks()
            guard take(":") else { throw wrong("a colon is expected after \"\(name)\"") }
            members.append((JSONTree(.string(name), start), try value(depth: depth + 1)))
            blanks()
        } while take(",")
        guard take("}") else { throw wrong("a comma or } is expected") }
        return members
    }

    private mutating func items(_ depth: Int) throws(BenchError) -> [JSONTree] {
        place += 1
        var items: [JSONTree] = []
        blanks()
        if take("]") { return [] }
        repeat {
            items.append(try value(depth: depth + 1))
            blanks()
        } while take(",")
        guard take("]") else { throw wrong("a comma or ] is expected") }
        return items
    }

    /// RFC 8259: a minus sign, digits without a leading zero, a point with digits, an exponent with digits.
    private mutating func number() throws(BenchError) -> JSONTree.Value {
        let start = place
        _ = take("-")
        let whole = digits()
        var isValid = whole.count == 1 || (whole.count > 1 && whole.first != UInt8(ascii: "0"))
        var isInteger = true
        if take(".") {
            (isInteger, isValid) = (false, digits().count > 0 && isValid)
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            (isInteger, isValid) = (false, digits().count > 0 && isValid)
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard isValid else { throw wrong("a value is expected") }
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw wrong("\(text) is too large for a float64") }
        return .number(number)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let start = place
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { place += 1 }
        return bytes[start..<place]
    }

    private mutating func string() throws(BenchError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(&text)
            case 0..<0x20: throw wrong("a text has no end on its line")
            default: text.append(byte)
            }
        }
        throw wrong("a text has no end")
    }

    private mutating func escape(_ text: inout [UInt8]) throws(BenchError) {
        let plain: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
        ]
        guard let byte = next else { throw wrong("a text has no end") }
        place += 1
        if let character = plain[byte] { return text.append(character) }
        guard byte == UInt8(ascii: "u"), var code = hex() else { throw wrong("an escape that JSON doesn't have") }
        if 0xD800..<0xDC00 ~= code, word("\\u"), let low = hex(), 0xDC00..<0xE000 ~= low {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw wrong("an escape that is no character") }
        text += String(Character(scalar)).utf8
    }

    private mutating func hex() -> UInt32? {
        guard place + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
        else { return nil }
        place += 4
        return code
    }
}
