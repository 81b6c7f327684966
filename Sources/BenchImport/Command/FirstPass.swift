import BenchSchema

/// What is remembered of every run between the passes.
struct RunSummary: Sendable {
    var folder: RunFolder
    var judgement: RunJudgement
    var findings: Findings
    var isIdentified: Bool
    /// The seed's text, if it is no integer.
    var hasOddSeed: Bool
    var bytesIn: Int
    var bytesUnpacked: Int
}

/// All runs, parsed once; the parsed runs themselves are kept as far as the budget goes.
struct FirstPass: Sendable {
    var summaries: [RunSummary] = []
    var kept: [ParsedRun?] = []
    var survey = Survey()

    private struct Batch: Sendable {
        var start: Int
        var runs: [ParsedRun] = []
        var summaries: [RunSummary] = []
        var survey = Survey()
    }

    /// Parses all runs with `options.jobs` tasks at a time.
    init(_ folders: [RunFolder], _ options: ConvertOptions, _ progress: ProgressBar) async throws(BenchError) {
        kept = Array(repeating: nil, count: folders.count)
        var slots: [RunSummary?] = Array(repeating: nil, count: folders.count)
        var failure: BenchError?
        var survey = Survey()
        var room = options.budget
        var kept = kept
        await withTaskGroup(of: Result<Batch, BenchError>.self) { group in
            let size = 8
            var next = 0
            var template: Configuration?
            func start() {
                guard next < folders.count else { return }
                let range = next..<min(next + size, folders.count)
                next = range.upperBound
                let sharing = template
                group.addTask { Self.parse(folders, range, options, sharing) }
            }
            for _ in 0..<options.jobs { start() }
            while let result = await group.next() {
                switch result {
                case .failure(let error):
                    failure = error
                    group.cancelAll()
                    return
                case .success(let batch):
                    survey.merge(batch.survey)
                    for (offset, run) in batch.runs.enumerated() {
                        slots[batch.start + offset] = batch.summaries[offset]
                        if template == nil { template = run.configuration }
                        guard run.configuration != nil, run.size <= room else { continue }
                        room -= run.size
                        kept[batch.start + offset] = run
                    }
                    progress.advance(batch.runs.count)
                    start()
                }
            }
        }
        if let failure { throw failure }
        summaries = slots.compactMap { $0 }
        self.kept = kept
        self.survey = survey
    }

    private static func parse(
        _ folders: [RunFolder], _ range: Range<Int>, _ options: ConvertOptions, _ template: Configuration?
    ) -> Result<Batch, BenchError> {
        var batch = Batch(start: range.lowerBound)
        var previous = template
        var counted: Configuration?
        do throws(BenchError) {
            for folder in folders[range] {
                let run = try folder.parse(sharing: previous, keepErrors: options.keepErrors)
                batch.survey.add(run, after: counted)
                let seed = run.configuration?[options.seedKey]
                batch.summaries.append(
                    RunSummary(
                        folder: folder, judgement: RunJudgement(run), findings: run.findings,
                        isIdentified: run.configuration != nil,
                        hasOddSeed: seed.map { $0 != .null && $0.cell(as: .int64) == nil } ?? false,
                        bytesIn: run.bytesIn, bytesUnpacked: run.bytesUnpacked))
                if let configuration = run.configuration { (previous, counted) = (configuration, configuration) }
                batch.runs.append(run)
            }
        } catch { return .failure(error) }
        return .success(batch)
    }
}
