import BenchSchema

/// The small files that stand beside a sweep's runs: provenance.json, machine.json, sweep_cfg.yaml, space.json.
enum SweepFolder {
    /// The most bytes that such a file has.
    static let limit = 1 << 24

    /// The file in the source, or in the folder above if the source is its `logs`.
    static func file(_ name: String, _ source: String) throws(BenchError) -> (path: String, bytes: [UInt8])? {
        guard FileSystem.kind(source) == .folder else { return nil }
        let source = source.count > 1 && source.hasSuffix("/") ? String(source.dropLast()) : source
        let isLogs = source.split(separator: "/").last == "logs"
        for path in ["\(source)/\(name)"] + (isLogs ? ["\(source)/../\(name)"] : ["\(source)/logs/\(name)"]) {
            if let bytes = try ByteSource.contents(path, limit: limit) { return (path, bytes) }
        }
        return nil
    }
}
