import BenchSchema

extension Recipe {
    /// Reads a recipe's JSON; errors name the file and the line.
    init(_ bytes: [UInt8], file: String) throws(BenchError) {
        let tree = try JSONTree(bytes, file: file)
        do throws(BenchError) { self = try RecipeParser.recipe(tree) } catch { throw error.within(file) }
        self.file = file
    }
}

/// Turns the tree of a recipe into a recipe, member by member.
private enum RecipeParser {
    static func recipe(_ tree: JSONTree) throws(BenchError) -> Recipe {
        var recipe = Recipe()
        let members = try object(tree, "a recipe")
        guard let version = tree["recipe"], case .integer(1) = version.value else {
            throw wrong(tree["recipe"] ?? tree, "\"recipe\": 1 must say the version of the language")
        }
        guard let configuration = tree["configuration"] else {
            throw wrong(tree, "\"configuration\" is missing: it says what names a run")
        }
        for (name, path, line) in try named(configuration, "configuration") {
            // `{x}` alone, without the name having it, is what x takes elsewhere.
            if let capture = path.onlyCapture, !name.captures.contains(capture) {
                recipe.capturedLeaves.append((name.text, capture))
            } else {
                recipe.rules.append(Recipe.Rule(role: .configuration, path: path, name: name, line: line))
            }
        }
        for (name, value) in members where name.string != "configuration" {
            try take(name, value, &recipe)
        }
        // Swift's sort is stable.
        recipe.rules.sort { order($0).lexicographicallyPrecedes(order($1)) }
        try check(recipe, tree)
        return recipe
    }

    private static func order(_ rule: Recipe.Rule) -> [Int] {
        let role =
            switch rule.role {
            case .axis: 0
            case .field: 1
            default: 2
            }
        return rule.path.specificity + [role]
    }

    private static func take(_ name: JSONTree, _ value: JSONTree, _ recipe: inout Recipe) throws(BenchError) {
        let member = name.string ?? ""
        switch member {
        case "recipe", "$schema": break
        case "source": recipe.source = try string(value, member)
        case "records":
            recipe.records = try path(value).steps
            if case .rest = recipe.records.last { throw wrong(value, "the path to the records has no {x*}") }
            for step in recipe.records {
                if case .named = step { throw wrong(value, "the path to the records has no {x=member}") }
            }
        case "task": (recipe.taskCapture, _) = try single(value, .task, &recipe)
        case "seed": (recipe.seedCapture, recipe.seedPath) = try single(value, .seed, &recipe)
        case "keys": recipe.keys = try list(value, member).map { item throws(BenchError) in try string(item, "a key") }
        case "scalars", "kept_with_stderr":
            let role: Recipe.Role = member == "scalars" ? .scalar : .errorText
            for (name, path, line) in try named(value, member) {
                recipe.rules.append(Recipe.Rule(role: role, path: path, name: name, line: line))
            }
        case "series":
            for (name, group) in try object(value, member) { try take(group: name, group, &recipe) }
        case "skip":
            for item in try list(value, member) {
                let template = try template(item)
                recipe.rules.append(
                    Recipe.Rule(role: .skip, path: try path(item), name: template, line: item.line))
            }
        case "rows": recipe.rows = try bool(value, member)
        case "types":
            for (column, type) in try object(value, member) {
                let text = try string(type, "a type")
                guard let type = ValueType.allCases.first(where: { $0.name == text }) else {
                    throw wrong(type, "\"\(text)\" is no type; types are float64, int64, bool, string, json")
                }
                recipe.types.append(.init(columns: Glob(column.string ?? ""), value: type, line: column.line))
            }
        case "units":
            for (column, unit) in try object(value, member) {
                recipe.units.append(
                    .init(columns: Glob(column.string ?? ""), value: try string(unit, "a unit"), line: column.line))
            }
        case "durations":
            recipe.durations = try list(value, member).map { item throws(BenchError) in
                Glob(try string(item, "a column"))
            }
        case "finite":
            recipe.finite = try list(value, member).map { item throws(BenchError) in Glob(try string(item, "a column"))
            }
        case "planned": recipe.planned = try planned(value)
        case "metrics":
            recipe.metrics = try object(value, member).map { name, metric throws(BenchError) in
                try Self.metric(name, metric)
            }
        case "provenance":
            for (name, item) in try object(value, member) {
                var text: [UInt8] = []
                item.append(to: &text)
                recipe.provenance.append((name.string ?? "", text))
            }
        default: throw unknown(name, "a recipe", known)
        }
    }

    private static let known = [
        "recipe", "source", "records", "configuration", "keys", "task", "seed", "scalars", "kept_with_stderr", "series",
        "rows", "skip", "types", "units", "durations", "planned", "finite", "metrics", "provenance",
    ]

    private static func take(
        group name: JSONTree, _ group: JSONTree, _ recipe: inout Recipe
    ) throws(BenchError) {
        for (member, _) in try object(group, "a series group") where !["axis", "fields"].contains(member.string) {
            throw unknown(member, "a series group", ["axis", "fields"])
        }
        guard let axis = group["axis"], let fields = group["fields"] else {
            throw wrong(group, "a series group has \"axis\" and \"fields\"")
        }
        for (member, _) in try object(axis, "an axis") where !["name", "path", "from"].contains(member.string) {
            throw unknown(member, "a series' axis", ["name", "path", "from"])
        }
        guard let axisName = axis["name"] else { throw wrong(axis, "an axis has a \"name\"") }
        let place = recipe.groups.count
        var form = Recipe.Group.Axis.captured
        let template = try template(name)
        if let axisPath = axis["path"] {
            guard axis["from"] == nil else { throw wrong(axis, "an axis has a \"path\" or \"from\", not both") }
            form = .path
            recipe.rules.append(
                Recipe.Rule(role: .axis(place), path: try path(axisPath), name: template, line: axisPath.line))
        } else if let from = axis["from"] {
            guard case .integer(let start) = from.value else { throw wrong(from, "\"from\" is an integer") }
            form = .counted(from: start)
        }
        let axisText = try string(axisName, "an axis' name")
        guard !axisText.isEmpty, !axisText.contains(".") else { throw wrong(axisName, "an axis' name has no dots") }
        recipe.groups.append(Recipe.Group(name: template, axisName: axisText, axis: form, line: name.line))
        for capture in template.captures {
            let axisPath = recipe.rules.last { $0.role == .axis(place) }?.path
            guard axisPath?.captures.contains(capture) ?? true else {
                throw wrong(name, "the group's name has {\(capture)}, which its axis' path doesn't")
            }
        }
        for (field, path, line) in try named(fields, "fields") {
            for capture in template.captures where !path.captures.contains(capture) {
                throw BenchError(
                    .usage, "the group's name has {\(capture)}, which this path doesn't", at: "line \(line)")
            }
            if case .captured = form, !path.captures.contains("axis") {
                throw BenchError(
                    .usage, "the path has no {axis}, and the group's axis neither a \"path\" nor \"from\"",
                    at: "line \(line)")
            }
            recipe.rules.append(Recipe.Rule(role: .field(place), path: path, name: field, line: line))
        }
    }

    private static func single(
        _ value: JSONTree, _ role: Recipe.Role, _ recipe: inout Recipe
    ) throws(BenchError) -> (capture: String?, path: String?) {
        let path = try path(value)
        if let capture = path.onlyCapture { return (capture, nil) }
        recipe.rules.append(
            Recipe.Rule(
                role: role, path: path, name: try NameTemplate(role == .seed ? "seed" : "task"), line: value.line))
        return (nil, value.string)
    }

    private static func planned(_ value: JSONTree) throws(BenchError) -> Recipe.Planned {
        let members = try object(value, "\"planned\"")
        guard members.count == 1 else { throw wrong(value, "\"planned\" has one of field, leaf, value") }
        let (name, item) = members[0]
        switch (name.string, item.value) {
        case ("field", .string(let text)): return .field(text)
        case ("leaf", .string(let text)): return .leaf(text)
        case ("value", .integer(let number)) where number > 0: return .value(number)
        default: throw unknown(name, "\"planned\"", ["field", "leaf", "value"])
        }
    }

    private static func metric(_ name: JSONTree, _ value: JSONTree) throws(BenchError) -> Recipe.Metric {
        let known = ["reduction", "of", "unit", "divisor", "direction"]
        for (member, _) in try object(value, "a metric") where !known.contains(member.string ?? "") {
            throw unknown(member, "a metric", known)
        }
        let reductions = MetricDefinition.Reduction.allCases
        guard let reductionText = value["reduction"], let sources = value["of"],
            let reduction = reductions.first(where: { $0.name == reductionText.string })
        else {
            throw wrong(
                value, "a metric has \"of\" and a \"reduction\": \(reductions.map(\.name).joined(separator: ", "))")
        }
        guard
            let direction = MetricDefinition.Direction.allCases.first(where: { $0.name == value["direction"]?.string })
        else { throw wrong(value, "a metric has a \"direction\", min or max") }
        var divisor = 1.0
        switch value["divisor"]?.value {
        case nil: break
        case .integer(let number): divisor = Double(number)
        case .number(let number): divisor = number
        default: divisor = 0
        }
        guard divisor > 0 else { throw wrong(value, "a metric's divisor is a number above 0") }
        let names = try list(sources, "of").map { item throws(BenchError) in try string(item, "a column") }
        let unit = try value["unit"].map { item throws(BenchError) in try string(item, "a unit") }
        return Recipe.Metric(
            name: name.string ?? "", unit: unit,
            definition: MetricDefinition(reduction, of: names, dividedBy: divisor, direction))
    }

    /// Checks what members say together.
    private static func check(_ recipe: Recipe, _ tree: JSONTree) throws(BenchError) {
        var taken = Set(recipe.rules.filter { $0.role != .skip }.flatMap(\.path.captures))
        for case .pieces(let pieces) in recipe.records {
            for case .capture(let name) in pieces { taken.insert(name) }
        }
        for (member, capture) in [("task", recipe.taskCapture), ("seed", recipe.seedCapture)] {
            if let capture, !taken.contains(capture) {
                throw wrong(tree[member] ?? tree, "no path captures {\(capture)}")
            }
        }
        for (_, capture) in recipe.capturedLeaves where !taken.contains(capture) {
            throw wrong(tree["configuration"] ?? tree, "no path captures {\(capture)}")
        }
        if recipe.rows, recipe.groups.contains(where: { if case .path = $0.axis { false } else { true } }) {
            throw wrong(tree["series"] ?? tree, "with \"rows\" an axis has a \"path\"")
        }
        if recipe.rows, !recipe.runCaptures.isEmpty {
            throw wrong(
                tree["rows"] ?? tree, "a record of \"rows\" is one step, so that no capture can tell runs apart")
        }
    }

    // MARK: Values

    private static func wrong(_ tree: JSONTree, _ what: String) -> BenchError {
        BenchError(.usage, what, at: "line \(tree.line)")
    }

    private static func unknown(_ name: JSONTree, _ what: String, _ known: [String]) -> BenchError {
        wrong(name, "\"\(name.string ?? "")\" is no member of \(what); there are \(known.joined(separator: ", "))")
    }

    private static func object(
        _ tree: JSONTree, _ what: String
    ) throws(BenchError) -> [(name: JSONTree, value: JSONTree)] {
        guard case .object(let members) = tree.value else { throw wrong(tree, "\(what) is an object") }
        return members
    }

    private static func list(_ tree: JSONTree, _ what: String) throws(BenchError) -> [JSONTree] {
        guard case .list(let items) = tree.value else { throw wrong(tree, "\(what) is a list") }
        return items
    }

    private static func string(_ tree: JSONTree, _ what: String) throws(BenchError) -> String {
        guard let text = tree.string else { throw wrong(tree, "\(what) is a text") }
        return text
    }

    private static func bool(_ tree: JSONTree, _ what: String) throws(BenchError) -> Bool {
        guard case .bool(let value) = tree.value else { throw wrong(tree, "\(what) is true or false") }
        return value
    }

    private static func path(_ tree: JSONTree) throws(BenchError) -> RecipePath {
        let text = try string(tree, "a path")
        do throws(BenchError) { return try RecipePath(text) } catch { throw error.within("line \(tree.line)") }
    }

    private static func template(_ tree: JSONTree) throws(BenchError) -> NameTemplate {
        do throws(BenchError) { return try NameTemplate(tree.string ?? "") } catch {
            throw error.within("line \(tree.line)")
        }
    }

    /// An object of paths by name.
    private static func named(
        _ tree: JSONTree, _ what: String
    ) throws(BenchError) -> [(name: NameTemplate, path: RecipePath, line: Int)] {
        var named: [(name: NameTemplate, path: RecipePath, line: Int)] = []
        for (name, value) in try object(tree, what) {
            let template = try template(name)
            let path = try path(value)
            for capture in template.captures where !path.captures.contains(capture) {
                throw wrong(name, "the name has {\(capture)}, which its path doesn't")
            }
            named.append((template, path, name.line))
        }
        return named
    }
}
