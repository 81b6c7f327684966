import BenchSchema

/// A configuration as YACS writes it: nested YAML, names in order.
struct ConfigurationYAML {
    private indirect enum Node {
        case leaf(LooseValue)
        case section([String: Node])
    }

    private var root: [String: Node] = [:]

    /// Takes leaves by their dotted paths; throws where one is a section of another.
    init(_ leaves: [String: LooseValue]) throws(BenchError) {
        for (path, value) in leaves {
            let names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard Self.insert(value, names[...], into: &root) else {
                throw BenchError(.usage, "\(path) is a leaf of the configuration, and a section of others")
            }
        }
    }

    private static func insert(_ value: LooseValue, _ names: ArraySlice<String>, into section: inout [String: Node])
        -> Bool
    {
        guard let name = names.first else { return false }
        guard names.count > 1 else {
            if section[name] != nil { return false }
            section[name] = .leaf(value)
            return true
        }
        var inner: [String: Node] = [:]
        switch section[name] {
        case .leaf?: return false
        case .section(let known)?: inner = known
        case nil: break
        }
        guard insert(value, names.dropFirst(), into: &inner) else { return false }
        section[name] = .section(inner)
        return true
    }

    /// The document.
    var bytes: [UInt8] {
        var out: [UInt8] = []
        Self.append(root, indent: 0, to: &out)
        return out
    }

    private static func append(_ section: [String: Node], indent: Int, to out: inout [UInt8]) {
        for (name, node) in section.sorted(by: { ByteString($0.key) < ByteString($1.key) }) {
            out += repeatElement(UInt8(ascii: " "), count: indent)
            out += text(name).utf8
            out.append(UInt8(ascii: ":"))
            switch node {
            case .leaf(let value):
                out.append(UInt8(ascii: " "))
                out += scalar(value).utf8
                out.append(UInt8(ascii: "\n"))
            case .section(let inner):
                out.append(UInt8(ascii: "\n"))
                append(inner, indent: indent + 2, to: &out)
            }
        }
    }

    /// A value as YAML 1.1 reads it back.
    static func scalar(_ value: LooseValue) -> String {
        switch value {
        case .null: return "null"
        case .bool(let truth): return truth ? "true" : "false"
        case .int64(let number): return String(number)
        case .float64(let bits): return float(bits.value)
        case .string(let text): return self.text(text.description)
        case .json(let text): return text.description
        }
    }

    /// With a point, for 1e-06 is a string there.
    private static func float(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf" }
        let text = value.description
        guard !text.contains("."), let mark = text.firstIndex(of: "e") else { return text }
        return text[..<mark] + ".0" + text[mark...]
    }

    /// A string, bare where it is a plain word.
    static func text(_ text: String) -> String {
        let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        let isWord =
            text.utf8.first.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 & 0xDF } == true
            && text.utf8.allSatisfy {
                UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 & 0xDF || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "_")
            }
        if isWord, !words.contains(text.lowercased()) { return text }
        // YAML's double quotes have all escapes of JSON.
        var out: [UInt8] = []
        JSONText.append(text.utf8, to: &out)
        return String(decoding: out, as: UTF8.self)
    }
}
