import BenchFile
import BenchSchema

/// Turns logs folders into one bench file, in two passes over the runs.
struct Converter: Sendable {
    let options: ConvertOptions

    /// All runs parsed once, the columns they make, and what was found.
    struct Preparation: Sendable {
        var pass: FirstPass
        var plan: SchemaPlan
        /// The positions of this shard's runs.
        var part: Range<Int>
        var report: ConversionReport
    }

    /// Converts; gives what was done and found.
    ///
    /// With `--strict` and damage nothing is written, and `written` is nil.
    func convert() async throws(BenchError) -> ConversionReport {
        let start = Machine.seconds
        if !options.force, FileSystem.exists(options.output) {
            throw BenchError(.cannotWrite, "there is a file already; --force replaces it", at: options.output)
        }
        let progress = ProgressBar(isShown: options.showsProgress)
        defer { progress.clear() }
        var prepared = try await prepare(progress)
        if !(options.strict && prepared.report.hasDamage) {
            prepared.report.written = try await write(&prepared, progress)
        }
        prepared.report.seconds = Machine.seconds - start
        return prepared.report
    }

    /// The first pass over all runs.
    func prepare(_ progress: ProgressBar) async throws(BenchError) -> Preparation {
        var folders: [RunFolder] = []
        for source in options.sources {
            let found = try RunFolder.find(in: source)
            let prefix = options.sources.count > 1 ? "\(source)/" : ""
            folders += found.map { RunFolder(name: prefix + $0.name, path: $0.path) }
        }
        progress.start(total: folders.count)
        let pass = try await FirstPass(folders, options, progress)
        let choice = try chooseKeys(pass.survey)
        let plan = try SchemaPlan(pass.survey, choice, seedKey: options.seedKey, task: options.task)
        let part = options.shard.range(of: folders.count)
        let report = ConversionReport(options: options, plan: plan, summaries: Array(pass.summaries[part]))
        return Preparation(pass: pass, plan: plan, part: part, report: report)
    }

    private func chooseKeys(_ survey: Survey) throws(BenchError) -> KeyChoice {
        guard survey.runs > 0 else {
            throw BenchError(.damaged, "no run has a configuration (a cfg record), so that none can be named")
        }
        if !options.keys.isEmpty { return try KeyChoice(paths: options.keys, survey) }
        let choice = KeyChoice(discovering: survey, seedKey: options.seedKey)
        guard choice.keys.isEmpty else { return choice }
        let leaves = survey.leaves.keys.filter { VolatileLeaves.reason($0) == nil }.sorted {
            ByteString($0) < ByteString($1)
        }
        let count =
            survey.runs == 1 ? "there is one configuration" : "nothing varies between the \(survey.runs) configurations"
        throw BenchError(
            .usage,
            "\(count), so that the keys can't be found; say with --key PATH (again for each) which leaves name a "
                + "configuration; there are \(leaves.joined(separator: ", "))")
    }

    private func write(
        _ prepared: inout Preparation, _ progress: ProgressBar
    ) async throws(BenchError) -> WriteSummary? {
        let (plan, part) = (prepared.plan, prepared.part)
        let provenance = try Provenance.text(
            sources: options.sources, override: options.provenance, choice: plan.choice, seedKey: options.seedKey)
        let writerOptions = WriterOptions(level: options.level)
        var writer = try BenchWriter(
            path: options.output, schema: plan.schema, provenance: provenance, options: writerOptions,
            replacing: options.force)
        progress.start(total: part.count)
        var queue = SegmentQueue(
            runs: part.filter { prepared.pass.summaries[$0].isIdentified }, size: writerOptions.segmentRuns,
            encoder: try SegmentEncoder(schema: plan.schema, options: writerOptions),
            builder: RunBuilder(plan: plan), options: options)
        try queue.learn(prepared.pass)
        var seen: [RunKey: String] = [:]
        while let segment = try await queue.next(&prepared.pass) {
            for (position, reason) in segment.refused { prepared.report.refuse(position - part.lowerBound, reason) }
            if options.strict, prepared.report.hasDamage { return nil }
            for (position, key) in segment.keys {
                let name = prepared.pass.summaries[position].folder.name
                if let first = seen[key] {
                    prepared.report.note(
                        position - part.lowerBound, "it has the configuration and seed of run \(first); both are kept")
                } else {
                    seen[key] = name
                }
            }
            if let encoded = segment.encoded { try writer.append(encoded) }
            progress.advance(segment.keys.count + segment.refused.count)
        }
        return try writer.finish()
    }
}

/// What makes two runs repeats that can't be told apart.
struct RunKey: Hashable, Sendable {
    var hash: ConfigHash
    var seed: Cell
}
