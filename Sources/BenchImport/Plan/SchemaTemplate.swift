import BenchSchema

/// The columns of another file, as `info --json` prints them: what is stored beside it must have its keys and types.
struct SchemaTemplate: Sendable {
    /// The columns in the file's order.
    let columns: [Column]

    /// The key columns.
    var keys: [Column] { columns.filter { $0.role == .key } }

    /// Reads what `hasbench info --json` printed.
    init(_ bytes: [UInt8], file: String) throws(BenchError) {
        let tree = try JSONTree(bytes, file: file)
        func wrong(_ what: String) -> BenchError {
            BenchError(.usage, "\(what); a schema file is what hasbench info FILE --json prints", at: file)
        }
        guard case .list(let items)? = tree["columns"]?.value else { throw wrong("there is no list \"columns\"") }
        var columns: [Column] = []
        for item in items {
            guard let name = item["name"]?.string,
                let role = Role.allCases.first(where: { $0.name == item["role"]?.string }),
                let type = ValueType.allCases.first(where: { $0.name == item["type"]?.string })
            else { throw wrong("column \(columns.count) has no name, role or type that is known") }
            var definition: MetricDefinition?
            if let metric = item["definition"] {
                guard let found = Self.definition(metric) else { throw wrong("the definition of \(name) isn't known") }
                definition = found
            }
            columns.append(Column(name, role: role, type: type, unit: item["unit"]?.string, definition: definition))
        }
        do throws(BenchError) { _ = try Schema(columns) } catch { throw error.within(file) }
        self.columns = columns
        guard !keys.isEmpty else { throw wrong("it has no keys") }
    }

    private static func definition(_ tree: JSONTree) -> MetricDefinition? {
        guard
            let reduction = MetricDefinition.Reduction.allCases.first(where: { $0.name == tree["reduction"]?.string }),
            let direction = MetricDefinition.Direction.allCases.first(where: { $0.name == tree["direction"]?.string }),
            case .list(let items)? = tree["sources"]?.value
        else { return nil }
        var divisor = 1.0
        switch tree["divisor"]?.value {
        case .number(let number): divisor = number
        case .integer(let number): divisor = Double(number)
        default: return nil
        }
        return MetricDefinition(reduction, of: items.compactMap(\.string), dividedBy: divisor, direction)
    }

    /// The column with this name among those of a kind.
    func column(_ name: String, _ roles: [Role]) -> Column? {
        columns.first { roles.contains($0.role) && $0.name == name }
    }
}
