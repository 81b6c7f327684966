import BenchSchema

/// Where the columns of a run are, kept for the next: nearly all runs of a source are alike.
struct KnownPlaces {
    /// Where a configuration leaf goes.
    struct Leaf {
        /// The column; nil for a seed that has no column of its own.
        var column: Int?
        var type = ValueType.json
        var isKey = false
        var isSeed: Bool
    }

    /// Where the columns of a group of series are.
    struct Group {
        fileprivate var name: String
        fileprivate var axisName: String
        fileprivate var names: [String]
        var axis: Int
        /// The column that says how many steps were planned, where there is one.
        var planned: Int?
        /// The columns in the group's order.
        var columns: [Int] = []

        init(_ group: RecordGroup, _ plan: SchemaPlan) throws(BenchError) {
            (name, axisName, names) = (group.name, group.axis, group.columns.map(\.name))
            axis = try plan.place("\(name).\(axisName)", .axis)
            planned = plan.schema.place(plan.planned(name), .scalar)
            for field in names { columns.append(try plan.place("\(name).\(field)", .series)) }
        }

        fileprivate func fits(_ group: RecordGroup) -> Bool {
            name == group.name && axisName == group.axis && names.count == group.columns.count
                && names.indices.allSatisfy { names[$0] == group.columns[$0].name }
        }
    }

    private var shape: ConfigurationShape?
    private var leaves: [Leaf] = []
    private var groups: [Group] = []

    /// Where the leaves of a configuration go, in the shape's order.
    mutating func places(of shape: ConfigurationShape, _ plan: SchemaPlan) throws(BenchError) -> [Leaf] {
        if self.shape === shape { return leaves }
        var leaves: [Leaf] = []
        for path in shape.paths {
            var leaf = Leaf(isSeed: path == plan.seedKey)
            if let place = plan.leafPlaces[path] {
                let column = plan.schema.columns[place]
                (leaf.column, leaf.type, leaf.isKey) = (place, column.type, column.role == .key)
            } else if !leaf.isSeed {
                throw SchemaPlan.changed(path)
            }
            leaves.append(leaf)
        }
        (self.shape, self.leaves) = (shape, leaves)
        return leaves
    }

    /// Where the columns of a run's group are; `number` is its place among the run's groups.
    mutating func places(of group: RecordGroup, _ number: Int, _ plan: SchemaPlan) throws(BenchError) -> Group {
        if number < groups.count, groups[number].fits(group) { return groups[number] }
        let found = try Group(group, plan)
        if number < groups.count { groups[number] = found } else if number == groups.count { groups.append(found) }
        return found
    }
}

extension SchemaPlan {
    /// The place of a column that the first pass must have seen.
    func place(_ name: String, _ role: Role) throws(BenchError) -> Int {
        guard let place = schema.place(name, role) else { throw Self.changed(name) }
        return place
    }

    /// The error for what the first pass hadn't seen.
    static func changed(_ name: String) -> BenchError {
        BenchError(
            .io, "\(name) isn't as it was when the input was first read; it changed meanwhile, convert it again")
    }
}
