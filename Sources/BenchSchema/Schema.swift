/// The columns of a table of runs.
///
/// Names are compared by their bytes. They are unique among keys and settings, among scalars, axes and series, and among metrics; there is at most one
/// seed, one task and one state; every group of series has one axis.
public struct Schema: Hashable, Sendable {
    /// The columns, in the order of a run's cells.
    public let columns: [Column]
    /// The places of the key columns, in order of their names' UTF-16 code units, as the config hash wants them.
    public let keys: [Int]
    /// The place of the seed, the task and the state, where there is one.
    public let seed, task, state: Int?
    /// The keys' names as the config hash covers them.
    let keyNames: KeyNames
    private let names: NameTable
    private let axes: [Int?]

    /// The most columns of a table.
    public static let maximumColumns = 1 << 16
    /// The most sources that the metrics of a table have together.
    public static let maximumSources = 1 << 18
    /// The most bytes of a column's name.
    public static let maximumName = 4096
    /// The most bytes of a unit, of the name of a metric's source, of an attachment's name or media type.
    public static let maximumText = 1 << 20

    /// Checks and indexes columns. O(n log n).
    ///
    /// Throws `.mismatch` where two columns share a name, a series has no axis, or a column's type can't serve its role;
    /// `.limit` where a file couldn't hold them.
    public init(_ columns: [Column]) throws(BenchError) {
        guard columns.count <= Self.maximumColumns else {
            throw BenchError(.limit, "\(columns.count) columns; a table has at most \(Self.maximumColumns)")
        }
        self.columns = columns
        let sources = columns.reduce(0) { $0 + ($1.definition?.sources.count ?? 0) }
        guard sources <= Self.maximumSources else {
            throw BenchError(.limit, "\(sources) sources of metrics; a table has at most \(Self.maximumSources)")
        }
        var axisOfGroup: [ByteString: Int] = [:]
        // By place, here and below: a column that is copied out counts references to all it holds.
        for place in columns.indices {
            try columns[place].check()
            guard columns[place].role == .axis else { continue }
            if axisOfGroup.updateValue(place, forKey: columns[place].group.exact) != nil {
                throw BenchError(.mismatch, "its group has two axes", at: "column \(columns[place].name)")
            }
        }
        names = try NameTable(columns)
        var axes = [Int?](repeating: nil, count: columns.count)
        for place in columns.indices where columns[place].role.isSeries {
            guard let axis = axisOfGroup[columns[place].group.exact] else {
                throw BenchError(.mismatch, "its group has no axis", at: "column \(columns[place].name)")
            }
            axes[place] = axis
        }
        self.axes = axes
        var single: [Role: Int] = [:]
        for role in [Role.seed, .task, .state] {
            let found = columns.indices.filter { columns[$0].role == role }
            guard found.count < 2 else { throw BenchError(.mismatch, "a table has at most one \(role.name)") }
            single[role] = found.first
        }
        keys = columns.indices.filter { columns[$0].role == .key }
            .sorted { columns[$0].name.utf16.lexicographicallyPrecedes(columns[$1].name.utf16) }
        var keyOfColumn = [Int](repeating: 0, count: columns.count)
        for (key, place) in keys.enumerated() { keyOfColumn[place] = key + 1 }
        keyNames = KeyNames(
            keys.map { columns[$0].name }, types: keys.map { columns[$0].type }, keyOfColumn: keyOfColumn)
        (seed, task, state) = (single[.seed], single[.task], single[.state])
    }

    /// The place of a column, by its name among columns of its kind. O(1).
    public func place(_ name: String, _ role: Role) -> Int? {
        names.place(name, role.namespace)
    }

    /// The place of the axis of a series' or axis' group. O(1).
    public func axis(of place: Int) -> Int? { axes[place] }

    /// The places of the columns with this role, in the schema's order. O(n).
    public func places(_ role: Role) -> [Int] { columns.indices.filter { columns[$0].role == role } }

    /// Two schemas are equal when their columns are, in the same order.
    public static func == (a: Schema, b: Schema) -> Bool { a.columns == b.columns }

    /// Hashes the columns.
    public func hash(into hasher: inout Hasher) { hasher.combine(columns) }
}

extension Schema {
    /// Checks a run, and returns the bytes that its cells count for. O(columns), O(elements) for strings.
    ///
    /// Throws `.mismatch` unless the cells fit the columns, and each series is as long as its axis; `.limit` for more than
    /// `Run.maximumBytes`.
    @discardableResult
    public func check(_ run: Run) throws(BenchError) -> Int {
        guard run.cells.count == columns.count else {
            throw BenchError(.mismatch, "a run of \(run.cells.count) cells in a table of \(columns.count) columns")
        }
        var room = RunRoom(orThrow: .limit)
        // By place: a column that is copied out counts references to all it holds.
        for place in columns.indices {
            guard run.cells[place].fits(columns[place].role, columns[place].type) else {
                throw BenchError(
                    .mismatch, "a value is no \(columns[place].type.name)", at: "column \(columns[place].name)")
            }
            try room.take(run.cells[place])
            guard let lengths = run.cells[place].lengths else { continue }
            if let states = lengths.states, states != lengths.elements || columns[place].role == .axis {
                throw BenchError(.mismatch, "an axis has no nulls and no holes", at: "column \(columns[place].name)")
            }
            guard let axis = axes[place], run.cells[axis].lengths?.elements == lengths.elements else {
                throw BenchError(
                    .mismatch, "the series is not as long as its axis", at: "column \(columns[place].name)")
            }
        }
        return room.taken
    }

    /// The value of a metric in a run whose other cells are known. O(elements of the source).
    ///
    /// - Parameters:
    ///   - place: The metric's column.
    ///   - limit: Only steps whose axis is at most this count, where given.
    ///   - cell: Gives the run's cell in a column.
    public func metric(
        _ place: Int, upTo limit: Double? = nil, cell: (Int) throws(BenchError) -> Cell
    ) throws(BenchError) -> Cell {
        guard let definition = columns[place].definition else { return .absent }
        for name in definition.sources {
            guard let source = self.place(name, .series) else { continue }
            switch try cell(source) {
            case .absent, .null: continue
            case .series(let series):
                var steps = series.count
                if let limit, let axis = axes[source], case .series(let values) = try cell(axis) {
                    steps = values.steps(upTo: limit)
                }
                guard let value = definition.reduce(series.numbers(limit: steps)) else { continue }
                return .float64(value)
            case let scalar: return scalar
            }
        }
        return .absent
    }
}

extension Series {
    /// How many steps of this axis are at most `limit`: the length of the longest prefix. O(n).
    public func steps(upTo limit: Double) -> Int {
        switch elements {
        case .float64(let steps): steps.prefix { $0 <= limit }.count
        case .int64(let steps): steps.prefix { Double($0) <= limit }.count
        default: count
        }
    }
}
