package import BenchSchema

extension JSONWriter {
    /// Appends the members that say what a column is.
    package mutating func members(of column: Column) {
        for (name, text) in [("name", column.name), ("role", column.role.name), ("type", column.type.name)] {
            self.name(name)
            string(text)
        }
        if let unit = column.unit {
            name("unit")
            string(unit)
        }
        guard let metric = column.definition else { return }
        name("definition")
        object { json in
            json.name("reduction")
            json.string(metric.reduction.name)
            json.name("sources")
            json.array { json in
                for source in metric.sources { json.string(source) }
            }
            json.name("divisor")
            json.number(metric.divisor)
            json.name("direction")
            json.string(metric.direction.name)
        }
    }
}

extension Column {
    /// What the column is, in one line: `metric, float64, kW.h, sum of energy.used / 1000.0, min`.
    package var summary: String {
        var parts = [role.name, type.name]
        if let unit { parts.append(unit) }
        if let definition {
            let divisor = definition.divisor == 1 ? "" : " / \(definition.divisor)"
            parts.append("\(definition.reduction.name) of \(definition.sources.joined(separator: " or "))\(divisor)")
            parts.append(definition.direction.name)
        }
        return parts.joined(separator: ", ")
    }
}

extension Column {
    /// Reads what `members(of:)` writes; other members are left alone. Throws `.usage` for what is none.
    package init(json tree: JSONTree) throws(BenchError) {
        func text(_ name: String) throws(BenchError) -> String {
            guard let text = tree[name]?.string else {
                throw BenchError(.usage, "a column needs \"\(name)\", a string")
            }
            return text
        }
        let name = try text("name")
        guard let role = Role.allCases.first(where: { $0.name == tree["role"]?.string }) else {
            let known = Role.allCases.map(\.name).joined(separator: ", ")
            throw BenchError(.usage, "a \"role\" is one of \(known)", at: "column \(name)")
        }
        guard let type = ValueType(name: try text("type")) else {
            let known = ValueType.allCases.map(\.name).joined(separator: ", ")
            throw BenchError(.usage, "a \"type\" is one of \(known)", at: "column \(name)")
        }
        var definition: MetricDefinition?
        if let tree = tree["definition"] {
            do throws(BenchError) { definition = try MetricDefinition(json: tree) } catch {
                throw error.within("column \(name)")
            }
        }
        self.init(name, role: role, type: type, unit: tree["unit"]?.string, definition: definition)
    }
}

extension MetricDefinition {
    /// Reads a definition as `members(of:)` writes it; the divisor is 1 and the direction min if left out.
    fileprivate init(json tree: JSONTree) throws(BenchError) {
        guard let reduction = Reduction.allCases.first(where: { $0.name == tree["reduction"]?.string }) else {
            let known = Reduction.allCases.map(\.name).joined(separator: ", ")
            throw BenchError(.usage, "a \"reduction\" is one of \(known)")
        }
        guard case .list(let items)? = tree["sources"]?.value, !items.isEmpty else {
            throw BenchError(.usage, "\"sources\" is a list of columns")
        }
        let divisor: Double =
            switch tree["divisor"]?.value {
            case .integer(let number)?: Double(number)
            case .number(let number)?: number
            default: 1
            }
        self.init(
            reduction, of: items.compactMap(\.string), dividedBy: divisor,
            tree["direction"]?.string == Direction.maximize.name ? .maximize : .minimize)
    }
}
