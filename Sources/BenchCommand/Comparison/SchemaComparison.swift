import BenchSchema

/// What differs between the columns of two tables, and which columns can be compared by their values.
struct SchemaComparison {
    /// Columns of the first that the second lacks.
    private(set) var onlyInA: [Column] = []
    /// Columns of the second that the first lacks.
    private(set) var onlyInB: [Column] = []
    /// Columns of one name that differ in role, type, unit or definition.
    private(set) var differing: [(a: Column, b: Column)] = []
    /// Columns of one name, role and type, by their places, in order of role and name.
    private(set) var common: [(a: Int, b: Int)] = []
    /// Whether a configuration has the same hash in both, so that runs of one can be found in the other.
    let haveSameKeys: Bool

    init(_ a: Schema, _ b: Schema) {
        haveSameKeys = a.keyIdentifier == b.keyIdentifier
        for place in a.digestOrder.places {
            let column = a.columns[place]
            guard let other = b.place(column.name, column.role) else {
                onlyInA.append(column)
                continue
            }
            let twin = b.columns[other]
            if twin != column { differing.append((column, twin)) }
            if (column.role, column.type) == (twin.role, twin.type) { common.append((place, other)) }
        }
        onlyInB = b.digestOrder.places.map { b.columns[$0] }.filter { a.place($0.name, $0.role) == nil }
    }

    /// Whether the two schemas have one digest.
    var isEqual: Bool { onlyInA.isEmpty && onlyInB.isEmpty && differing.isEmpty }
}
