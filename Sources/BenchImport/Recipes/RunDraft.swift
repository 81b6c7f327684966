import BenchSchema

/// A run of a recipe in the making.
struct RunDraft {
    /// A group of series in the making.
    struct Group {
        var place: Int
        var name: String
        /// The steps, once they are known.
        var axis: RawColumn?
        var fields: [RawColumn] = []
        /// Values whose paths name their steps: the field's place in `fields`, step, value.
        var points: [(field: Int, step: RawValue, value: RawValue)] = []

        /// The place of a field, which is made if need be.
        mutating func field(_ name: String, known: ValueType?) -> Int {
            if let place = fields.firstIndex(where: { $0.name == name }) { return place }
            fields.append(RawColumn(name, known: known))
            return fields.count - 1
        }
    }

    var paths: [String] = []
    var values: [LooseValue] = []
    var seed: LooseValue?
    var task: ByteString?
    var scalars: [RawScalar] = []
    var groups: [Group] = []
    var findings = Findings()

    /// The place of a group, which is made if need be.
    mutating func group(_ place: Int, _ name: String) -> Int {
        // Members of one group nearly always follow each other.
        if let last = groups.last, last.name == name { return groups.count - 1 }
        if let found = groups.firstIndex(where: { $0.name == name }) { return found }
        groups.append(Group(place: place, name: name))
        return groups.count - 1
    }

    /// The run; what doesn't fit is among its findings.
    ///
    /// - Parameter shape: The paths of the run before, which are shared if they are the same.
    mutating func run(_ recipe: Recipe, file: String, line: Int, shape: inout ConfigurationShape?) -> ParsedRun {
        var run = ParsedRun()
        if shape.map({ $0.paths == paths }) != true {
            keepLaterOfTwo()
            shape = ConfigurationShape(paths: paths)
        }
        if let shape, !paths.isEmpty { run.configuration = Configuration(shape: shape, values: values) }
        (run.seed, run.task, run.scalars) = (seed, task, scalars)
        for group in groups {
            if let finished = group.finished(recipe, file, line, &findings) { run.groups.append(finished) }
        }
        run.findings = findings
        return run
    }

    /// Of leaves with one name the later counts.
    private mutating func keepLaterOfTwo() {
        var last: [String: Int] = [:]
        for (place, path) in paths.enumerated() { last[path] = place }
        guard last.count < paths.count else { return }
        let kept = paths.indices.filter { last[paths[$0]] == $0 }
        (paths, values) = (kept.map { paths[$0] }, kept.map { values[$0] })
    }
}

extension RunDraft.Group {
    fileprivate func finished(
        _ recipe: Recipe, _ file: String, _ line: Int, _ findings: inout Findings
    ) -> RecordGroup? {
        let form = recipe.groups[place]
        var columns = fields
        let steps: RawColumn
        switch form.axis {
        case .captured: (steps, columns) = gathered(form.axisName)
        case .counted(let start):
            let count = Int64(fields.map(\.kinds.count).max() ?? 0)
            steps = RawColumn(
                form.axisName, known: nil, kinds: Array(repeating: .int64, count: Int(count)),
                bits: (0..<count).map { UInt64(bitPattern: start &+ $0) }, texts: [])
        case .path:
            guard let axis else {
                findings.add(
                    .damage, file, line: line,
                    "\(name): its axis \(form.axisName) is missing, so that its fields are left out")
                return nil
            }
            steps = axis
        }
        guard steps.integers != nil || steps.numbers != nil else {
            findings.add(
                .damage, file, line: line, "\(name).\(form.axisName) isn't all numbers, so that its fields are left out"
            )
            return nil
        }
        let count = steps.kinds.count
        columns.removeAll { column in
            guard column.kinds.count != count else { return false }
            findings.add(
                .damage, file, line: line,
                "\(name).\(column.name) has \(column.kinds.count) values, its axis \(count); it is left out")
            return true
        }
        var maxima: [Int64] = []
        if case .field(let planned) = recipe.planned, let found = columns.firstIndex(where: { $0.name == planned }),
            let integers = columns[found].integers
        {
            maxima = integers
            columns.remove(at: found)
        }
        guard count > 0 || !columns.isEmpty else { return nil }
        return RecordGroup(name, axis: form.axisName, steps: steps, columns: columns, maxima: maxima)
    }

    /// Points as columns over all their steps, in order; the later of two at one step counts.
    private func gathered(_ axisName: String) -> (RawColumn, [RawColumn]) {
        var order: [Double: Int] = [:]
        var distinct: [RawValue] = []
        for point in points {
            guard let number = point.step.number, order[number] == nil else { continue }
            order[number] = distinct.count
            distinct.append(point.step)
        }
        distinct.sort { $0.number ?? 0 < $1.number ?? 0 }
        for (place, step) in distinct.enumerated() { if let number = step.number { order[number] = place } }
        var axis = RawColumn(axisName, known: nil)
        for (row, step) in distinct.enumerated() { axis.set(row, step) }
        var table = fields.map { _ in Array(repeating: RawValue(kind: .hole), count: distinct.count) }
        for point in points {
            if let number = point.step.number, let row = order[number] { table[point.field][row] = point.value }
        }
        var columns = fields
        for place in columns.indices {
            for (row, value) in table[place].enumerated() { columns[place].set(row, value) }
        }
        return (axis, columns)
    }
}
