import BenchSchema

/// Makes a parameter of its JSON.
struct ParameterReader {
    private let item: JSONTree
    private let members: JSONMembers
    private let type: String
    private static let common = ["type", "name", "meta", "default_value", "default"]
    private static let ranged = ["lower", "upper", "log", "q"]

    init(_ item: JSONTree) throws(BenchError) {
        self.item = item
        type = item["type"]?.string ?? ""
        let own: [String]
        switch type {
        case "uniform_int", "uniform_float": own = Self.ranged
        case "categorical": own = ["choices", "weights", "probabilities"]
        case "ordinal": own = ["sequence"]
        case "constant": own = ["value"]
        case "normal_int", "normal_float", "beta_int", "beta_float":
            throw BenchError(
                .unsupported, "\(type) is not read; a uniform range with the same bounds is",
                at: "line \(item.line)")
        default:
            throw item.wrong(
                "a parameter's \"type\" is uniform_int, uniform_float, categorical, ordinal or constant")
        }
        members = try JSONMembers(item, "a parameter of type \(type)", Self.common + own)
    }

    func parameter() throws(BenchError) -> Parameter {
        guard let name = members["name"]?.string, !name.isEmpty else {
            throw item.wrong("a parameter needs a \"name\"")
        }
        do throws(BenchError) { return try parameter(name) } catch { throw error.naming(name) }
    }

    private func parameter(_ name: String) throws(BenchError) -> Parameter {
        let domain = try domain()
        let parameter = Parameter(
            name: name, domain: domain, defaultValue: nil, group: try group(), meta: try meta(domain))
        guard let value = members["default_value"] ?? members["default"], value.scalar != .null else {
            return parameter
        }
        guard let cell = value.scalar.flatMap(parameter.cell) else {
            throw value.wrong("its default is no value of it: it is \(domain)")
        }
        return Parameter(
            name: name, domain: domain, defaultValue: cell, group: parameter.group, meta: parameter.meta)
    }

    private func domain() throws(BenchError) -> Domain {
        switch type {
        case "uniform_int": .integer(try integers())
        case "uniform_float": .float(try floats())
        case "categorical": try categorical()
        case "ordinal": .ordinal(try cells("sequence"))
        default: .constant(try constant())
        }
    }

    // MARK: Ranges

    private func integers() throws(BenchError) -> IntegerRange {
        let (lower, upper) = (try integer(members["lower"], "lower"), try integer(members["upper"], "upper"))
        let step = try step().map { tree throws(BenchError) in try integer(tree, "step") } ?? 1
        guard let range = IntegerRange(lower, upper, step: step, isLogarithmic: try isLogarithmic()) else {
            throw badRange()
        }
        return range
    }

    private func floats() throws(BenchError) -> FloatRange {
        let (lower, upper) = (try number(members["lower"], "lower"), try number(members["upper"], "upper"))
        let step = try step().map { tree throws(BenchError) in try number(tree, "step") }
        guard let range = FloatRange(lower, upper, step: step, isLogarithmic: try isLogarithmic()) else {
            throw badRange()
        }
        return range
    }

    private func badRange() -> BenchError {
        item.wrong(
            "\"lower\" must be less than \"upper\" (above 0 where \"log\" is true), the step more than 0, and the "
                + "range a whole number of steps; bounds of at most 2^53, with steps of at most 12 decimals")
    }

    /// The step: in `meta`, or as `q`, which ConfigSpace had before 1.0.
    private func step() throws(BenchError) -> JSONTree? {
        let steps = [members["meta"]?["step"], members["q"]].compactMap { $0 }.filter { $0.scalar != .null }
        guard steps.count < 2 else { throw item.wrong("its step is given as \"q\" and in \"meta\"; keep one") }
        return steps.first
    }

    private func isLogarithmic() throws(BenchError) -> Bool {
        guard let log = members["log"] else { return false }
        guard case .bool(let truth) = log.value else { throw log.wrong("\"log\" is true or false") }
        return truth
    }

    private func integer(_ tree: JSONTree?, _ what: String) throws(BenchError) -> Int64 {
        guard case .int64(let value)? = tree?.number?.cell(as: .int64) else {
            throw (tree ?? item).wrong("it needs \"\(what)\", an integer")
        }
        return value
    }

    private func number(_ tree: JSONTree?, _ what: String) throws(BenchError) -> Double {
        guard case .float64(let bits)? = tree?.number?.cell(as: .float64) else {
            throw (tree ?? item).wrong("it needs \"\(what)\", a number")
        }
        return bits.value
    }

    // MARK: Lists

    private func categorical() throws(BenchError) -> Domain {
        let choices = try cells("choices")
        let given = [members["weights"], members["probabilities"]].compactMap { $0 }.filter { $0.scalar != .null }
        guard let list = given.first else { return .categorical(choices, weights: nil) }
        var weights: [Double] = []
        for weight in try list.items("weights") { weights.append(try number(weight, "weights")) }
        let sum = weights.reduce(0, +)
        guard weights.count == choices.count, weights.allSatisfy({ $0 >= 0 }), sum > 0, sum.isFinite else {
            throw list.wrong("\"weights\" has a number for each choice, none less than 0, not all 0")
        }
        return .categorical(choices, weights: weights.map { $0 / sum })
    }

    private func cells(_ what: String) throws(BenchError) -> [Cell] {
        guard let list = members[what] else { throw item.wrong("it needs \"\(what)\", a list") }
        var values: [LooseValue] = []
        for value in try list.items(what) {
            guard let scalar = value.scalar else { throw value.wrong("\"\(what)\" has numbers, strings, truth values") }
            values.append(scalar)
        }
        guard !values.isEmpty, let cells = Self.cells(values) else { throw list.wrong("\"\(what)\" has no value") }
        guard Set(cells).count == cells.count else { throw list.wrong("\"\(what)\" has a value twice") }
        return cells
    }

    private func constant() throws(BenchError) -> Cell {
        guard let value = members["value"]?.scalar, let cell = Self.cells([value])?.first else {
            throw item.wrong("it needs \"value\", a number, string or truth value")
        }
        return cell
    }

    /// The values under the narrowest type that holds all; what is written as strings stays so, and 1.0 a float64.
    private static func cells(_ values: [LooseValue]) -> [Cell]? {
        guard let narrowest = LooseValue.keyType(of: values) else { return nil }
        var type = narrowest
        if values.allSatisfy({ if case .string = $0 { true } else { $0 == .null } }) { type = .string }
        if type == .int64, values.contains(where: { if case .float64 = $0 { true } else { false } }) { type = .float64 }
        return values.compactMap { $0.cell(as: type) }
    }

    // MARK: Meta

    private func group() throws(BenchError) -> Parameter.Group {
        guard let tree = members["meta"]?["group"] else { return .hyperparameter }
        guard let group = tree.string.flatMap(Parameter.Group.init) else {
            throw tree.wrong("\"group\" is \"architecture\" or \"hyperparameter\"")
        }
        return group
    }

    /// `meta` with the step in it.
    private func meta(_ domain: Domain) throws(BenchError) -> ByteString {
        let meta = members["meta"]
        guard let q = members["q"], q.scalar != .null else { return meta?.text ?? "null" }
        var text: [UInt8] = Array("{".utf8)
        if case .object(let known)? = meta?.value {
            for member in known {
                member.name.append(to: &text)
                text += ": ".utf8
                member.value.append(to: &text)
                text += ", ".utf8
            }
        }
        text += "\"step\": ".utf8
        q.append(to: &text)
        text.append(UInt8(ascii: "}"))
        return ByteString(text)
    }
}

extension BenchError {
    /// The same error, on a parameter.
    fileprivate func naming(_ name: String) -> BenchError {
        var error = self
        error.message = "parameter \(name): \(message)"
        return error
    }
}
