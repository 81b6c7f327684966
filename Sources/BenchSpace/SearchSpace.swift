public import BenchSchema

/// A search space: the configurations that may be asked for or drawn (Specs/search-space.md).
///
/// Read from and written as the JSON of the Python library ConfigSpace; steps and groups stand in `meta`.
public struct SearchSpace: Sendable {
    /// What it is called; nil without a name.
    public let name: String?
    /// The parameters, in the order of the text.
    public let parameters: [Parameter]
    /// When parameters are active, in the order of the text; of one parameter all must hold.
    public let conditions: [Condition]
    /// What no configuration may be.
    public let forbidden: [Forbidden]
    /// Who builds the network of a configuration: `network` in `meta`; nil where complexity isn't computed.
    public let network: RegNet.Builder?
    /// All of `meta` as JSON text; `null` without any.
    let meta: ByteString
    let places: [String: Int]
    /// The places of the parameters, each after those that its conditions ask for.
    let order: [Int]
    /// The tests of each parameter.
    let tests: [[Condition.Test]]

    /// A value a parameter, in their order; `.absent` for an inactive one.
    public typealias Point = [Cell]

    init(
        name: String?, parameters: [Parameter], conditions: [Condition], forbidden: [Forbidden],
        network: RegNet.Builder?, meta: ByteString
    ) throws(BenchError) {
        (self.name, self.parameters, self.conditions, self.forbidden) = (name, parameters, conditions, forbidden)
        (self.network, self.meta) = (network, meta)
        var places: [String: Int] = [:]
        for (place, parameter) in parameters.enumerated() { places[parameter.name] = place }
        self.places = places
        var tests = [[Condition.Test]](repeating: [], count: parameters.count)
        for condition in conditions {
            guard let child = places[condition.child] else { continue }
            tests[child].append(condition.test)
        }
        self.tests = tests
        order = try Self.order(tests.map { Set($0.flatMap(\.parents).compactMap { places[$0] }) }, parameters)
    }

    /// Parents before children, else as they stand.
    private static func order(_ parents: [Set<Int>], _ parameters: [Parameter]) throws(BenchError) -> [Int] {
        var children = [[Int]](repeating: [], count: parents.count)
        for (child, parents) in parents.enumerated() {
            for parent in parents { children[parent].append(child) }
        }
        var missing = parents.map(\.count)
        var order = parents.indices.filter { missing[$0] == 0 }
        var next = 0
        while next < order.count {
            for child in children[order[next]] {
                missing[child] -= 1
                if missing[child] == 0 { order.append(child) }
            }
            next += 1
        }
        guard order.count == parents.count else {
            let names = parents.indices.filter { missing[$0] > 0 }.map { parameters[$0].name }
            throw BenchError(.usage, "the conditions of \(names.joined(separator: ", ")) go in a circle")
        }
        return order
    }

    /// The parameter of this name; nil if there is none.
    public subscript(name: String) -> Parameter? { places[name].map { parameters[$0] } }

    /// The point that a configuration is.
    ///
    /// Throws `.usage` for one outside of the space, naming the key, the value and what is allowed: a key that is no
    /// parameter, a value that is none of its domain, an active parameter that is missing, an inactive one that is
    /// there, or what is forbidden. A constant may be left out. O(parameters + conditions).
    public func point(_ configuration: [String: LooseValue]) throws(BenchError) -> Point {
        for name in configuration.keys.sorted() where places[name] == nil {
            throw BenchError(
                .usage,
                "\(name) is no parameter of the search space; they are "
                    + parameters.map(\.name).joined(separator: ", "))
        }
        var point = Point(repeating: .absent, count: parameters.count)
        for place in order {
            let parameter = parameters[place]
            let value = configuration[parameter.name]
            if let test = tests[place].first(where: { !holds($0, point) }) {
                guard let value else { continue }
                throw BenchError(
                    .usage,
                    "\(parameter.name) is \(value.shown), but may be there only where \(test); leave it out")
            }
            point[place] = try cell(of: value, parameter)
        }
        if let clause = forbiddenClause(point) {
            throw BenchError(.usage, "the search space forbids \(clause)")
        }
        return point
    }

    private func cell(of value: LooseValue?, _ parameter: Parameter) throws(BenchError) -> Cell {
        guard let value else {
            if case .constant(let cell) = parameter.domain { return cell }
            throw BenchError(.usage, "\(parameter.name) is missing; it is \(parameter.domain)")
        }
        guard let cell = parameter.cell(of: value) else {
            let nearest = parameter.domain.nearest(value).map { " (the nearest is \($0.shown))" } ?? ""
            throw BenchError(
                .usage,
                "\(parameter.name) is \(value.shown), which is outside of the search space: it is "
                    + "\(parameter.domain)\(nearest)")
        }
        return cell
    }

    /// Throws for a configuration outside of the space, as `point` does.
    public func check(_ configuration: [String: LooseValue]) throws(BenchError) { _ = try point(configuration) }

    /// Whether a configuration is in the space.
    public func contains(_ configuration: [String: LooseValue]) -> Bool {
        do throws(BenchError) { _ = try point(configuration) } catch { return false }
        return true
    }

    /// The configuration that a point stands for, with its constants and without what is inactive.
    public func configuration(_ point: Point) -> [String: LooseValue] {
        var configuration: [String: LooseValue] = [:]
        for (parameter, cell) in zip(parameters, point) { configuration[parameter.name] = LooseValue(cell) }
        return configuration
    }
}

extension SearchSpace: Hashable {
    /// Whether two spaces are written alike.
    public static func == (a: Self, b: Self) -> Bool {
        a.name == b.name && a.parameters == b.parameters && a.conditions == b.conditions && a.forbidden == b.forbidden
            && a.meta == b.meta
    }

    /// Hashes name and parameters.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(parameters)
    }
}
