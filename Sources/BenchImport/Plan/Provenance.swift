import BenchSchema

/// Where the runs come from, as the text of one JSON object; no paths and no times.
struct Provenance {
    private var members: [(name: String, value: [UInt8])] = []

    /// The text for a conversion: what provenance.json (or the file given in its place), the recipe and the sweep's
    /// files say, and what the conversion chose.
    static func text(
        options: ConvertOptions, sources: [any RunSource] = [], choice: KeyChoice, seedKey: String?
    ) throws(BenchError) -> ByteString {
        var provenance = Provenance()
        if let path = options.provenance {
            guard let bytes = try ByteSource.contents(path, limit: SweepFolder.limit) else {
                throw BenchError(.noInput, "there is no such file", at: path)
            }
            try provenance.addMembers(of: bytes, path)
        }
        for source in options.sources where source != "-" {
            if options.provenance == nil, let (path, bytes) = try SweepFolder.file("provenance.json", source) {
                try provenance.addMembers(of: bytes, path)
            }
            if let (path, bytes) = try SweepFolder.file("machine.json", source) {
                try provenance.add("machine", document: bytes, path)
            }
            if let (path, bytes) = try SweepFolder.file("sweep_cfg.yaml", source) {
                try provenance.add(sampling: bytes, path)
            }
        }
        for (name, value) in options.recipe.provenance { provenance.add(name, value) }
        for source in sources {
            if let text = source.provenance { try provenance.addMembers(of: text, source.name) }
        }
        provenance.set("tool", string("hasbench 1.0"))
        provenance.set("keys", list(choice.keys.map(\.path)))
        provenance.set("left_out", list(choice.leftOut))
        if let seed = seedKey ?? options.recipe.seedPath { provenance.set("seed_key", string(seed)) }
        var text = [UInt8(ascii: "{")]
        for (name, value) in provenance.members.sorted(by: { ByteString($0.name) < ByteString($1.name) }) {
            if text.count > 1 { text += ", ".utf8 }
            JSONText.append(name.utf8, to: &text)
            text += ": ".utf8
            text += value
        }
        text.append(UInt8(ascii: "}"))
        return ByteString(text)
    }

    /// Adds how a sweep's configurations were sampled: the section SETUP of its sweep_cfg.yaml, which has no paths of
    /// the machine it ran on.
    private mutating func add(sampling document: [UInt8], _ path: String) throws(BenchError) {
        do throws(BenchError) {
            guard case .map(let sections) = try YAMLReader.read(document) else { return }
            if let setup = sections.first(where: { $0.name == "SETUP" })?.value { add("sampling", setup.json) }
        } catch { throw error.within(path) }
    }

    /// Adds a member that isn't there yet.
    private mutating func add(_ name: String, _ value: [UInt8]) {
        if !members.contains(where: { $0.name == name }) { members.append((name, value)) }
    }

    /// Adds a member in place of one that is there.
    private mutating func set(_ name: String, _ value: [UInt8]) {
        members.removeAll { $0.name == name }
        members.append((name, value))
    }

    private mutating func add(_ name: String, document: [UInt8], _ path: String) throws(BenchError) {
        // As the value of a member it comes back checked, with bare NaN and infinities quoted.
        let wrapped = Array("{\"value\":".utf8) + document + [UInt8(ascii: "}")]
        var json = try JSONReader()
        guard json.read(wrapped.span, 0..<wrapped.count, nested: false) == nil, json.kind(0) == .json else {
            throw BenchError(.damaged, "this is no JSON object or list", at: path)
        }
        add(name, json.text(0))
    }

    private mutating func addMembers(of document: [UInt8], _ path: String) throws(BenchError) {
        var json = try JSONReader()
        let range = LogLine.trimmed(document.span, 0..<document.count)
        guard json.read(document.span, range, nested: false) == nil else {
            throw BenchError(.damaged, "this is no JSON object", at: path)
        }
        for leaf in 0..<json.count {
            var value: [UInt8] = []
            switch json.kind(leaf) {
            case .null: value += "null".utf8
            case .bool: value += (json.integer(leaf) != 0 ? "true" : "false").utf8
            case .int64: value += String(json.integer(leaf)).utf8
            case .float64: JSONText.append(json.number(leaf), to: &value)
            case .string: JSONText.append(json.text(leaf), to: &value)
            case .json, .list: value = json.text(leaf)
            }
            add(String(decoding: json.path(leaf), as: UTF8.self), value)
        }
    }

    private static func string(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        JSONText.append(text.utf8, to: &out)
        return out
    }

    private static func list(_ texts: [String]) -> [UInt8] {
        var out = [UInt8(ascii: "[")]
        for text in texts {
            if out.count > 1 { out += ", ".utf8 }
            JSONText.append(text.utf8, to: &out)
        }
        out.append(UInt8(ascii: "]"))
        return out
    }
}
