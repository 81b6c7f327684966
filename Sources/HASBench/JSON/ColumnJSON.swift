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
