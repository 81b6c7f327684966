package import BenchSchema

extension Configuration {
    /// The configuration that a JSON object of key to value is, or holds as its "config".
    package init(json: [UInt8], of source: String) throws(BenchError) {
        let tree = try JSONTree(json, file: source)
        guard case .object(let members) = (tree["config"] ?? tree).value else {
            throw BenchError(
                .usage, "a configuration is a JSON object of key to number, string, truth value or null", at: source)
        }
        var result: Configuration = [:]
        for (name, value) in members {
            let key = name.string ?? ""
            guard let scalar = value.scalar else {
                throw BenchError(.usage, "\(key) needs a number, string, truth value or null", at: source)
            }
            guard result.updateValue(scalar, forKey: key) == nil else {
                throw BenchError(.usage, "\(key) is given twice", at: source)
            }
        }
        self = result
    }
}
