import BenchSchema

extension JSONWriter {
    /// Appends a parameter.
    mutating func parameter(_ parameter: Parameter) {
        object { json in
            json.member("type", parameter.domain.typeName)
            json.member("name", parameter.name)
            switch parameter.domain {
            case .integer(let range):
                json.member("lower", .int64(range.lower))
                json.member("upper", .int64(range.upper))
            case .float(let range):
                json.member("lower", .float64(range.lower))
                json.member("upper", .float64(range.upper))
            case .categorical(let choices, let weights):
                json.member("choices", choices)
                json.name("weights")
                if let weights {
                    json.array { json in for weight in weights { json.number(weight) } }
                } else {
                    json.null()
                }
            case .ordinal(let sequence): json.member("sequence", sequence)
            case .constant(let value): json.member("value", value)
            }
            if let value = parameter.defaultValue { json.member("default_value", value) }
            if let isLogarithmic = parameter.domain.isLogarithmic { json.member("log", .bool(isLogarithmic)) }
            json.name("meta")
            json.raw(parameter.meta)
        }
    }

    /// Appends the condition of a child.
    mutating func test(_ test: Condition.Test, of child: String) {
        object { json in
            switch test {
            case .isIn(let parent, let values):
                json.member("type", values.count == 1 ? "EQ" : "IN")
                json.member("child", child)
                json.member("parent", parent)
                json.member(values)
            case .relation(let parent, let relation, let value):
                json.member("type", relation.rawValue)
                json.member("child", child)
                json.member("parent", parent)
                json.member("value", value)
            case .all(let tests), .any(let tests):
                if case .all = test { json.member("type", "AND") } else { json.member("type", "OR") }
                json.member("child", child)
                json.name("conditions")
                json.array { json in for part in tests { json.test(part, of: child) } }
            }
        }
    }

    /// Appends a forbidden clause.
    mutating func clause(_ clause: Forbidden) {
        object { json in
            switch clause {
            case .isIn(let name, let values):
                json.member("type", values.count == 1 ? "EQUALS" : "IN")
                json.member("name", name)
                json.member(values)
            case .relation(let name, let relation, let value):
                json.member("type", "CLAUSE_" + relation.rawValue)
                json.member("name", name)
                json.member("value", value)
            case .parameters(let left, let relation, let right):
                json.member("type", "RELATION_" + relation.rawValue)
                json.member("left", left)
                json.member("right", right)
            case .all(let clauses), .any(let clauses):
                if case .all = clause { json.member("type", "AND") } else { json.member("type", "OR") }
                json.name("clauses")
                json.array { json in for part in clauses { json.clause(part) } }
            }
        }
    }

    private mutating func member(_ name: String, _ text: String) {
        self.name(name)
        string(text)
    }

    private mutating func member(_ name: String, _ value: Cell) {
        self.name(name)
        cell(value)
    }

    private mutating func member(_ name: String, _ values: [Cell]) {
        self.name(name)
        array { json in for value in values { json.cell(value) } }
    }

    /// Appends one value as `value`, several as `values`.
    private mutating func member(_ values: [Cell]) {
        if values.count == 1 { member("value", values[0]) } else { member("values", values) }
    }
}

extension Domain {
    /// ConfigSpace's name for it.
    fileprivate var typeName: String {
        switch self {
        case .integer: "uniform_int"
        case .float: "uniform_float"
        case .categorical: "categorical"
        case .ordinal: "ordinal"
        case .constant: "constant"
        }
    }

    /// Whether draws are uniform in the logarithm; nil where there is no range.
    package var isLogarithmic: Bool? {
        switch self {
        case .integer(let range): range.isLogarithmic
        case .float(let range): range.isLogarithmic
        case .categorical, .ordinal, .constant: nil
        }
    }
}
