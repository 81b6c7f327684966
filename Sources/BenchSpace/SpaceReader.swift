public import BenchSchema

extension SearchSpace {
    /// Reads a space from ConfigSpace's JSON, of this version's form or an older one (Specs/search-space.md).
    ///
    /// - Parameter source: What errors call the text, a file's name.
    ///
    /// Throws `.usage` for what is no such space, `.unsupported` for a kind of parameter that isn't read; both with the
    /// line.
    public init(json: [UInt8], source: String) throws(BenchError) {
        guard json.count <= Self.maximumBytes else {
            throw BenchError(.limit, "a search space has at most \(Self.maximumBytes >> 20) MiB", at: source)
        }
        let tree = try JSONTree(json, file: source)
        var reader = SpaceReader()
        do throws(BenchError) { self = try reader.space(tree) } catch { throw error.within(source) }
    }

    /// The largest text that is read.
    package static let maximumBytes = 1 << 20
}

/// Makes a space of its JSON.
private struct SpaceReader {
    private var parameters: [String: Parameter] = [:]

    mutating func space(_ tree: JSONTree) throws(BenchError) -> SearchSpace {
        let root = try JSONMembers(
            tree, "a search space",
            [
                "name", "meta", "hyperparameters", "conditions", "forbiddens", "python_module_version",
                "format_version",
                "json_format_version",
            ])
        guard let list = root["hyperparameters"] else {
            throw tree.wrong("a search space needs \"hyperparameters\", a list")
        }
        var ordered: [Parameter] = []
        for item in try list.items("hyperparameters") {
            let parameter = try ParameterReader(item).parameter()
            guard parameters.updateValue(parameter, forKey: parameter.name) == nil else {
                throw item.wrong("there are two parameters \(parameter.name)")
            }
            ordered.append(parameter)
        }
        guard !ordered.isEmpty else { throw list.wrong("a search space has a parameter at least") }
        var conditions: [Condition] = []
        for item in try root["conditions"]?.items("conditions") ?? [] { conditions.append(try condition(item)) }
        var forbidden: [Forbidden] = []
        for item in try root["forbiddens"]?.items("forbiddens") ?? [] { forbidden.append(try clause(item)) }
        return try SearchSpace(
            name: root["name"]?.string, parameters: ordered, conditions: conditions, forbidden: forbidden,
            network: try network(root["meta"]?["network"]), meta: root["meta"]?.text ?? "null")
    }

    private func network(_ tree: JSONTree?) throws(BenchError) -> RegNet.Builder? {
        guard let tree else { return nil }
        guard let builder = tree.string.flatMap(RegNet.Builder.init) else {
            let known = RegNet.Builder.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
            throw tree.wrong("\"network\" is \(known)")
        }
        return builder
    }

    private func parameter(_ tree: JSONTree?, _ item: JSONTree, _ what: String) throws(BenchError) -> Parameter {
        guard let name = tree?.string else { throw item.wrong("it needs \"\(what)\", a parameter's name") }
        guard let parameter = parameters[name] else { throw item.wrong("there is no parameter \(name)") }
        return parameter
    }

    private func cell(_ tree: JSONTree?, _ item: JSONTree, of parameter: Parameter) throws(BenchError) -> Cell {
        guard let value = tree?.scalar else { throw item.wrong("it needs a value of \(parameter.name)") }
        guard let cell = parameter.cell(of: value) else {
            throw item.wrong("\(parameter.name) is never \(value.shown): it is \(parameter.domain)")
        }
        return cell
    }

    private func cells(_ tree: JSONTree?, _ item: JSONTree, of parameter: Parameter) throws(BenchError) -> [Cell] {
        guard let tree else { throw item.wrong("it needs \"values\", a list") }
        var cells: [Cell] = []
        for value in try tree.items("values") { cells.append(try cell(value, value, of: parameter)) }
        return cells
    }

    private func ordered(_ parameter: Parameter, _ item: JSONTree, _ relation: Relation) throws(BenchError) {
        switch (parameter.domain, relation) {
        case (_, .equal), (_, .notEqual), (.integer, _), (.float, _), (.ordinal, _): return
        case (.categorical, _), (.constant, _):
            throw item.wrong("the values of \(parameter.name) have no order, so that none is less or greater")
        }
    }

    // MARK: Conditions

    private func condition(_ item: JSONTree) throws(BenchError) -> Condition {
        let child = try parameter(item["child"], item, "child").name
        return Condition(child: child, test: try test(item, of: child))
    }

    private func test(_ item: JSONTree, of child: String) throws(BenchError) -> Condition.Test {
        let type = item["type"]?.string ?? ""
        guard try parameter(item["child"], item, "child").name == child else {
            throw item.wrong("all parts of a condition are on one child")
        }
        switch type {
        case "AND", "OR":
            let members = try JSONMembers(item, "a condition", ["type", "child", "conditions"])
            var tests: [Condition.Test] = []
            for part in try members["conditions"]?.items("conditions") ?? [] { tests.append(try test(part, of: child)) }
            return type == "AND" ? .all(tests) : .any(tests)
        case "IN":
            let members = try JSONMembers(item, "a condition", ["type", "child", "parent", "values"])
            let parent = try parameter(members["parent"], item, "parent")
            return .isIn(parent: parent.name, try cells(members["values"], item, of: parent))
        case "EQ", "NEQ", "LT", "GT":
            let members = try JSONMembers(item, "a condition", ["type", "child", "parent", "value"])
            let parent = try parameter(members["parent"], item, "parent")
            let value = try cell(members["value"], item, of: parent)
            guard type != "EQ", let relation = Relation(rawValue: type) else {
                return .isIn(parent: parent.name, [value])
            }
            try ordered(parent, item, relation)
            return .relation(parent: parent.name, relation, value)
        default: throw item.wrong("a condition's \"type\" is EQ, NEQ, IN, LT, GT, AND or OR")
        }
    }

    // MARK: Forbidden clauses

    private func clause(_ item: JSONTree) throws(BenchError) -> Forbidden {
        let type = item["type"]?.string ?? ""
        switch type {
        case "AND", "OR":
            let members = try JSONMembers(item, "a forbidden clause", ["type", "clauses"])
            var clauses: [Forbidden] = []
            for part in try members["clauses"]?.items("clauses") ?? [] { clauses.append(try clause(part)) }
            return type == "AND" ? .all(clauses) : .any(clauses)
        case "IN":
            let members = try JSONMembers(item, "a forbidden clause", ["type", "name", "values"])
            let parameter = try parameter(members["name"], item, "name")
            return .isIn(name: parameter.name, try cells(members["values"], item, of: parameter))
        case "EQUALS":
            let members = try JSONMembers(item, "a forbidden clause", ["type", "name", "value"])
            let parameter = try parameter(members["name"], item, "name")
            return .isIn(name: parameter.name, [try cell(members["value"], item, of: parameter)])
        case "RELATION":
            // ConfigSpace before 1.0.
            let members = try JSONMembers(item, "a forbidden clause", ["type", "left", "right", "lambda"])
            return try relation(members, item, members["lambda"]?.string ?? "")
        default: break
        }
        if let name = type.suffix(after: "RELATION_") {
            return try relation(JSONMembers(item, "a forbidden clause", ["type", "left", "right"]), item, name)
        }
        guard let name = type.suffix(after: "CLAUSE_"), let relation = Relation(rawValue: name), relation != .equal,
            relation != .notEqual
        else {
            throw item.wrong(
                "a forbidden clause's \"type\" is EQUALS, IN, AND, OR, CLAUSE_ with LT, LE, GT or GE, or RELATION_ "
                    + "with LT, LE, EQ, GT or GE")
        }
        let members = try JSONMembers(item, "a forbidden clause", ["type", "name", "value"])
        let parameter = try parameter(members["name"], item, "name")
        try ordered(parameter, item, relation)
        return .relation(name: parameter.name, relation, try cell(members["value"], item, of: parameter))
    }

    private func relation(
        _ members: JSONMembers, _ item: JSONTree, _ name: String
    ) throws(BenchError) -> Forbidden {
        guard let relation = Relation(rawValue: name), relation != .notEqual else {
            throw item.wrong("a relation is LT, LE, EQ, GT or GE")
        }
        let left = try parameter(members["left"], item, "left")
        let right = try parameter(members["right"], item, "right")
        return .parameters(left: left.name, relation, right: right.name)
    }
}

extension String {
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
