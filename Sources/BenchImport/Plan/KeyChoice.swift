import BenchSchema

/// Which leaves name a configuration, and their types.
struct KeyChoice: Sendable {
    /// The keys in order of their paths.
    var keys: [(path: String, type: ValueType)] = []
    /// Leaves that vary but are no keys, in order of their paths: volatile, derived, lists.
    var leftOut: [String] = []

    /// Takes the keys that were asked for.
    ///
    /// Throws `.usage` for one that no configuration has, or that is a list.
    init(paths: [String], _ survey: Survey) throws(BenchError) {
        let leaves = survey.leaves
        for path in Set(paths) {
            guard let leaf = leaves[path] else {
                let known = leaves.keys.sorted { ByteString($0) < ByteString($1) }.joined(separator: ", ")
                throw BenchError(.usage, "no configuration has the leaf \(path); there are \(known)")
            }
            guard let type = leaf.keyType else {
                throw BenchError(.usage, "\(path) is a list in some configuration, which can't be a key")
            }
            keys.append((path, type))
        }
        keys.sort { ByteString($0.path) < ByteString($1.path) }
    }

    /// Takes the keys of another file, and their types.
    init(of template: SchemaTemplate) {
        keys = template.keys.map { ($0.name, $0.type) }.sorted { ByteString($0.path) < ByteString($1.path) }
    }

    /// Finds the keys: the leaves that vary between runs, or that only some have, less those that can't be keys.
    init(discovering survey: Survey, seedKey: String?) {
        for (path, leaf) in survey.leaves.sorted(by: { ByteString($0.key) < ByteString($1.key) }) where path != seedKey
        {
            if !leaf.varies, leaf.runs >= survey.recorded { continue }
            guard VolatileLeaves.reason(path) == nil, !leaf.arePaths, let type = leaf.keyType else {
                leftOut.append(path)
                continue
            }
            // "0.1" and 0.1 don't vary.
            if leaf.varies(as: type) || leaf.runs < survey.recorded { keys.append((path, type)) }
        }
    }
}
