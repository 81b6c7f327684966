import BenchSchema

/// What stands where in a JSON source (Specs/recipe.md).
struct Recipe: Sendable {
    /// What a leaf that a path fits becomes.
    enum Role: Hashable, Sendable {
        case configuration, seed, task, scalar
        /// A scalar that is stored with --keep-stderr only.
        case errorText
        /// The axis, or a field, of the series group of this place.
        case axis(Int)
        case field(Int)
        case skip
    }

    /// A path and what it is for.
    struct Rule: Sendable {
        var role: Role
        var path: RecipePath
        var name: NameTemplate
        var line: Int
    }

    /// A group of series.
    struct Group: Sendable {
        enum Axis: Sendable {
            case path
            case counted(from: Int64)
            /// The steps are in the fields' paths.
            case captured
        }
        var name: NameTemplate
        var axisName: String
        var axis: Axis
        var line: Int
    }

    /// How long a run was to be.
    enum Planned: Hashable, Sendable { case field(String), leaf(String), value(Int64) }

    /// Something said of all columns that a pattern fits.
    struct Said<Value: Sendable>: Sendable {
        var columns: Glob
        var value: Value
        var line: Int
    }

    struct Metric: Sendable {
        var name: String
        var unit: String?
        var definition: MetricDefinition
    }

    /// The name by which errors call it.
    var file = ""
    var source: String?
    var records: [RecipePath.Step] = []
    /// In the order in which they are tried.
    var rules: [Rule] = []
    var groups: [Group] = []
    /// Task and seed that are what another path captured.
    var taskCapture: String?
    var seedCapture: String?
    /// Configuration leaves that are what another path captured: name, capture.
    var capturedLeaves: [(name: String, capture: String)] = []
    var seedPath: String?
    var keys: [String] = []
    var rows = false
    var types: [Said<ValueType>] = []
    var units: [Said<String>] = []
    var durations: [Glob] = []
    var planned: Planned?
    var finite: [Glob] = []
    var metrics: [Metric] = []
    var provenance: [(name: String, value: [UInt8])] = []

    /// Takes the seed for an ordinary leaf, because another is the seed.
    mutating func forgetSeed() {
        rules.removeAll { $0.role == .seed }
        (seedCapture, seedPath) = (nil, nil)
    }

    /// The captures that tell runs apart.
    var runCaptures: Set<String> {
        rules.reduce(into: []) { $0.formUnion(runCaptures(of: $1)) }
    }

    /// Those of a path.
    func runCaptures(of rule: Rule) -> Set<String> {
        var captures = Set(rule.path.captures)
        captures.remove("axis")
        switch rule.role {
        case .skip: return []
        case .axis(let group): captures.subtract(groups[group].name.captures)
        case .field(let group): captures.subtract(groups[group].name.captures.union(rule.name.captures))
        default: captures.subtract(rule.name.captures)
        }
        return captures
    }

    /// Whether lists of lists have their places as steps.
    var opensLists: Bool {
        !runCaptures.isEmpty || !elementNames.isEmpty
            || groups.contains { if case .captured = $0.axis { true } else { false } }
    }

    /// The beginnings of paths whose next step goes by what a member holds, and that member.
    var elementNames: [ElementNames.Place] {
        var found: [ElementNames.Place] = []
        for rule in rules {
            for (place, step) in rule.path.steps.enumerated() {
                guard case .named(_, by: let member) = step else { continue }
                let name = ElementNames.Place(before: Array(rule.path.steps[..<place]), member: Array(member.utf8))
                if !found.contains(name) { found.append(name) }
            }
        }
        return found
    }

    /// The field in which a group's records say how many steps were planned; logs have `epoch_max`.
    var plannedField: String {
        if case .field(let name) = planned { name } else { "epoch_max" }
    }

    /// The declared type of a column, and the line that says so.
    func type(of column: String) -> (type: ValueType, line: Int)? {
        types.first { $0.columns.matches(column) }.map { ($0.value, $0.line) }
    }

    /// The declared unit of a column.
    func unit(of column: String) -> String? { units.first { $0.columns.matches(column) }?.value }

    /// Whether a column's texts are durations.
    func isDuration(_ column: String) -> Bool { durations.contains { $0.matches(column) } }

    /// Whether a number that isn't finite means that the run diverged.
    func mustBeFinite(_ column: String) -> Bool { finite.contains { $0.matches(column) } }

    /// The metrics whose sources are among the columns, defined on those alone.
    func metricColumns(for columns: [Column]) -> [Column] {
        let present = Dictionary(
            columns.filter { [.scalar, .series].contains($0.role) && [.float64, .int64].contains($0.type) }
                .map { ($0.name, $0) }
        ) { $1 }
        return metrics.compactMap { metric in
            var definition = metric.definition
            definition.sources.removeAll { present[$0]?.role != (definition.reduction == .value ? .scalar : .series) }
            guard let first = definition.sources.first, let source = present[first] else { return nil }
            let type = definition.reduction == .value ? source.type : .float64
            return Column(metric.name, role: .metric, type: type, unit: metric.unit, definition: definition)
        }
        .sorted { ByteString($0.name) < ByteString($1.name) }
    }
}
