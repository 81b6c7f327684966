public import BenchSchema

/// When a parameter is active: a configuration has a value of it then, and else none.
public struct Condition: Hashable, Sendable {
    /// The parameter that it is about.
    public let child: String
    /// What must hold.
    public let test: Test

    /// What is asked of other parameters; of an inactive one nothing holds.
    public indirect enum Test: Hashable, Sendable {
        /// A parameter's value equals one of these; EQ and IN.
        case isIn(parent: String, [Cell])
        /// A parameter's value stands in this relation to another value; NEQ, LT and GT.
        case relation(parent: String, Relation, Cell)
        /// All of these hold; AND.
        case all([Test])
        /// One of these holds at least; OR.
        case any([Test])

        /// The parameters that it asks for.
        var parents: [String] {
            switch self {
            case .isIn(let parent, _), .relation(let parent, _, _): [parent]
            case .all(let tests), .any(let tests): tests.flatMap(\.parents)
            }
        }
    }
}

/// How a value stands to another.
public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// Less.
    case less = "LT"
    /// Less or equal.
    case lessOrEqual = "LE"
    /// Equal.
    case equal = "EQ"
    /// Not equal.
    case notEqual = "NEQ"
    /// Greater.
    case greater = "GT"
    /// Greater or equal.
    case greaterOrEqual = "GE"

    /// Whether the first value stands so to the second.
    package func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
        switch self {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .equal: a == b
        case .notEqual: a != b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        }
    }

    /// The sign, for messages.
    package var sign: String {
        switch self {
        case .less: "<"
        case .lessOrEqual: "<="
        case .equal: "="
        case .notEqual: "!="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

/// What no configuration of the space may be.
public indirect enum Forbidden: Hashable, Sendable {
    /// A parameter has one of these values; EQUALS and IN.
    case isIn(name: String, [Cell])
    /// A parameter's value stands in this relation to a value; CLAUSE_LT, CLAUSE_LE, CLAUSE_GT and CLAUSE_GE.
    case relation(name: String, Relation, Cell)
    /// A parameter's value stands in this relation to that of another; RELATION_LT and so on.
    case parameters(left: String, Relation, right: String)
    /// All of these hold; AND.
    case all([Forbidden])
    /// One of these holds at least; OR.
    case any([Forbidden])
}

extension Condition.Test: CustomStringConvertible {
    /// The test as a message shows it.
    public var description: String {
        switch self {
        case .isIn(let parent, let values): parent + listed(values)
        case .relation(let parent, let relation, let value): "\(parent) \(relation.sign) \(value.shown)"
        case .all(let tests): tests.map { "\($0)" }.joined(separator: " and ")
        case .any(let tests): "(" + tests.map { "\($0)" }.joined(separator: " or ") + ")"
        }
    }
}

extension Forbidden: CustomStringConvertible {
    /// The clause as a message shows it.
    public var description: String {
        switch self {
        case .isIn(let name, let values): name + listed(values)
        case .relation(let name, let relation, let value): "\(name) \(relation.sign) \(value.shown)"
        case .parameters(let left, let relation, let right): "\(left) \(relation.sign) \(right)"
        case .all(let clauses): clauses.map { "\($0)" }.joined(separator: " and ")
        case .any(let clauses): "(" + clauses.map { "\($0)" }.joined(separator: " or ") + ")"
        }
    }
}

private func listed(_ values: [Cell]) -> String {
    values.count == 1 ? " = \(values[0].shown)" : " in " + values.map(\.shown).joined(separator: ", ")
}
