import BenchSchema

/// Where the files of one run are.
struct RunFolder: Sendable {
    /// What the report calls the run.
    var name: String
    /// Where the paths of log and folder go from; nil for the working directory.
    var base: OpenFolder?
    /// The log's path, without the ending of a packed one.
    var log: String
    /// The folder in which history.jsonl, stderr.log and config.yaml may be; nil for a log alone.
    var folder: String?
    /// The sweep's YAML file of the run's configuration, where there may be one.
    var plan: String?
    /// The sampled leaves as the sweep's cfgs_summary.yaml has them, where that stands for YAML files.
    var sampled: String?
    /// The size of the log when the runs were listed; what is appended meanwhile isn't read.
    var size: Int

    /// A log alone.
    init(log path: String, name: String) {
        (self.name, log, folder, plan, sampled) = (name, path, nil, nil, nil)
        size = FileSystem.size(path)
    }

    init(name: String, in base: OpenFolder? = nil, folder: String, plan: String?, sampled: String? = nil) {
        (self.name, self.base, self.folder, self.plan, self.sampled) = (name, base, folder, plan, sampled)
        log = "\(folder)/\(LogScanner.file)"
        // Of a packed log it is the packed file's.
        size = ByteSource.endings.lazy.map { [log] in FileSystem.size(log + $0, in: base) }.first { $0 > 0 } ?? 0
    }

    /// Reads and scans the run's files. What is wrong with them is among the runs' findings.
    ///
    /// A log that another run was appended to gives two. Throws only for want of memory.
    func parse(
        sharing previous: Configuration?, keepErrors: Bool, _ scanner: inout LogScanner
    ) throws(BenchError) -> [ReadRun] {
        scanner.begin(sharing: previous)
        var source: ByteSource?
        var failure: BenchError?
        do throws(BenchError) { source = try ByteSource.open(log, in: base) } catch { failure = error }
        guard let source = source.take() else {
            var run = ParsedRun()
            run.name = name
            run.findings.add(.damage, LogScanner.file, failure?.message ?? "there is no log")
            try complete(&run)
            return [ReadRun(run: run)]
        }
        let window = scanner.window
        scanner.window = []
        var lines = LineReader(source, limit: size > 0 ? size : nil, reusing: window)
        while true {
            scanner.skim(&lines)
            if lines.refillWithinLine() { continue }
            guard let range = lines.next() else { break }
            scanner.take(lines.buffer.span, range, number: lines.line, isWhole: !lines.lacksNewline)
        }
        var runs = scanner.finish().map { ReadRun(run: $0) }
        for place in runs.indices { runs[place].run.name = place == 0 ? name : "\(name)#\(place + 1)" }
        let last = runs.count - 1
        if let failure = lines.failure {
            runs[last].run.findings.add(
                .damage, LogScanner.file, line: lines.line > 0 ? lines.line : nil, failure.message)
        }
        for line in lines.longLines {
            runs[last].run.findings.add(
                .damage, LogScanner.file, line: line,
                "the line is longer than \(LineReader.longestLine) bytes and left out")
        }
        if lines.hasMore {
            runs[last].run.findings.add(
                .note, LogScanner.file, line: lines.line, "the log grew while it was read; what came later is left out")
        }
        // A window that a long line made large isn't kept.
        let used = lines.takeBuffer()
        if used.count <= 1 << 20 { scanner.window = used }
        runs[0].bytesIn = lines.bytesIn
        runs[0].bytesUnpacked = lines.bytes
        try complete(&runs[last].run)
        guard let folder else { return runs }
        try HistoryReader.read("\(folder)/\(HistoryReader.file)", in: base, &runs[last])
        if let history = runs[last].run.group("history"), let train = runs[last].run.group("train_epoch"),
            history.epochs != train.epochs
        {
            runs[last].run.findings.add(
                .note, HistoryReader.file,
                "it has \(history.epochs.count) epochs, the log \(train.epochs.count) (train_epoch)")
        }
        if keepErrors { readErrors(folder, &runs[last]) }
        return runs
    }

    /// Takes the configuration from a YAML file, if the log says none.
    private func complete(_ run: inout ParsedRun) throws(BenchError) {
        guard run.configuration == nil else { return }
        for (path, base) in [(folder.map { "\($0)/config.yaml" }, base), (plan, nil)] {
            guard let path else { continue }
            do throws(BenchError) {
                guard let bytes = try ByteSource.contents(path, in: base, limit: 1 << 24) else { continue }
                run.configuration = try YAMLConfiguration.read(bytes)
                run.isPlan = true
                run.findings.add(
                    .note, LogScanner.file,
                    "the log says no configuration; that of \(FileSystem.name(of: path)) is taken")
                return
            } catch { run.findings.add(.damage, FileSystem.name(of: path), error.description) }
        }
        guard let sampled, let configuration = SweepSummary.configuration(sampled) else { return }
        (run.configuration, run.isPlan) = (configuration, true)
        run.findings.add(
            .note, LogScanner.file,
            "the log says no configuration; the sampled leaves in \(SweepSummary.file) are taken")
    }

    private func readErrors(_ folder: String, _ read: inout ReadRun) {
        do throws(BenchError) {
            guard let bytes = try ByteSource.contents("\(folder)/stderr.log", in: base, limit: 1 << 24) else { return }
            read.run.scalars.append(RawScalar(name: "stderr", value: RawValue(kind: .string, text: ByteString(bytes))))
            read.bytesUnpacked += bytes.count
        } catch {
            read.run.findings.add(.damage, "stderr.log", error.message)
        }
    }
}
