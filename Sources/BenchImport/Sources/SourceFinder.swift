import BenchFormat
import BenchSchema

/// Finds out what a source given on the command line is.
struct SourceFinder {
    let options: ConvertOptions

    /// The sources in the order in which they were given.
    func find() throws(BenchError) -> [any RunSource] {
        var sources: [any RunSource] = []
        for path in options.sources { sources.append(try find(path)) }
        return sources
    }

    /// What stands at a path; `-` is standard input.
    func find(_ path: String) throws(BenchError) -> any RunSource {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        switch path == "-" ? .file : FileSystem.kind(path) {
        case .nothing: throw BenchError(.noInput, "there is no such file or folder", at: path)
        case .folder: return try folder(path)
        case .file: return try file(path)
        }
    }

    private func folder(_ path: String) throws(BenchError) -> any RunSource {
        let prefix = options.sources.count > 1 ? "\(path)/" : ""
        if let logs = try LogSource(folder: path, name: path, prefix: prefix, keepsErrors: options.keepErrors) {
            return logs
        }
        for ending in ByteSource.endings where FileSystem.kind("\(path)/sweep.json\(ending)") == .file {
            return try file("\(path)/sweep.json\(ending)")
        }
        throw BenchError(
            .noInput,
            "there are no run folders (NNNNNN/ with a stdout.log) here, nor in logs/, nor is there a sweep.json",
            at: path)
    }

    private func file(_ path: String) throws(BenchError) -> any RunSource {
        let name = path == "-" ? "standard input" : FileSystem.name(of: path)
        let prefix = options.sources.count > 1 ? "\(name):" : ""
        guard let file = try ByteFile.open(path, scratch: FileSystem.folder(of: options.output)) else {
            throw BenchError(.noInput, "there is no such file", at: path)
        }
        let head = try file.read(at: 0, count: 1 << 12)
        if head.starts(with: Layout.magic) { return try BenchSource(file, name: name, prefix: prefix) }
        if Self.isLog(head) { return LogSource(log: file.readablePath, name: name, keeping: file) }
        guard let first = head.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        else {
            throw BenchError(
                .damaged, "this is neither JSON, nor a log (no line begins with [FILE.py: N]:), nor a bench file",
                at: name)
        }
        return try DocumentSource(file, name: name, prefix: prefix, options.recipe, keepsErrors: options.keepErrors)
    }

    /// Whether any of the first lines has a log's prefix.
    private static func isLog(_ head: [UInt8]) -> Bool {
        head.split(separator: 0x0A).contains { line in
            let bytes = Array(line)
            return LogLine.afterPrefix(bytes.span, LogLine.trimmed(bytes.span, 0..<bytes.count)) != nil
        }
    }
}
