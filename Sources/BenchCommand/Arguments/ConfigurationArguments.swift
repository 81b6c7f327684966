import ArgumentParser
import BenchSchema
import HASBench

/// How a configuration is named on the command line: by hash, by KEY=VALUE, or as JSON.
struct ConfigurationArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("The configuration's keys.", valueName: "KEY=VALUE"))
    var pairs: [String] = []

    @Option(help: ArgumentHelp("The configuration's hash: 32 hex digits.", valueName: "H"))
    var hash: String?

    @Option(
        help: ArgumentHelp(
            "The configuration as a JSON object of key to value; - reads it from standard input.", valueName: "JSON"))
    var config: String?

    func validate() throws {
        let ways = (pairs.isEmpty ? 0 : 1) + (hash == nil ? 0 : 1) + (config == nil ? 0 : 1)
        guard ways == 1 else {
            throw ValidationError("Name the configuration in one way: KEY=VALUE..., --hash H or --config JSON.")
        }
    }

    /// All runs of the configuration.
    func lookup(in benchmark: Benchmark) throws(BenchError) -> [TableRun] {
        if let hash {
            guard let value = ConfigHash(hex: hash) else {
                throw BenchError(.usage, "--hash needs 32 hex digits, not \"\(hash)\"")
            }
            return try benchmark.lookup(value)
        }
        return try benchmark.lookup(try configuration() ?? [:])
    }

    /// The configuration; nil where it is named by its hash.
    func configuration() throws(BenchError) -> Configuration? {
        guard hash == nil else { return nil }
        guard let config else { return try Self.configuration(pairs) }
        let text = config == "-" ? StandardInput.readAll() : Array(config.utf8)
        return try Configuration(json: text, of: "--config")
    }

    /// The configuration that pairs of KEY=VALUE spell; values become what their keys' types make of them.
    static func configuration(_ pairs: [String]) throws(BenchError) -> Configuration {
        var result: Configuration = [:]
        for pair in pairs {
            let (key, value) = try split(pair)
            guard result.updateValue(.string(ByteString(value)), forKey: key) == nil else {
                throw BenchError(.usage, "\(key) is given twice")
            }
        }
        return result
    }

    /// Cuts KEY=VALUE at the first equals sign.
    static func split(_ pair: String) throws(BenchError) -> (key: String, value: String) {
        guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
            throw BenchError(.usage, "\"\(pair)\" is not KEY=VALUE")
        }
        return (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
    }
}
