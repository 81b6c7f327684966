@testable import BenchImport

/// What is fed with made-up bytes: an input's first byte says which.
enum FuzzedReader: UInt8, CaseIterable {
    case log, history, sweepJSON, lcbench, nasBench201, hpobench, recipe, yaml, schema

    /// Reads an input; whatever it holds, nothing may trap, leak or go beyond a buffer.
    static func read(_ input: UnsafeBufferPointer<UInt8>, _ scratch: ScratchFile, _ recipes: [FuzzedReader: Recipe]) {
        guard let first = input.first else { return }
        let reader = allCases[Int(first) % allCases.count]
        let bytes = Array(input.dropFirst())
        switch reader {
        case .log: scratch.write(bytes) { convert(LogSource(log: $0, name: "log", keeping: nil), .pyclsSweep) }
        case .history:
            scratch.write(bytes) { path in
                var read = ReadRun(run: ParsedRun())
                try? HistoryReader.read(path, in: nil, &read)
            }
        case .sweepJSON: document(bytes, scratch, .pyclsSweep)
        case .lcbench, .nasBench201, .hpobench: if let recipe = recipes[reader] { document(bytes, scratch, recipe) }
        case .recipe: _ = try? Recipe(bytes, file: "recipe")
        case .yaml: _ = try? YAMLConfiguration.read(bytes)
        case .schema: _ = try? SchemaTemplate(bytes, file: "schema")
        }
    }

    private static func document(_ bytes: [UInt8], _ scratch: ScratchFile, _ recipe: Recipe) {
        scratch.write(bytes) { path in
            guard let file = try? ByteFile.open(path, scratch: scratch.folder),
                let source = try? DocumentSource(file, name: "document", recipe, keepsErrors: true)
            else { return }
            convert(source, recipe)
        }
    }

    /// Makes runs of a source, as a conversion does; every run must fit the schema that was found.
    private static func convert(_ source: any RunSource, _ recipe: Recipe) {
        var options = ConvertOptions(sources: [], output: "")
        options.recipe = recipe
        let input = RunInput([source], options)
        var survey = Survey()
        forEachRun(input) { survey.add($0, after: nil) }
        guard survey.runs > 0 else { return }
        let choice = KeyChoice(discovering: survey, seedKey: options.settingSeedKey)
        guard let plan = try? SchemaPlan(survey, choice, recipe: recipe, seedKey: options.settingSeedKey, task: nil)
        else { return }
        let builder = RunBuilder(plan: plan)
        var known = KnownPlaces()
        forEachRun(input) { run in
            guard run.configuration != nil else { return }
            guard let built = try? builder.build(run, RunJudgement(run, recipe).state, &known) else { return }
            do { try plan.schema.check(built) } catch { fatalError("a run that doesn't fit its schema: \(error)") }
        }
    }

    private static func forEachRun(_ input: RunInput, _ take: (ParsedRun) -> Void) {
        for number in input.places.indices {
            try? input.forEachRun(number, input.places[number].units) { _, _, read in take(read.run) }
        }
    }
}
