import BenchSchema

extension SearchSpace {
    /// Whether a parameter is active, those that its conditions ask for being set.
    func isActive(_ place: Int, _ point: Point) -> Bool { tests[place].allSatisfy { holds($0, point) } }

    /// Whether a test holds; of an inactive parameter none does.
    func holds(_ test: Condition.Test, _ point: Point) -> Bool {
        switch test {
        case .isIn(let parent, let values): isIn(parent, values, point)
        case .relation(let parent, let relation, let value): holds(parent, relation, value, point)
        case .all(let tests): tests.allSatisfy { holds($0, point) }
        case .any(let tests): tests.contains { holds($0, point) }
        }
    }

    /// The first clause that forbids a point; nil if none does.
    func forbiddenClause(_ point: Point) -> Forbidden? { forbidden.first { holds($0, point) } }

    private func holds(_ clause: Forbidden, _ point: Point) -> Bool {
        switch clause {
        case .isIn(let name, let values): return isIn(name, values, point)
        case .relation(let name, let relation, let value): return holds(name, relation, value, point)
        case .parameters(let left, let relation, let right):
            guard let a = cell(left, point), let b = cell(right, point) else { return false }
            if let a = a.number, let b = b.number { return relation.holds(a, b) }
            switch (a, b) {
            case (.string(let a), .string(let b)): return relation.holds(a, b)
            default: return relation == .equal && a == b
            }
        case .all(let clauses): return clauses.allSatisfy { holds($0, point) }
        case .any(let clauses): return clauses.contains { holds($0, point) }
        }
    }

    private func cell(_ name: String, _ point: Point) -> Cell? {
        guard let place = places[name], point[place] != .absent else { return nil }
        return point[place]
    }

    private func isIn(_ name: String, _ values: [Cell], _ point: Point) -> Bool {
        guard let cell = cell(name, point) else { return false }
        return values.contains { Domain.equal($0, cell) }
    }

    private func holds(_ name: String, _ relation: Relation, _ value: Cell, _ point: Point) -> Bool {
        guard let cell = cell(name, point), let place = places[name] else { return false }
        switch relation {
        case .equal: return Domain.equal(cell, value)
        case .notEqual: return !Domain.equal(cell, value)
        default: break
        }
        // A sequence has an order of its own.
        let domain = parameters[place].domain
        if case .ordinal = domain, let a = domain.place(of: cell), let b = domain.place(of: value) {
            return relation.holds(a, b)
        }
        guard let a = cell.number, let b = value.number else { return false }
        return relation.holds(a, b)
    }
}
