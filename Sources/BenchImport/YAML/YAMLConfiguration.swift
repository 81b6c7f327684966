import BenchSchema

/// A configuration out of a sweep's cfgs/NNNNNN.yaml, or a run's config.yaml.
enum YAMLConfiguration {
    /// The leaves, with the same paths as those of a cfg record.
    static func read(_ bytes: [UInt8]) throws(BenchError) -> Configuration {
        guard case .map(let members) = try YAMLReader.read(bytes) else {
            throw BenchError(.damaged, "it holds no configuration (a map of sections)")
        }
        var paths: [String] = []
        var values: [LooseValue] = []
        add(members, "", &paths, &values)
        guard !paths.isEmpty else { throw BenchError(.damaged, "it holds no configuration (a map of sections)") }
        return Configuration(shape: ConfigurationShape(paths: paths), values: values)
    }

    private static func add(
        _ members: [(name: String, value: YAMLValue)], _ prefix: String, _ paths: inout [String],
        _ values: inout [LooseValue]
    ) {
        for (name, value) in members {
            let path = prefix + name
            guard path.utf8.count <= 4096 else { continue }
            switch value {
            case .map(let inner) where !inner.isEmpty: add(inner, path + ".", &paths, &values)
            case .scalar(let scalar):
                paths.append(path)
                values.append(scalar)
            default:
                paths.append(path)
                values.append(.json(ByteString(value.json)))
            }
        }
    }
}

extension YAMLValue {
    /// The value as the text of a JSON value, as Python's json writes it.
    var json: [UInt8] {
        var out: [UInt8] = []
        append(to: &out)
        return out
    }

    private func append(to out: inout [UInt8]) {
        switch self {
        case .scalar(.null): out += "null".utf8
        case .scalar(let value):
            if case .json(let text)? = value.settingCell(as: .json) { out += text.bytes }
        case .list(let items): JSONText.append(items, between: "[", "]", to: &out) { $0.append(to: &$1) }
        case .map(let members):
            JSONText.append(members, between: "{", "}", to: &out) { member, out in
                JSONText.append(member.name.utf8, to: &out)
                out += ": ".utf8
                member.value.append(to: &out)
            }
        }
    }
}
