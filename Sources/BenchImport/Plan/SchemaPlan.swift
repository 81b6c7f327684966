import BenchSchema

/// The columns of the whole input, and where a run's values go.
struct SchemaPlan: Sendable {
    let schema: Schema
    let choice: KeyChoice
    /// Path of a leaf: its column.
    let leafPlaces: [String: Int]
    let seedKey: String
    let task: ByteString?
    /// Metrics' places.
    let metrics: [Int]
    /// What was settled otherwise than the records said, for the report.
    let notes: [String]

    /// Settles columns, in order of role and name, so that they don't depend on the order of runs.
    init(_ survey: Survey, _ choice: KeyChoice, seedKey: String, task: String?) throws(BenchError) {
        var columns: [Column] = []
        var notes: [String] = []
        let keys = Dictionary(choice.keys.map { ($0.path, $0.type) }) { $1 }
        for (path, leaf) in survey.leaves where path != seedKey || keys[path] != nil {
            if let type = keys[path] {
                columns.append(Column(path, role: .key, type: type))
            } else {
                columns.append(Column(path, role: .setting, type: leaf.kinds.settingType))
            }
        }
        if survey.leaves[seedKey] != nil { columns.append(Column("seed", role: .seed, type: .int64)) }
        if task != nil { columns.append(Column("task", role: .task, type: .string)) }
        columns.append(Column("state", role: .state, type: .string))
        if survey.hasErrors { columns.append(Column("stderr", role: .scalar, type: .string)) }
        var taken: Set<String> = ["stderr"]
        for (group, fields) in survey.series {
            columns.append(Column("\(group).epoch", role: .axis, type: .int64))
            taken.insert("\(group).epoch")
            for (field, kinds) in fields {
                taken.insert("\(group).\(field)")
                columns.append(Self.column(field, group, kinds, .series, &notes))
            }
            if let changes = survey.maxima[group] {
                taken.insert("\(group).epoch_max")
                columns.append(Column("\(group).epoch_max", role: changes ? .series : .scalar, type: .int64))
            }
        }
        for (type, fields) in survey.scalars {
            for (field, kinds) in fields {
                guard !taken.contains("\(type).\(field)") else {
                    notes.append(
                        "\(type).\(field) stands in records with and without an epoch; the latter are left out")
                    continue
                }
                columns.append(Self.column(field, type, kinds, .scalar, &notes))
            }
        }
        guard columns.count <= Schema.maximumColumns else {
            throw BenchError(
                .limit,
                "the logs have \(columns.count) different fields; at most \(Schema.maximumColumns) can be columns")
        }
        columns.sort { ($0.role, ByteString($0.name)) < ($1.role, ByteString($1.name)) }
        columns += MetricTable.columns(for: columns)
        schema = try Schema(columns)
        self.choice = choice
        self.seedKey = seedKey
        self.task = task.map { ByteString($0) }
        metrics = schema.places(.metric)
        var leafPlaces: [String: Int] = [:]
        for (place, column) in columns.enumerated() where column.role == .key || column.role == .setting {
            leafPlaces[column.name] = place
        }
        self.leafPlaces = leafPlaces
        self.notes = notes.sorted { ByteString($0) < ByteString($1) }
    }

    /// A column of its known type, or of the narrowest that holds its values.
    private static func column(
        _ field: String, _ group: String, _ kinds: KindSet, _ role: Role, _ notes: inout [String]
    ) -> Column {
        var type = KnownFields.type(of: field, in: group) ?? kinds.type
        // A known integer with a fraction, a known number that no double equals: nothing must be lost.
        if type == .int64 && kinds.contains(.float64) || type == .float64 && kinds.contains(.largeInteger) {
            type = KindSet([.float64]).union(kinds).type
            notes.append("\(group).\(field) holds values that its known type doesn't; it is \(type.name)")
        }
        return Column("\(group).\(field)", role: role, type: type, unit: KnownFields.unit(of: field, in: group))
    }
}
