import BenchSchema

/// The columns of the whole input, and where a run's values go.
struct SchemaPlan: Sendable {
    let schema: Schema
    let choice: KeyChoice
    /// Path of a leaf: its column.
    let leafPlaces: [String: Int]
    let seedKey: String?
    let task: ByteString?
    /// Metrics' places.
    let metrics: [Int]
    /// The field in which a group's records say how many steps were planned.
    let plannedField: String
    /// What was settled otherwise than the records said, for the report.
    let notes: [String]

    /// Settles columns, in order of role and name, so that they don't depend on the order of runs.
    ///
    /// - Parameter template: The columns of another file, with which this one is to be merged.
    init(
        _ survey: Survey, _ choice: KeyChoice, recipe: Recipe, seedKey: String?, task: String?,
        template: SchemaTemplate? = nil
    ) throws(BenchError) {
        var settler = ColumnSettler(recipe: recipe, template: template)
        let keys = Dictionary(choice.keys.map { ($0.path, $0.type) }) { $1 }
        for (path, type) in choice.keys {
            settler.columns.append(Column(path, role: .key, type: type, unit: settler.unit(path, .key)))
        }
        for (path, leaf) in survey.leaves where path != seedKey && keys[path] == nil {
            try settler.setting(path, leaf.kinds)
        }
        if survey.hasSeed || seedKey.map({ survey.leaves[$0] != nil }) == true {
            settler.columns.append(Column("seed", role: .seed, type: .int64))
        }
        if task != nil || survey.hasTask { settler.columns.append(Column("task", role: .task, type: .string)) }
        settler.columns.append(Column("state", role: .state, type: .string))
        for (name, group) in survey.groups { try settler.group(name, group) }
        for (name, kinds) in survey.scalars { try settler.scalar(name, kinds) }
        var columns = settler.columns
        guard columns.count <= Schema.maximumColumns else {
            throw BenchError(
                .limit,
                "the input has \(columns.count) different fields; at most \(Schema.maximumColumns) can be columns")
        }
        columns.sort { ($0.role, ByteString($0.name)) < ($1.role, ByteString($1.name)) }
        columns += settler.metrics(for: columns)
        schema = try Schema(columns)
        self.choice = choice
        self.seedKey = seedKey
        self.task = task.map { ByteString($0) }
        metrics = schema.places(.metric)
        plannedField = recipe.plannedField
        var leafPlaces: [String: Int] = [:]
        for (place, column) in columns.enumerated() where column.role == .key || column.role == .setting {
            leafPlaces[column.name] = place
        }
        self.leafPlaces = leafPlaces
        notes = settler.notes.sorted { ByteString($0) < ByteString($1) }
    }

    /// The column that says how many steps of a group were planned.
    func planned(_ group: String) -> String { "\(group).\(plannedField)" }
}

/// Settles the role, type and unit of columns, one by one.
private struct ColumnSettler {
    let recipe: Recipe
    let template: SchemaTemplate?
    var columns: [Column] = []
    var notes: [String] = []
    private var taken: Set<String> = []

    init(recipe: Recipe, template: SchemaTemplate?) { (self.recipe, self.template) = (recipe, template) }

    /// The unit of a column: that of the other file, or that of the recipe.
    func unit(_ name: String, _ roles: Role...) -> String? {
        if let known = template?.column(name, roles) { return known.unit }
        return recipe.unit(of: name)
    }

    mutating func setting(_ path: String, _ kinds: KindSet) throws(BenchError) {
        var type = kinds.settingType
        if let known = template?.column(path, [.setting, .key]) {
            guard kinds.fit(setting: known.type) else { throw Self.mismatch(known, kinds) }
            type = known.type
        }
        columns.append(Column(path, role: .setting, type: type, unit: unit(path, .setting, .key)))
    }

    mutating func group(_ name: String, _ group: Survey.Group) throws(BenchError) {
        guard let axis = group.axes.first, group.axes.count == 1 else {
            throw BenchError(
                .mismatch, "the series \(name) have different axes: \(group.axes.sorted().joined(separator: ", "))")
        }
        let axisName = "\(name).\(axis)"
        var type = group.hasFractions ? ValueType.float64 : .int64
        if let known = template?.column(axisName, [.axis, .series, .scalar]) {
            guard known.role == .axis, known.type == .float64 || type == .int64 else {
                throw Self.mismatch(known, [.float64])
            }
            type = known.type
        }
        taken.insert(axisName)
        columns.append(Column(axisName, role: .axis, type: type, unit: unit(axisName, .axis)))
        for (field, kinds) in group.fields where taken.insert("\(name).\(field)").inserted {
            try add("\(name).\(field)", .series, kinds)
        }
        guard group.hasMaxima else { return }
        let column = "\(name).\(recipe.plannedField)"
        taken.insert(column)
        var role: Role = group.maximaChange ? .series : .scalar
        if let known = template?.column(column, [.scalar, .series]) {
            guard known.role == .series || role == .scalar else {
                throw BenchError(
                    .mismatch, "it changes within a run, and --schema says one number", at: "column \(column)")
            }
            role = known.role
        }
        columns.append(Column(column, role: role, type: .int64))
    }

    mutating func scalar(_ name: String, _ kinds: KindSet) throws(BenchError) {
        guard taken.insert(name).inserted else {
            notes.append("\(name) stands in records with and without an epoch; the latter are left out")
            return
        }
        try add(name, .scalar, kinds)
    }

    /// A column of its known type, or of the narrowest that holds its values.
    private mutating func add(_ name: String, _ role: Role, _ kinds: KindSet) throws(BenchError) {
        var type = recipe.type(of: name)?.type ?? kinds.type
        // An integer with a fraction, a number that no double equals: nothing must be lost.
        if type == .int64 && kinds.contains(.float64) || type == .float64 && kinds.contains(.largeInteger)
            || !kinds.fit(type)
        {
            type = type == .int64 || type == .float64 ? KindSet([.float64]).union(kinds).type : kinds.type
            notes.append("\(name) holds values that its known type doesn't; it is \(type.name)")
        }
        if let known = template?.column(name, [.scalar, .series, .axis]) {
            guard known.role == role, kinds.fit(known.type) else { throw Self.mismatch(known, kinds) }
            type = known.type
        }
        columns.append(Column(name, role: role, type: type, unit: unit(name, role)))
    }

    private static func mismatch(_ known: Column, _ kinds: KindSet) -> BenchError {
        BenchError(
            .mismatch,
            "--schema says that it is a \(known.role.name) of type \(known.type.name), and the input holds "
                + "\(kinds.type.name) values that don't fit",
            at: "column \(known.name)")
    }

    /// The metrics: those of the other file as they are there, others as the recipe says.
    func metrics(for columns: [Column]) -> [Column] {
        var metrics = recipe.metricColumns(for: columns)
        guard let template else { return metrics }
        let names = Set(columns.filter { [.scalar, .series].contains($0.role) }.map(\.name))
        for known in template.columns where known.role == .metric {
            guard known.definition?.sources.contains(where: { names.contains($0) }) == true else { continue }
            metrics.removeAll { $0.name == known.name }
            metrics.append(known)
        }
        return metrics.sorted { ByteString($0.name) < ByteString($1.name) }
    }
}

extension KindSet {
    /// Whether a column of a type holds values of these kinds.
    func fit(_ type: ValueType) -> Bool {
        switch type {
        case .float64: isSubset(of: [.float64, .int64])
        case .int64: isSubset(of: [.int64, .largeInteger])
        case .bool: isSubset(of: .bool)
        case .string: isSubset(of: .string)
        case .json: true
        }
    }

    /// Whether a setting of a type holds values of these kinds, as they are.
    func fit(setting type: ValueType) -> Bool {
        type == .float64 ? isSubset(of: .float64) : fit(type)
    }
}
