import BenchSchema
import Synchronization

/// What is known of the leaves of a source's records, shared by all that read it.
///
/// What becomes of a leaf is found once for each path.
final class LeafTable: Sendable {
    /// A leaf of a record: its path, and what becomes of it.
    struct Leaf: Sendable {
        var path: [UInt8]
        var isList: Bool
        var target: LeafTarget?
    }

    /// What becomes of a path as a list, and as anything else; nil where that isn't known yet.
    struct Targets: Sendable {
        var list: LeafTarget??
        var scalar: LeafTarget??
    }

    struct State: Sendable {
        var leaves: [Leaf] = []
        var targets: [[UInt8]: Targets] = [:]
        var use = RecipeUse()
    }

    private let state = Mutex(State())

    /// What is known by now.
    var known: State { state.withLock { $0 } }

    /// Takes what a reader found out.
    func learn(_ found: State) {
        state.withLock { state in
            state.use.merge(found.use)
            if found.targets.count > state.targets.count { state.targets = found.targets }
            if state.leaves.isEmpty { state.leaves = found.leaves }
        }
    }
}

/// Turns records into runs as a recipe says.
///
/// Records mostly have the same paths in the same order, so that a leaf costs a comparison with the path that stood in
/// its place in the record before.
struct RecordReader: ~Copyable {
    let recipe: Recipe
    private let file: String
    private let keepsErrors: Bool
    private let form: JSONReader.Form
    private let tellsRunsApart: Bool
    /// Where the recipe calls elements by what they hold; nil where it doesn't.
    private var names: ElementNames?
    private var json: JSONReader
    private(set) var table: LeafTable.State
    private var shape: ConfigurationShape?
    /// What is wrong with the record at hand.
    private var wrong: [String] = []

    init(_ recipe: Recipe, _ table: LeafTable.State, file: String, keepsErrors: Bool) throws(BenchError) {
        (self.recipe, self.table, self.file, self.keepsErrors) = (recipe, table, file, keepsErrors)
        form = recipe.opensLists ? [.nested, .lists, .openLists] : [.nested, .lists]
        tellsRunsApart = !recipe.runCaptures.isEmpty
        let places = recipe.elementNames
        names = places.isEmpty ? nil : ElementNames(places)
        json = try JSONReader()
    }

    /// Reads a record; nil if it is no JSON object, with the reason.
    ///
    /// - Parameters:
    ///   - captures: What the path to the record captured.
    ///   - name: What the report calls it.
    mutating func read(
        _ bytes: Span<UInt8>, _ range: Range<Int>, captures: [String: String], name: String, line: Int
    ) -> (runs: [ParsedRun]?, problem: String) {
        var problem = json.read(bytes, range, form, separator: JSONReader.separator)
        var repaired = false
        if problem == .notUTF8 {
            let text = Array(String(decoding: [UInt8](bytes, range), as: UTF8.self).utf8)
            problem = json.read(text.span, 0..<text.count, form, separator: JSONReader.separator)
            repaired = problem == nil
        }
        switch problem {
        case nil: break
        case .notUTF8: return (nil, "the record isn't UTF-8")
        case .malformed(let reason): return (nil, "the record is malformed (\(reason))")
        }
        wrong = []
        let drafts: [(binding: [String: String], draft: RunDraft)]
        let entries = names == nil ? resolved() : renamed()
        if tellsRunsApart {
            drafts = apart(entries)
        } else {
            var draft = RunDraft()
            for entry in entries { take(entry, &draft) }
            drafts = [([:], draft)]
        }
        if repaired { wrong.append("the record isn't UTF-8; U+FFFD stands for what isn't") }
        return (
            drafts.map { binding, draft in
                var draft = draft
                for (name, capture) in recipe.capturedLeaves {
                    guard let text = binding[capture] ?? captures[capture] else { continue }
                    draft.paths.append(name)
                    draft.values.append(.string(ByteString(text)))
                }
                if let capture = recipe.taskCapture {
                    draft.task = (binding[capture] ?? captures[capture]).map { ByteString($0) }
                }
                if let capture = recipe.seedCapture {
                    draft.seed = (binding[capture] ?? captures[capture]).map { .string(ByteString($0)) }
                }
                for reason in wrong { draft.findings.add(.damage, file, line: line, reason) }
                var run = draft.run(recipe, file: file, line: line, shape: &shape)
                run.name = ([name] + binding.sorted { $0.key < $1.key }.map(\.value)).joined(separator: "/")
                return run
            }, ""
        )
    }

    /// A leaf, or an element of a list leaf by its place, and what becomes of it.
    private struct Entry {
        var leaf: Int
        var element: Int?
        var target: LeafTarget
    }

    /// What becomes of each leaf.
    private mutating func resolved() -> [Entry] {
        resolve()
        var entries: [Entry] = []
        entries.reserveCapacity(json.count)
        for leaf in 0..<json.count {
            if let target = table.leaves[leaf].target {
                entries.append(Entry(leaf: leaf, element: nil, target: target))
            }
        }
        return entries
    }

    /// What becomes of each leaf, and of elements of lists, where elements go by what they hold.
    private mutating func renamed() -> [Entry] {
        guard var names = names.take() else { return [] }
        defer { self.names = names }
        names.begin()
        let paths = (0..<json.count).map { leaf in
            json.path(leaf).split(separator: JSONReader.separator, omittingEmptySubsequences: false)
        }
        var isName = Array(repeating: false, count: paths.count)
        for (leaf, path) in paths.enumerated() {
            isName[leaf] = names.note(path, isList: json.kind(leaf) == .list) { position in
                guard let position else { return text(value(leaf)) }
                let elements = json.elements(leaf)
                return position < elements.count ? text(value(element: elements.lowerBound + position)) : nil
            }
        }
        var entries: [Entry] = []
        for (leaf, path) in paths.enumerated() {
            let isList = json.kind(leaf) == .list
            if let renamed = names.renamed(path) {
                if let target = target(ElementNames.joined(renamed), isList, noting: false) {
                    entries.append(Entry(leaf: leaf, element: nil, target: target))
                    continue
                }
                // A list whose element names it is opened.
                let count = entries.count
                for (place, element) in json.elements(leaf).enumerated() {
                    let inner = ElementNames.joined(renamed + [Array(String(place).utf8)[...]])
                    guard let target = target(inner, false, noting: false) else { continue }
                    entries.append(Entry(leaf: leaf, element: element, target: target))
                }
                if entries.count > count { continue }
            }
            if let target = target(json.path(leaf), isList, noting: !isName[leaf]) {
                entries.append(Entry(leaf: leaf, element: nil, target: target))
            }
        }
        return entries
    }

    /// A text or number as it is written.
    private func text(_ value: RawValue) -> [UInt8]? {
        switch value.kind {
        case .string: value.text.bytes
        case .int64, .float64, .bool: value.json.bytes
        case .hole, .null, .json: nil
        }
    }

    /// Finds what becomes of each leaf.
    private mutating func resolve() {
        for leaf in 0..<json.count {
            let isList = json.kind(leaf) == .list
            if leaf < table.leaves.count, table.leaves[leaf].isList == isList,
                json.path(leaf, is: table.leaves[leaf].path)
            {
                continue
            }
            let path = json.path(leaf)
            let found = LeafTable.Leaf(path: path, isList: isList, target: target(path, isList, noting: true))
            if leaf < table.leaves.count { table.leaves[leaf] = found } else { table.leaves.append(found) }
        }
    }

    /// What becomes of a path.
    ///
    /// - Parameter noting: Whether it is noted that no rule fits.
    private mutating func target(_ path: [UInt8], _ isList: Bool, noting: Bool) -> LeafTarget? {
        if let known = table.targets[path], let found = isList ? known.list : known.scalar { return found }
        let names = path.split(separator: JSONReader.separator, omittingEmptySubsequences: false)
        let found = LeafTarget.find(recipe, names, isList: isList)
        if let found { table.use.rules.insert(found.rule) } else if noting { table.use.add(unmatched: names) }
        // Paths that hold data (steps, names of runs) may be without number.
        if table.targets.count >= Self.mostTargets { table.targets.removeAll() }
        if isList {
            table.targets[path, default: .init()].list = .some(found)
        } else {
            table.targets[path, default: .init()].scalar = .some(found)
        }
        return found
    }

    private static let mostTargets = 100_000

    // MARK: Runs told apart

    private static let mostRuns = 100_000

    /// A draft for each combination of what captures took that no larger one contains.
    private mutating func apart(_ all: [Entry]) -> [(binding: [String: String], draft: RunDraft)] {
        var bindings: [[String: String]] = []
        var entries: [[Entry]] = []
        var places: [[String: String]: Int] = [:]
        func add(_ binding: [String: String], _ entry: Entry) {
            if let place = places[binding] { return entries[place].append(entry) }
            guard bindings.count < Self.mostRuns else { return }
            places[binding] = bindings.count
            bindings.append(binding)
            entries.append([entry])
        }
        for entry in all {
            guard entry.element == nil, case .runs(let capture) = entry.target.spread else {
                add(entry.target.binding, entry)
                continue
            }
            for (place, element) in json.elements(entry.leaf).enumerated() {
                var part = entry
                part.element = element
                add(entry.target.binding.merging([capture: String(place)]) { $1 }, part)
            }
        }
        func contains(_ large: [String: String], _ small: [String: String]) -> Bool {
            small.allSatisfy { large[$0.key] == $0.value }
        }
        // A combination that another extends is part of it, not a run of its own.
        let runs = bindings.filter { binding in
            !bindings.contains { $0.count > binding.count && contains($0, binding) }
        }
        var drafts: [(binding: [String: String], draft: RunDraft)] = []
        for run in runs {
            var draft = RunDraft()
            let parts = bindings.indices.filter { contains(run, bindings[$0]) }.flatMap { entries[$0] }
            for entry in parts.sorted(by: { ($0.leaf, $0.element ?? 0) < ($1.leaf, $1.element ?? 0) }) {
                take(entry, &draft)
            }
            drafts.append((run, draft))
        }
        return drafts
    }

    // MARK: Leaves

    /// Puts a leaf, or an element of its list, where its target says.
    private mutating func take(_ entry: Entry, _ draft: inout RunDraft) {
        let (leaf, target, element) = (entry.leaf, entry.target, entry.element)
        switch target.role {
        case .skip: break
        case .configuration:
            draft.paths.append(target.name)
            draft.values.append(loose(entry))
        case .seed: draft.seed = loose(entry)
        case .task:
            guard case .string(let text)? = loose(entry).cell(as: .string) else { break }
            draft.task = text
        case .errorText where !keepsErrors: break
        case .scalar, .errorText:
            let raw = element.map { value(element: $0) } ?? value(leaf)
            guard let fitting = fit(raw, target, target.name) else { break }
            if target.role == .errorText, fitting.kind == .string {
                let text = SweepPath.relative(fitting.text.bytes)
                draft.scalars.append(
                    RawScalar(name: target.name, value: RawValue(kind: .string, text: ByteString(text))))
            } else {
                draft.scalars.append(RawScalar(name: target.name, value: fitting))
            }
        case .axis(let group):
            let place = draft.group(group, target.group)
            draft.groups[place].axis = recipe.rows ? single(leaf, target) : column(leaf, target)
        case .field(let group):
            let place = draft.group(group, target.group)
            if target.spread == .steps {
                let field = draft.groups[place].field(target.name, known: target.declared)
                for (step, element) in json.elements(leaf).enumerated() {
                    let raw = fit(value(element: element), target, "\(target.group).\(target.name)")
                    draft.groups[place].points.append(
                        (field, RawValue(kind: .int64, bits: UInt64(step)), raw ?? RawValue(kind: .hole)))
                }
            } else if element == nil, json.kind(leaf) == .list, !recipe.rows {
                draft.groups[place].fields.append(column(leaf, target))
            } else if recipe.rows {
                draft.groups[place].fields.append(single(leaf, target))
            } else if let step = target.step {
                let field = draft.groups[place].field(target.name, known: target.declared)
                let found = element.map { value(element: $0) } ?? value(leaf)
                let raw = fit(found, target, "\(target.group).\(target.name)")
                draft.groups[place].points.append((field, step, raw ?? RawValue(kind: .hole)))
            } else {
                wrong.append("\(target.group).\(target.name) has a step that is no number (recipe line \(target.line))")
            }
        }
    }

    /// A column of one value.
    private mutating func single(_ leaf: Int, _ target: LeafTarget) -> RawColumn {
        var column = RawColumn(target.name, known: target.declared)
        column.set(0, fit(value(leaf), target, "\(target.group).\(target.name)") ?? RawValue(kind: .hole))
        return column
    }

    /// A list leaf as a column.
    private mutating func column(_ leaf: Int, _ target: LeafTarget) -> RawColumn {
        var (kinds, bits) = json.values(leaf)
        var set = json.elementKinds(leaf)
        if target.isDuration, set == Self.bit(.string) {
            for place in bits.indices {
                let seconds = json.withElementText(bits[place]) { LogLine.seconds($0) }
                if let seconds {
                    (kinds[place], bits[place]) = (.int64, UInt64(bitPattern: seconds))
                } else {
                    kinds[place] = .hole
                    report("\(target.group).\(target.name) holds a text that is no duration")
                }
            }
            set = Self.bit(.int64)
        }
        let allowed = Self.allowed(target.declared)
        if set & ~allowed != 0 {
            for place in kinds.indices where Self.bit(kinds[place]) & allowed == 0 { kinds[place] = .hole }
            report(mismatch("\(target.group).\(target.name)", target))
        }
        var texts: [ByteString] = []
        if set & Self.bit(.string) != 0 {
            for place in kinds.indices where kinds[place] == .string {
                texts.append(ByteString(json.elementText(bits[place])))
                bits[place] = UInt64(texts.count - 1)
            }
        }
        return RawColumn(target.name, known: target.declared, kinds: kinds, bits: bits, texts: texts)
    }

    private static func bit(_ kind: RawValue.Kind) -> UInt32 { 1 << UInt32(kind.rawValue) }

    /// The kinds of value that a declared type takes, a bit each.
    private static func allowed(_ type: ValueType?) -> UInt32 {
        let always = bit(.hole) | bit(.null)
        switch type {
        case nil, .json: return .max
        case .int64, .float64: return always | bit(.int64) | bit(.float64)
        case .bool: return always | bit(.bool)
        case .string: return always | bit(.string)
        }
    }

    private func mismatch(_ column: String, _ target: LeafTarget) -> String {
        "\(column) holds a value that is no \(target.declared?.name ?? "") "
            + "(\(recipe.file.isEmpty ? "recipe" : recipe.file) line \(target.declaredLine)); it is left out"
    }

    private mutating func report(_ reason: String) { if wrong.last != reason { wrong.append(reason) } }

    /// A value, if it is of the declared type.
    private mutating func fit(_ value: RawValue, _ target: LeafTarget, _ column: String) -> RawValue? {
        if target.isDuration, value.kind == .string {
            if let seconds = LogLine.seconds(value.text.bytes.span) {
                return RawValue(kind: .int64, bits: UInt64(bitPattern: seconds))
            }
            report("\(column) holds a text that is no duration")
            return nil
        }
        guard Self.allowed(target.declared) & Self.bit(value.kind) != 0 else {
            report(mismatch(column, target))
            return nil
        }
        return value
    }

    private func loose(_ entry: Entry) -> LooseValue {
        entry.element.map { value(element: $0).loose } ?? loose(entry.leaf)
    }

    private func loose(_ leaf: Int) -> LooseValue {
        switch json.kind(leaf) {
        case .null: .null
        case .bool: .bool(json.integer(leaf) != 0)
        case .int64: .int64(json.integer(leaf))
        case .float64: .float64(Float64Bits(json.number(leaf)))
        case .string: .string(ByteString(json.text(leaf)))
        case .json, .list: .json(ByteString(json.document(leaf) ?? []))
        }
    }

    private func value(_ leaf: Int) -> RawValue {
        switch json.kind(leaf) {
        case .null: RawValue(kind: .null)
        case .bool: RawValue(kind: .bool, bits: UInt64(bitPattern: json.integer(leaf)))
        case .int64: RawValue(kind: .int64, bits: UInt64(bitPattern: json.integer(leaf)))
        case .float64: RawValue(kind: .float64, bits: json.number(leaf).bitPattern)
        case .string: RawValue(kind: .string, text: ByteString(json.text(leaf)))
        case .json, .list: RawValue(kind: .json, text: ByteString(json.document(leaf) ?? []))
        }
    }

    private func value(element: Int) -> RawValue {
        let (kind, word) = json.value(element: element)
        return kind == .string
            ? RawValue(kind: .string, text: ByteString(json.elementText(word))) : RawValue(kind: kind, bits: word)
    }
}

/// Which rules of a recipe were of use, and which leaves none of them fits.
struct RecipeUse: Sendable {
    var rules: Set<Int> = []
    private(set) var unmatched: Set<String> = []
    private static let most = 200

    /// Notes a leaf by its path.
    mutating func add(unmatched names: [ArraySlice<UInt8>]) {
        guard unmatched.count < Self.most else { return }
        unmatched.insert(names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "."))
    }

    /// Adds what another part of the input used.
    mutating func merge(_ other: RecipeUse) {
        rules.formUnion(other.rules)
        unmatched.formUnion(other.unmatched)
    }
}
