import BenchSchema

/// A folder with the files of one run.
struct RunFolder: Hashable, Sendable {
    /// Its name, by which the report calls it.
    var name: String
    /// Where it is.
    var path: String

    /// The run folders of a source, in order of their names: those in a logs folder, in a sweep's `logs`, or itself.
    ///
    /// Throws `.noInput` if there are none.
    static func find(in source: String) throws(BenchError) -> [RunFolder] {
        let source = source.count > 1 && source.hasSuffix("/") ? String(source.dropLast()) : source
        switch FileSystem.kind(source) {
        case .nothing: throw BenchError(.noInput, "there is no such folder", at: source)
        case .file:
            throw BenchError(
                .noInput, "this is a file; give the folder that holds the runs' folders (NNNNNN/)", at: source)
        case .folder: break
        }
        if FileSystem.exists("\(source)/stdout.log") || FileSystem.exists("\(source)/stdout.log.zst") {
            return [RunFolder(name: source.split(separator: "/").last.map(String.init) ?? source, path: source)]
        }
        let own = try list(source)
        if !own.isEmpty { return own }
        if FileSystem.kind("\(source)/logs") == .folder {
            let inner = try list("\(source)/logs")
            if !inner.isEmpty { return inner }
        }
        throw BenchError(
            .noInput, "there are no run folders (NNNNNN/ with a stdout.log) here, nor in logs/", at: source)
    }

    private static func list(_ folder: String) throws(BenchError) -> [RunFolder] {
        try FileSystem.names(in: folder)
            .filter { $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
            .map { RunFolder(name: $0, path: "\(folder)/\($0)") }
            .filter { FileSystem.kind($0.path) == .folder }
    }

    /// Reads and scans the run's files. What is wrong with them is among the run's findings.
    ///
    /// Throws only where nothing can be read at all for want of memory.
    func parse(sharing previous: Configuration?, keepErrors: Bool) throws(BenchError) -> ParsedRun {
        var scanner = try LogScanner(sharing: previous)
        var source: ByteSource?
        var failure: BenchError?
        do throws(BenchError) { source = try ByteSource.open("\(path)/stdout.log") } catch { failure = error }
        guard let source = source.take() else {
            var run = ParsedRun()
            run.findings.add(.damage, LogScanner.file, failure?.message ?? "there is no log")
            return run
        }
        var lines = LineReader(source)
        while let range = lines.next() {
            scanner.take(lines.buffer.span, range, number: lines.line, isWhole: !lines.lacksNewline)
        }
        var run = scanner.finish()
        if let failure = lines.failure {
            run.findings.add(.damage, LogScanner.file, line: lines.line > 0 ? lines.line : nil, failure.message)
        }
        if lines.longLines > 0 {
            run.findings.add(
                .damage, LogScanner.file,
                "\(lines.longLines) lines are longer than \(LineReader.longestLine) bytes and left out")
        }
        run.bytesIn = lines.bytesIn
        run.bytesUnpacked = lines.bytes
        try HistoryReader.read("\(path)/history.jsonl", &run)
        if let history = run.group("history"), let train = run.group("train_epoch"), history.epochs != train.epochs {
            run.findings.add(
                .note, HistoryReader.file,
                "it has \(history.epochs.count) epochs, the log \(train.epochs.count) (train_epoch)")
        }
        if keepErrors { readErrors(&run) }
        return run
    }

    private func readErrors(_ run: inout ParsedRun) {
        do throws(BenchError) {
            guard let bytes = try ByteSource.contents("\(path)/stderr.log", limit: 1 << 24) else { return }
            if !bytes.isEmpty { run.errorText = ByteString(bytes) }
            run.bytesUnpacked += bytes.count
        } catch {
            run.findings.add(.damage, "stderr.log", error.message)
        }
    }
}
