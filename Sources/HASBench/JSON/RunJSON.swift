import BenchFormat
package import BenchSchema

/// A run as JSON, in the shape that lookup, query and export share (Specs/command.md, "A run").
package struct RunJSON {
    /// What is printed of a run.
    package struct Selection {
        /// Metrics by place; nil stands for all.
        package var metrics: [Int]?
        /// Series by place; nil stands for all.
        package var series: [Int]?
        /// Whether settings and scalars are printed.
        package var isComplete: Bool
        /// Series and metrics are cut after this step of their axis.
        package var limit: Double?

        /// Everything.
        package static let everything = Selection(metrics: nil, series: nil, isComplete: true, limit: nil)

        /// Selects metrics and series by place; nil stands for all.
        package init(metrics: [Int]?, series: [Int]?, isComplete: Bool, limit: Double?) {
            (self.metrics, self.series, self.isComplete, self.limit) = (metrics, series, isComplete, limit)
        }
    }

    private let schema: Schema
    private let selection: Selection
    private let metrics, settings, scalars: [Int]
    private let groups: [(name: Substring, columns: [Int])]

    /// A printer of runs of this schema.
    package init(_ schema: Schema, _ selection: Selection) {
        self.schema = schema
        self.selection = selection
        metrics = selection.metrics ?? schema.places(.metric)
        settings = selection.isComplete ? schema.places(.setting) : []
        scalars = selection.isComplete ? schema.places(.scalar) : []
        var groups: [(name: Substring, columns: [Int])] = []
        let wanted = selection.series.map(Set.init)
        for axis in schema.places(.axis) {
            let members = schema.columns.indices.filter {
                schema.columns[$0].role == .series && schema.axis(of: $0) == axis && wanted?.contains($0) ?? true
            }
            if !members.isEmpty || wanted == nil { groups.append((schema.columns[axis].group, [axis] + members)) }
        }
        self.groups = groups
    }

    /// From so many bytes on, a document is long.
    private static let long = 1 << 20

    /// Appends one run's object.
    ///
    /// - Parameter whenLong: Is called between members as the document gets long; it may take the bytes away.
    package func append(
        _ run: TableRun, to json: inout JSONWriter,
        whenLong: (inout JSONWriter) throws(BenchError) -> Void = { _ throws(BenchError) in }
    ) throws(BenchError) {
        var run = CountedRun(run)
        try json.object { json throws(BenchError) in
            json.name("hash")
            json.string(try run.hash.description)
            json.name("source")
            json.string("table")
            try members("config", schema.keys, &run, &json, whenLong)
            for place in [schema.task, schema.seed, schema.state] {
                guard let place else { continue }
                let cell = try run.cell(place)
                if case .absent = cell { continue }
                json.name(schema.columns[place].role.name)
                json.cell(cell)
            }
            if let limit = selection.limit {
                json.name("epoch")
                if let whole = Int(exactly: limit) { json.number(whole) } else { json.number(limit) }
            }
            try members("metrics", metrics, &run, &json, whenLong)
            if selection.isComplete {
                try members("settings", settings, &run, &json, whenLong)
                try members("scalars", scalars, &run, &json, whenLong)
            }
            if selection.series?.isEmpty != true { try series(of: &run, &json, whenLong) }
        }
    }

    private func members(
        _ name: String, _ places: [Int], _ run: inout CountedRun, _ json: inout JSONWriter,
        _ whenLong: (inout JSONWriter) throws(BenchError) -> Void
    ) throws(BenchError) {
        json.name(name)
        try json.object { json throws(BenchError) in
            for place in places {
                let cell = try cell(place, &run)
                if case .absent = cell { continue }
                json.name(schema.columns[place].name)
                json.cell(cell)
                if json.bytes.count > Self.long { try whenLong(&json) }
            }
        }
    }

    private func cell(_ place: Int, _ run: inout CountedRun) throws(BenchError) -> Cell {
        guard let limit = selection.limit, schema.columns[place].role == .metric else { return try run.cell(place) }
        return try run.metric(place, upTo: limit, schema)
    }

    private func series(
        of run: inout CountedRun, _ json: inout JSONWriter,
        _ whenLong: (inout JSONWriter) throws(BenchError) -> Void
    ) throws(BenchError) {
        var holes: [(group: Substring, field: Substring, places: [Int])] = []
        json.name("series")
        try json.object { json throws(BenchError) in
            for group in groups {
                var cells: [(place: Int, cell: Cell)] = []
                for place in group.columns { cells.append((place, try run.cell(place))) }
                // A null stands even where the axis is null or absent: then nothing of the group is a series.
                guard cells.contains(where: { $0.cell != .absent }) else { continue }
                var count = 0
                if case .series(let axis) = cells[0].cell {
                    count = selection.limit.map { axis.steps(upTo: $0) } ?? axis.count
                }
                json.name(group.name)
                try json.object { json throws(BenchError) in
                    for (place, cell) in cells {
                        let field = schema.columns[place].field
                        switch cell {
                        case .series(let series):
                            let shown = series.prefix(count)
                            json.name(field)
                            json.series(shown)
                            let places = shown.states.map { states in states.indices.filter { states[$0] == .hole } }
                            if let places, !places.isEmpty { holes.append((group.name, field, places)) }
                            if json.bytes.count > Self.long { try whenLong(&json) }
                        case .null:
                            json.name(field)
                            json.null()
                        default: break
                        }
                    }
                }
            }
        }
        guard !holes.isEmpty else { return }
        // Both print as null; which nulls are holes stands beside, so that nothing is lost.
        json.name("holes")
        json.object { json in
            for hole in holes {
                json.name("\(hole.group).\(hole.field)")
                json.array { json in
                    for place in hole.places { json.number(place) }
                }
            }
        }
    }
}
