import BenchSchema

/// Puts what is known of a run into the cells of the settled columns.
struct RunBuilder: Sendable {
    let plan: SchemaPlan
    /// Series from another sweep, by configuration.
    var energy: EnergyTable?

    /// Builds a run.
    ///
    /// Throws `.io` where the run holds what the first pass hadn't seen: its files changed in between.
    func build(_ parsed: ParsedRun, _ state: RunState) throws(BenchError) -> Run {
        let schema = plan.schema
        var run = Run(schema: schema)
        if let configuration = parsed.configuration { try fill(&run, configuration) }
        if let seed = parsed.seed, let place = schema.seed { run.cells[place] = seed.cell(as: .int64) ?? .absent }
        for group in parsed.groups where !group.epochs.isEmpty || !group.columns.isEmpty { try fill(&run, group) }
        for group in try energy?.groups(for: run, schema) ?? [] where parsed.group(group.name) == nil {
            try fill(&run, group)
        }
        for scalar in parsed.scalars {
            let place = try place(scalar.name, .scalar)
            let column = schema.columns[place]
            guard column.role == .scalar else { continue }
            guard let cell = scalar.value.cell(as: column.type) else { throw Self.changed(column.name) }
            run.cells[place] = cell
        }
        if let task = plan.task ?? parsed.task, let place = schema.task { run.cells[place] = .string(task) }
        if let place = schema.state { run.cells[place] = .string(ByteString(state.rawValue)) }
        // No metric is a source of another, so that one copy of the cells serves all.
        let cells = run.cells
        for place in plan.metrics {
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
            guard let cell else {
                guard column.role == .key else { throw Self.changed(path) }
                throw BenchError(.mismatch, "its value is no \(column.type.name)", at: "key \(path)")
            }
            run.cells[place] = cell
        }
    }

    private func fill(_ run: inout Run, _ group: RecordGroup) throws(BenchError) {
        let axis = try place("\(group.name).\(group.axis)", .axis)
        if plan.schema.columns[axis].type == .float64 {
            run.cells[axis] = .series(Series(.float64(group.steps ?? group.epochs.map { Double($0) })))
        } else {
            guard group.steps == nil else { throw Self.changed("\(group.name).\(group.axis)") }
            run.cells[axis] = .series(Series(.int64(group.epochs)))
        }
        if let first = group.maxima.first {
            let place = try place(plan.planned(group.name), .scalar)
            if plan.schema.columns[place].role.isSeries {
                run.cells[place] = .series(Series(.int64(group.maxima)))
            } else {
                guard group.maxima.allSatisfy({ $0 == first }) else { throw Self.changed(plan.planned(group.name)) }
                run.cells[place] = .int64(first)
            }
        }
        for column in group.columns {
            let name = "\(group.name).\(column.name)"
            let place = try place(name, .series)
            guard plan.schema.columns[place].role == .series,
                let series = column.series(as: plan.schema.columns[place].type)
            else { throw Self.changed(name) }
            run.cells[place] = .series(series)
        }
    }

    private func place(_ name: String, _ role: Role) throws(BenchError) -> Int {
        guard let place = plan.schema.place(name, role) else { throw Self.changed(name) }
        return place
    }

    private static func changed(_ name: String) -> BenchError {
        BenchError(
            .io, "\(name) isn't as it was when the input was first read; it changed meanwhile, convert it again")
    }
}
