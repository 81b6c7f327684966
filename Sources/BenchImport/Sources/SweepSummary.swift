import BenchSchema

/// A sweep's cfgs_summary.yaml: for each configuration the leaves that were sampled, in one text "PATH VALUE PATH VALUE".
enum SweepSummary {
    static let file = "cfgs_summary.yaml"
    private static let limit = 1 << 26

    /// The texts by run; none where there is no such file in the sweep.
    static func read(_ sweep: String) throws(BenchError) -> [String: String] {
        guard let bytes = try ByteSource.contents("\(sweep)/\(file)", limit: limit) else { return [:] }
        guard case .map(let members) = try YAMLReader.read(bytes) else {
            throw BenchError(.damaged, "it is no map of configurations")
        }
        var texts: [String: String] = [:]
        for (name, value) in members where name.hasSuffix(".yaml") {
            if case .scalar(.string(let text)) = value { texts[String(name.dropLast(5))] = text.description }
        }
        return texts
    }

    /// The leaves in a text; nil if there are none.
    static func configuration(_ text: String) -> Configuration? {
        var leaves: [(path: String, value: String)] = []
        for word in text.split(separator: " ") {
            if isPath(word) {
                leaves.append((String(word), ""))
            } else if let last = leaves.indices.last {
                leaves[last].value += (leaves[last].value.isEmpty ? "" : " ") + word
            }
        }
        let shape = ConfigurationShape(paths: leaves.map(\.path))
        guard !leaves.isEmpty, Set(shape.paths).count == leaves.count else { return nil }
        return Configuration(shape: shape, values: leaves.map { value($0.value) })
    }

    /// Whether a word is a leaf's path, such as OPTIM.BASE_LR.
    private static func isPath(_ word: Substring) -> Bool {
        guard let first = word.utf8.first, (0x41...0x5A).contains(first), word.utf8.contains(UInt8(ascii: ".")) else {
            return false
        }
        return word.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: ".")
        }
    }

    /// A value as YAML has it; as a text where it is none.
    private static func value(_ text: String) -> LooseValue {
        guard let value = try? YAMLReader.read(Array(text.utf8)) else { return .string(ByteString(Array(text.utf8))) }
        if case .scalar(let scalar) = value { return scalar }
        return .json(ByteString(value.json))
    }
}
