package import BenchSchema

/// Reads runs in the form that `RunJSON` writes with everything (Specs/command.md, "A run").
package struct RunReading {
    private let schema: Schema
    /// The columns of each group of series, the axis among them.
    private let groups: [String: [Int]]

    /// A reader of runs of this schema.
    package init(_ schema: Schema) {
        self.schema = schema
        var groups: [String: [Int]] = [:]
        for (place, column) in schema.columns.enumerated() where column.role.isSeries {
            groups[String(column.group), default: []].append(place)
        }
        self.groups = groups
    }

    /// Reads a run; metrics that are left out are computed.
    ///
    /// Throws `.usage` for a value that its column can't hold or a name that no column has, and `.mismatch` for a metric
    /// that isn't what its definition makes of the run.
    package func run(_ tree: JSONTree) throws(BenchError) -> Run {
        var run = Run(schema: schema)
        guard case .object(let members) = tree.value else { throw BenchError(.usage, "a run is a JSON object") }
        for (name, value) in members {
            switch name.string ?? "" {
            case "hash", "source", "epoch", "holes": continue
            case "config": try scalars(value, .key, &run)
            case "settings": try scalars(value, .setting, &run)
            case "scalars": try scalars(value, .scalar, &run)
            case "metrics": try scalars(value, .metric, &run)
            case "seed": try set(schema.seed, "seed", value, &run)
            case "task": try set(schema.task, "task", value, &run)
            case "state": try set(schema.state, "state", value, &run)
            case "series": try series(value, holes: tree["holes"], &run)
            case let other:
                throw BenchError(
                    .usage,
                    "a run has config, settings, scalars, metrics, seed, task, state and series; \"\(other)\" is none")
            }
        }
        try complete(&run)
        return run
    }

    /// Computes metrics, and compares those that are there.
    package func complete(_ run: inout Run) throws(BenchError) {
        for place in schema.places(.metric) {
            let cells = run.cells
            let computed = try schema.metric(place) { place throws(BenchError) in cells[place] }
            if computed == .absent { continue }
            let column = schema.columns[place]
            if run.cells[place] != .absent, run.cells[place] != computed {
                throw BenchError(
                    .mismatch,
                    "\(column.name) is \(run.cells[place].text ?? "null"), and its definition makes "
                        + "\(computed.text ?? "null") of the run")
            }
            run.cells[place] = computed
        }
    }

    private func scalars(_ tree: JSONTree, _ role: Role, _ run: inout Run) throws(BenchError) {
        guard case .object(let members) = tree.value else {
            throw BenchError(.usage, "a run's \(role.name)s are an object of name to value")
        }
        for (name, value) in members {
            let name = name.string ?? ""
            guard let place = schema.place(name, role), schema.columns[place].role == role else {
                throw BenchError(.usage, "there is no \(role.name) \(name)")
            }
            try set(place, name, value, &run)
        }
    }

    private func set(_ place: Int?, _ name: String, _ value: JSONTree, _ run: inout Run) throws(BenchError) {
        guard let place else { throw BenchError(.usage, "the schema has no \(name)") }
        run.cells[place] = try cell(value, schema.columns[place].type, name)
    }

    private func cell(_ tree: JSONTree, _ type: ValueType, _ name: String) throws(BenchError) -> Cell {
        if case .null = tree.value { return .null }
        if type == .json {
            var text: [UInt8] = []
            tree.append(to: &text)
            return .json(ByteString(text))
        }
        if type == .float64, let number = Self.nonFinite(tree) { return .float64(number) }
        guard let cell = tree.scalar?.cell(as: type) else {
            throw BenchError(.usage, "\(name) holds \(type.name) values, which this isn't", at: "line \(tree.line)")
        }
        return cell
    }

    /// What strict JSON has no token for.
    private static func nonFinite(_ tree: JSONTree) -> Double? {
        switch tree.string {
        case "NaN": MetricDefinition.nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: nil
        }
    }

    private func series(_ tree: JSONTree, holes: JSONTree?, _ run: inout Run) throws(BenchError) {
        guard case .object(let members) = tree.value else {
            throw BenchError(.usage, "series are an object of group to fields")
        }
        for (group, fields) in members {
            let group = group.string ?? ""
            guard let places = groups[group], case .object(let members) = fields.value else {
                throw BenchError(.usage, "there is no group \(group) of series")
            }
            for (field, values) in members {
                let field = field.string ?? ""
                guard let place = places.first(where: { schema.columns[$0].field == field }) else {
                    throw BenchError(.usage, "there is no series \(group).\(field)")
                }
                if case .null = values.value {
                    run.cells[place] = .null
                    continue
                }
                guard case .list(let items) = values.value else {
                    throw BenchError(.usage, "\(group).\(field) is a list or null")
                }
                run.cells[place] = .series(
                    try series(items, schema.columns[place], holes: holes?["\(group).\(field)"]))
            }
        }
    }

    private func series(_ items: [JSONTree], _ column: Column, holes: JSONTree?) throws(BenchError) -> Series {
        var cells: [Cell] = []
        for item in items { cells.append(try cell(item, column.type, column.name)) }
        var states = cells.map { $0 == .null ? ElementState.null : .value }
        if case .list(let places)? = holes?.value {
            for place in places {
                guard case .integer(let place) = place.value, states.indices.contains(Int(clamping: place)) else {
                    throw BenchError(.usage, "a hole of \(column.name) is no place of it")
                }
                states[Int(place)] = .hole
            }
        }
        return Series(Elements(cells, column.type), states: states)
    }
}

extension Elements {
    /// The values of cells of a type; a placeholder for what is none.
    package init(_ cells: [Cell], _ type: ValueType) {
        switch type {
        case .float64: self = .float64(cells.map { if case .float64(let bits) = $0 { bits.value } else { 0 } })
        case .int64: self = .int64(cells.map { if case .int64(let value) = $0 { value } else { 0 } })
        case .bool: self = .bool(cells.map { if case .bool(let value) = $0 { value } else { false } })
        case .string: self = .string(cells.map { if case .string(let text) = $0 { text } else { "" } })
        case .json: self = .json(cells.map { if case .json(let text) = $0 { text } else { "null" } })
        }
    }
}
