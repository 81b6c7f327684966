import BenchSchema

/// Puts what is known of a run into the cells of the settled columns.
struct RunBuilder: Sendable {
    let plan: SchemaPlan
    /// Series from another sweep, by configuration.
    var energy: EnergyTable?

    /// Builds a run by itself.
    func build(_ parsed: ParsedRun, _ state: RunState) throws(BenchError) -> Run {
        var known = KnownPlaces()
        return try build(parsed, state, &known)
    }

    /// Builds a run.
    ///
    /// Throws `.io` where the run holds what the first pass hadn't seen: its files changed in between.
    ///
    /// - Parameter known: Where the columns of the run before are; runs that are like it needn't look for theirs.
    func build(_ parsed: ParsedRun, _ state: RunState, _ known: inout KnownPlaces) throws(BenchError) -> Run {
        let schema = plan.schema
        var run = Run(schema: schema)
        if let configuration = parsed.configuration { try fill(&run, configuration, &known) }
        if let seed = parsed.seed, let place = schema.seed { run.cells[place] = seed.cell(as: .int64) ?? .absent }
        for (number, group) in parsed.groups.enumerated() where !group.epochs.isEmpty || !group.columns.isEmpty {
            try fill(&run, group, try known.places(of: group, number, plan))
        }
        for group in try energy?.groups(for: run, schema) ?? [] where parsed.group(group.name) == nil {
            try fill(&run, group, try KnownPlaces.Group(group, plan))
        }
        for scalar in parsed.scalars {
            let place = try plan.place(scalar.name, .scalar)
            let column = schema.columns[place]
            guard column.role == .scalar else { continue }
            guard let cell = scalar.value.cell(as: column.type) else { throw SchemaPlan.changed(column.name) }
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

    private func fill(
        _ run: inout Run, _ configuration: Configuration, _ known: inout KnownPlaces
    ) throws(BenchError) {
        for (place, value) in zip(try known.places(of: configuration.shape, plan), configuration.values) {
            if place.isSeed, let seed = plan.schema.seed {
                // A seed that is no integer is reported where runs are judged.
                run.cells[seed] = value.cell(as: .int64) ?? .absent
            }
            guard let column = place.column else { continue }
            let cell = place.isKey ? value.cell(as: place.type) : value.settingCell(as: place.type)
            guard let cell else {
                let name = plan.schema.columns[column].name
                guard place.isKey else { throw SchemaPlan.changed(name) }
                throw BenchError(.mismatch, "its value is no \(place.type.name)", at: "key \(name)")
            }
            run.cells[column] = cell
        }
    }

    private func fill(_ run: inout Run, _ group: RecordGroup, _ places: KnownPlaces.Group) throws(BenchError) {
        let schema = plan.schema
        if schema.columns[places.axis].type == .float64 {
            run.cells[places.axis] = .series(Series(.float64(group.steps ?? group.epochs.map { Double($0) })))
        } else {
            guard group.steps == nil else { throw SchemaPlan.changed("\(group.name).\(group.axis)") }
            run.cells[places.axis] = .series(Series(.int64(group.epochs)))
        }
        if let first = group.maxima.first {
            guard let place = places.planned else { throw SchemaPlan.changed(plan.planned(group.name)) }
            if schema.columns[place].role.isSeries {
                run.cells[place] = .series(Series(.int64(group.maxima)))
            } else {
                guard group.maxima.allSatisfy({ $0 == first }) else {
                    throw SchemaPlan.changed(plan.planned(group.name))
                }
                run.cells[place] = .int64(first)
            }
        }
        for (number, place) in places.columns.enumerated() {
            guard schema.columns[place].role == .series,
                let series = group.columns[number].series(as: schema.columns[place].type)
            else { throw SchemaPlan.changed("\(group.name).\(group.columns[number].name)") }
            run.cells[place] = .series(series)
        }
    }
}
