import BenchSchema

/// Puts what was parsed of a run into the cells of the settled columns.
struct RunBuilder: Sendable {
    let plan: SchemaPlan

    /// Builds a run.
    ///
    /// Throws `.io` where the run holds what the first pass hadn't seen: its files changed in between.
    func build(_ parsed: ParsedRun) throws(BenchError) -> Run {
        let schema = plan.schema
        var run = Run(schema: schema)
        if let configuration = parsed.configuration { try fill(&run, configuration) }
        for group in parsed.groups where !group.epochs.isEmpty { try fill(&run, group) }
        for scalar in parsed.scalars {
            let place = try place("\(scalar.type).\(scalar.field)", .scalar)
            let column = schema.columns[place]
            guard column.role == .scalar else { continue }
            guard let cell = scalar.value.cell(as: column.type) else { throw Self.changed(column.name) }
            run.cells[place] = cell
        }
        if let text = parsed.errorText, let place = schema.place("stderr", .scalar) { run.cells[place] = .string(text) }
        if let task = plan.task, let place = schema.task { run.cells[place] = .string(task) }
        if let place = schema.state { run.cells[place] = .string(ByteString(RunJudgement(parsed).state.rawValue)) }
        for place in plan.metrics {
            let cells = run.cells
            run.cells[place] = try schema.metric(place) { (source) throws(BenchError) in cells[source] }
        }
        return run
    }

    private func fill(_ run: inout Run, _ configuration: Configuration) throws(BenchError) {
        for (index, path) in configuration.shape.paths.enumerated() {
            let value = configuration.values[index]
            if path == plan.seedKey, let place = plan.schema.seed {
                // A seed that is no integer is reported where runs are judged.
                run.cells[place] = value.cell(as: .int64) ?? .absent
            }
            guard let place = plan.leafPlaces[path] else {
                if path == plan.seedKey { continue }
                throw Self.changed(path)
            }
            let column = plan.schema.columns[place]
            let cell = column.role == .key ? value.cell(as: column.type) : value.settingCell(as: column.type)
            guard let cell else { throw Self.changed(path) }
            run.cells[place] = cell
        }
    }

    private func fill(_ run: inout Run, _ group: RecordGroup) throws(BenchError) {
        run.cells[try place("\(group.name).epoch", .axis)] = .series(Series(.int64(group.epochs)))
        if let first = group.maxima.first {
            let place = try place("\(group.name).epoch_max", .scalar)
            if plan.schema.columns[place].role.isSeries {
                run.cells[place] = .series(Series(.int64(group.maxima)))
            } else {
                guard group.maxima.allSatisfy({ $0 == first }) else { throw Self.changed("\(group.name).epoch_max") }
                run.cells[place] = .int64(first)
            }
        }
        for column in group.columns {
            let name = "\(group.name).\(column.name)"
            let place = try place(name, .series)
            guard let series = column.series(as: plan.schema.columns[place].type) else { throw Self.changed(name) }
            run.cells[place] = .series(series)
        }
    }

    private func place(_ name: String, _ role: Role) throws(BenchError) -> Int {
        guard let place = plan.schema.place(name, role) else { throw Self.changed(name) }
        return place
    }

    private static func changed(_ name: String) -> BenchError {
        BenchError(
            .io, "\(name) isn't as it was when the logs were first read; they changed meanwhile, convert them again")
    }
}
