import BenchFile
import BenchFormat
import BenchSchema
import BenchSpace

/// Turns sources into one bench file.
///
/// Keys and columns must be those of the whole input before a run is written. So that the input is read once all the
/// same, they are foreseen from a sample, and runs are encoded as they are read; if the whole input turns out to have
/// the same columns, what was encoded is what is written, else it is read again. Either way gives the same bytes.
struct Converter: Sendable {
    let options: ConvertOptions

    /// What the first pass over the input gives.
    struct Preparation: Sendable {
        var input: RunInput
        var plan: SchemaPlan
        /// How runs are encoded; nil where the columns weren't foreseen.
        var encoding: RunInput.Encoding?
        /// What was encoded, by place.
        var kept: [Int: RunInput.Yield] = [:]
        var energy: [EnergyTable.Entry] = []
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

    /// The pass over all runs.
    func prepare(_ progress: ProgressBar) async throws(BenchError) -> Preparation {
        let finder = SourceFinder(options: options)
        let sources = try finder.find()
        var options = options
        options.space = try space(sources)
        let input = RunInput(sources, options)
        var energy: [EnergyTable.Entry] = []
        if let path = options.energy { energy = try EnergyTable.read(try finder.find(path)) }
        let foreseen = await foresee(input, energy)
        progress.start(bytes: input.places.reduce(0) { $0 + $1.bytes })
        var survey = Survey()
        var tally = RunTally()
        var kept: [Int: RunInput.Yield] = [:]
        var room = options.budget
        try await OrderedTasks.run(
            Array(input.places.indices), jobs: options.jobs,
            { input.read($0, surveying: true, encoding: foreseen, isSure: false) }
        ) { number, yield throws(BenchError) in
            survey.merge(yield.survey)
            tally.merge(yield.tally)
            progress.advance(input.places[number].bytes)
            guard let segments = yield.segments else { return }
            // A summary takes about so much.
            let size = segments.reduce(200 * yield.stored.count) { $0 + $1.byteCount }
            guard size <= room else { return }
            room -= size
            var slim = yield
            (slim.survey, slim.tally) = (Survey(), RunTally())
            kept[number] = slim
        }
        for entry in energy { survey.add(entry.groups) }
        let plan = try plan(survey)
        let report = ConversionReport(options: options, plan: plan, tally: tally, sources: input.sources)
        var prepared = Preparation(input: input, plan: plan, energy: energy, report: report)
        if let foreseen, foreseen.builder.plan.schema == plan.schema {
            (prepared.encoding, prepared.kept) = (foreseen, kept)
        }
        return prepared
    }

    /// The search space: the one given, else that beside or in the sources.
    private func space(_ sources: [any RunSource]) throws(BenchError) -> SearchSpace? {
        if let space = options.space { return space }
        var found: [SearchSpace] = sources.compactMap(\.space)
        for source in options.sources where source != "-" {
            guard let (path, bytes) = try SweepFolder.file("space.json", source) else { continue }
            found.append(try SearchSpace(json: bytes, source: path))
        }
        guard found.allSatisfy({ $0 == found[0] }) else {
            throw BenchError(.usage, "the sources have different search spaces; say with --space FILE which is right")
        }
        return found.first
    }

    // MARK: Columns

    /// Chooses the keys and settles the columns.
    private func plan(_ survey: Survey) throws(BenchError) -> SchemaPlan {
        let seedKey = survey.hasSeed ? options.seedKey : options.settingSeedKey
        return try SchemaPlan(
            survey, try chooseKeys(survey, seedKey), recipe: options.recipe, seedKey: seedKey, task: options.task,
            template: options.template)
    }

    private func chooseKeys(_ survey: Survey, _ seedKey: String?) throws(BenchError) -> KeyChoice {
        guard survey.runs > 0 else {
            throw BenchError(.damaged, "no run has a configuration (a cfg record), so that none can be named")
        }
        if let template = options.template { return KeyChoice(of: template) }
        let keys = options.keys.isEmpty ? options.recipe.keys : options.keys
        if !keys.isEmpty { return try KeyChoice(paths: keys, survey) }
        let choice = KeyChoice(discovering: survey, seedKey: seedKey)
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

    /// Portions of which some units are looked at, and how many of each, to foresee the columns.
    private static let (samplePortions, sampleUnits) = (8, 4)
    /// From how many units of a portion at most the encoder learns, and from about how many of these.
    private static let (learnedUnits, learnedRuns) = (128, 12)

    /// Foresees keys and columns from some runs of the first portion and a few of others; nil if that isn't worth it.
    private func foresee(_ input: RunInput, _ energy: [EnergyTable.Entry]) async -> RunInput.Encoding? {
        var survey = Survey()
        do throws(BenchError) {
            let sample = try sample(input)
            guard !sample.isEmpty else { return nil }
            for run in sample { survey.add(run, after: nil) }
            let step = max(1, input.places.count / Self.samplePortions)
            for number in stride(from: 0, to: input.places.count, by: step) {
                let units = input.places[number].units.suffix(Self.sampleUnits)
                try input.forEachRun(number, units) { _, _, read throws(BenchError) in survey.add(read.run, after: nil)
                }
            }
            for entry in energy { survey.add(entry.groups) }
            return try await encoding(try plan(survey), sample, energy)
        } catch { return nil }
    }

    /// Runs of the first portion that has any to store, whatever the number of jobs.
    private func sample(_ input: RunInput) throws(BenchError) -> [ParsedRun] {
        var sample: [ParsedRun] = []
        for number in input.stored where sample.isEmpty {
            let units = input.places[number].units.clamped(to: input.part).prefix(Self.learnedUnits)
            try input.forEachRun(number, units, step: max(units.count / Self.learnedRuns, 1)) {
                _, _, read throws(BenchError) in
                if read.run.configuration != nil { sample.append(read.run) }
            }
        }
        return sample
    }

    /// How runs become segments with these columns; the encoder learns from a sample.
    private func encoding(
        _ plan: SchemaPlan, _ sample: [ParsedRun], _ energy: [EnergyTable.Entry]
    ) async throws(BenchError) -> RunInput.Encoding {
        var builder = RunBuilder(plan: plan)
        if !energy.isEmpty { builder.energy = EnergyTable(energy, plan) }
        var encoder = try SegmentEncoder(schema: plan.schema, options: WriterOptions(level: options.level))
        var runs: [Run] = []
        for parsed in sample {
            let state = RunJudgement(parsed, options.recipe).state
            do throws(BenchError) {
                let run = try builder.build(parsed, state)
                try plan.schema.check(run)
                runs.append(run)
            } catch {
                guard error.code != .io else { throw error.within(parsed.name) }
            }
        }
        let search = try encoder.search(runs)
        var pairs: [PredictionSearch.Pair] = []
        try await OrderedTasks.run(
            Array(0..<search.targets), jobs: options.jobs, { .success(search.pairs(target: $0)) }
        ) { _, found in pairs += found }
        encoder.learn(from: pairs)
        return RunInput.Encoding(builder: builder, encoder: encoder)
    }

    // MARK: Writing

    private func write(
        _ prepared: inout Preparation, _ progress: ProgressBar
    ) async throws(BenchError) -> WriteSummary? {
        let (plan, input) = (prepared.plan, prepared.input)
        let encoding: RunInput.Encoding
        if let foreseen = prepared.encoding {
            encoding = foreseen
        } else {
            encoding = try await self.encoding(plan, try sample(input), prepared.energy)
        }
        let provenance = try Provenance.text(
            options: options, sources: input.sources, choice: plan.choice, seedKey: plan.seedKey)
        var writer = try BenchWriter(
            path: options.output, schema: plan.schema, provenance: provenance,
            options: WriterOptions(level: options.level), replacing: options.force)
        if let space = input.options.space {
            try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", space.json)
        }
        let again = input.stored.filter { prepared.kept[$0] == nil }
        progress.start(bytes: again.reduce(0) { $0 + input.places[$1].bytes })
        var assembly = FileAssembly(
            writer, prepared.report, places: input.stored, kept: prepared.kept,
            countsHashes: encoding.builder.energy != nil)
        prepared.kept = [:]
        try assembly.takeKept()
        try await OrderedTasks.run(
            again, jobs: options.jobs, { input.read($0, surveying: false, encoding: encoding, isSure: true) }
        ) { number, yield throws(BenchError) in
            progress.advance(input.places[number].bytes)
            try assembly.take(number, yield)
        }
        assembly.report.finish(energy: encoding.builder.energy, stored: assembly.hashes)
        prepared.report = assembly.report
        if options.strict, prepared.report.hasDamage { return nil }
        return try assembly.finish()
    }
}
