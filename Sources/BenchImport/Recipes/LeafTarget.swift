import BenchSchema

/// What a recipe makes of a leaf at some path; found once for a path, and used for every record that has it.
final class LeafTarget: Sendable {
    /// What a leaf's list needs beyond being taken as it is.
    enum Spread: Hashable, Sendable {
        case none
        /// Its places are steps.
        case steps
        /// Its places tell runs apart: the capture that takes them.
        case runs(String)
    }

    let role: Recipe.Role
    /// The column; of a field, its name within its group.
    let name: String
    let group: String
    /// The rule's place in the recipe.
    let rule: Int
    let line: Int
    /// What tells runs apart.
    let binding: [String: String]
    /// The step that the path names.
    let step: RawValue?
    let spread: Spread
    /// The type that the recipe declares.
    let declared: ValueType?
    let declaredLine: Int
    let isDuration: Bool

    /// The target of a leaf; nil if no rule fits.
    ///
    /// - Parameter names: The steps of its path.
    static func find(_ recipe: Recipe, _ names: [ArraySlice<UInt8>], isList: Bool) -> LeafTarget? {
        for (place, rule) in recipe.rules.enumerated() {
            if var taken = rule.path.match(names) {
                let spread = Spread.none
                if fits(recipe, rule, isList: isList, step: taken["axis"]) {
                    return LeafTarget(recipe, place, &taken, spread)
                }
            }
            // The last step may be the places of a list.
            guard isList, case .pieces(let pieces) = rule.path.steps.last, pieces.count == 1,
                case .capture(let capture) = pieces[0], var taken = rule.path.match(names + [[UInt8(ascii: "0")]])
            else { continue }
            if capture == "axis" {
                taken["axis"] = nil
                return LeafTarget(recipe, place, &taken, .steps)
            }
            if recipe.runCaptures(of: rule).contains(capture), fits(recipe, rule, isList: false, step: nil) {
                taken[capture] = nil
                return LeafTarget(recipe, place, &taken, .runs(capture))
            }
        }
        return nil
    }

    private static func fits(_ recipe: Recipe, _ rule: Recipe.Rule, isList: Bool, step: String?) -> Bool {
        switch rule.role {
        case .axis: isList != recipe.rows
        case .field(let group):
            if case .captured = recipe.groups[group].axis { step != nil && !isList } else { isList || recipe.rows }
        case .seed, .task: !isList
        default: true
        }
    }

    private init(_ recipe: Recipe, _ place: Int, _ taken: inout [String: String], _ spread: Spread) {
        let rule = recipe.rules[place]
        (role, self.rule, line, self.spread) = (rule.role, place, rule.line, spread)
        step = taken["axis"].flatMap(Self.step)
        binding = taken.filter { recipe.runCaptures(of: rule).contains($0.key) }
        var column: String
        switch rule.role {
        case .axis(let group):
            self.group = recipe.groups[group].name.name(taken)
            name = recipe.groups[group].axisName
            column = "\(self.group).\(name)"
        case .field(let group):
            self.group = recipe.groups[group].name.name(taken)
            // A dot would part the group from the field elsewhere.
            name = String(rule.name.name(taken).map { $0 == "." ? "_" : $0 })
            column = "\(self.group).\(name)"
        default:
            group = ""
            name = rule.name.name(taken)
            column = name
        }
        let said = recipe.type(of: column)
        let mayBeTyped = rule.role != .skip
        (declared, declaredLine) = (mayBeTyped ? said?.type : nil, said?.line ?? 0)
        isDuration = recipe.isDuration(column)
    }

    /// A step as a number; nil if it is none.
    static func step(_ text: String) -> RawValue? {
        if let integer = Int64(text) { return RawValue(kind: .int64, bits: UInt64(bitPattern: integer)) }
        guard let number = Double(text), number.isFinite else { return nil }
        return RawValue(kind: .float64, bits: number.bitPattern)
    }
}
