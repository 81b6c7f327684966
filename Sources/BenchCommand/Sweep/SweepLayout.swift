import BenchSchema
import HASBench

/// Where each column of a table stands in a run's object of a sweep.json (Specs/command.md, "sweep-json").
struct SweepLayout {
    /// A member of an object, or the object itself.
    struct Node {
        /// `"NAME": `, empty for the whole.
        var label: [UInt8] = []
        /// What stands there as a value.
        var value: Value?
        /// What stands there as an object, in order of names.
        var members: [Node] = []
    }

    /// What becomes a value; columns are named by their places.
    enum Value {
        /// A scalar.
        case scalar(Int)
        /// A series.
        case series(Int)
        /// A series of the energy sweep, whose two arrays needn't be of one length.
        case openEnded(Int)
        /// Seconds as "dd,hh:mm:ss".
        case clock(Int)
        /// A column of integers, repeated for each step of an axis where it is a scalar.
        case repeated(Int, axis: Int)
        /// "e/E" of two columns of integers.
        case fraction(Int, of: Int, axis: Int)
    }

    /// The whole object.
    private(set) var root = Node()
    /// Groups and columns that have no place in it, in order.
    private(set) var leftOut: [String] = []
    /// Members of the original that no run has.
    private(set) var missing: [String] = []
    /// The places of all columns that stand in the object.
    private(set) var columns: [Int] = []

    private let schema: Schema

    /// - Parameter seedKey: The configuration leaf that is the seed.
    init(_ schema: Schema, seedKey: String) {
        self.schema = schema
        var tree = Tree()
        for place in schema.places(.key) + schema.places(.setting) {
            insert(.scalar(place), ["cfg"] + schema.columns[place].name.components, &tree)
        }
        // Where the seed is a key too, that has its place already.
        if let seed = schema.seed { _ = tree.insert(.scalar(seed), ["cfg"] + seedKey.components) }
        for axis in schema.places(.axis) { insert(groupOf: axis, &tree) }
        for place in schema.places(.scalar) where !isMaximum(place) {
            let column = schema.columns[place]
            let field = column.name == "stderr" ? "err" : column.field
            insert(.scalar(place), (column.group.isEmpty ? [] : [column.group]) + [field], &tree)
        }
        if let task = schema.task { leftOut.append(schema.columns[task].name) }
        leftOut.sort { $0.exact < $1.exact }
        missing = ["cfg", "complexity", "err", "err_file", "log_file"].filter { tree.children[$0.exact] == nil }
        root = tree.node(label: [])
        columns = Set(root.columns).sorted()
    }

    private mutating func insert(_ value: Value, _ path: [Substring], _ tree: inout Tree) {
        if !tree.insert(value, path) { leftOut.append(path.joined(separator: ".")) }
    }

    /// An epoch record's group has E of "e/E" beside its axis; the energy sweep is known by name; others have no place.
    private mutating func insert(groupOf axis: Int, _ tree: inout Tree) {
        let (group, field) = (schema.columns[axis].group, schema.columns[axis].field)
        let series = schema.places(.series).filter { schema.axis(of: $0) == axis }
        if group == "cons" {
            for place in series { insert(.openEnded(place), [group, schema.columns[place].field], &tree) }
            return
        }
        guard field == "epoch", schema.columns[axis].type == .int64, let maximum = integers("\(group).epoch_max") else {
            leftOut.append(String(group))
            return
        }
        insert(.fraction(axis, of: maximum, axis: axis), [group, "epoch"], &tree)
        insert(.repeated(maximum, axis: axis), [group, "epoch_max"], &tree)
        for place in series where place != maximum {
            let column = schema.columns[place]
            let isClock = column.field == "eta" && column.type == .int64
            insert(isClock ? .clock(place) : .series(place), [group, column.field], &tree)
        }
        // Of single iterations "i/I" is told in two numbers, as "e/E" is.
        if let step = integers("\(group).iter_ind"), let last = integers("\(group).iter_max") {
            _ = tree.insert(.fraction(step, of: last, axis: axis), [group, "iter"])
        }
        _ = tree.insert(.series(axis), [group, "epoch_ind"])
    }

    /// The place of a scalar or series of integers.
    private func integers(_ name: String) -> Int? {
        schema.place(name, .series).flatMap { schema.columns[$0].type == .int64 ? $0 : nil }
    }

    /// Whether a scalar is E of the "e/E" of a group's records.
    private func isMaximum(_ place: Int) -> Bool {
        let column = schema.columns[place]
        guard column.field == "epoch_max", column.type == .int64 else { return false }
        return schema.place("\(column.group).epoch", .axis).map { schema.columns[$0].type == .int64 } ?? false
    }
}

/// An object while its members come in.
private struct Tree {
    var value: SweepLayout.Value?
    var children: [ByteString: Tree] = [:]

    /// Puts a value where none is yet; false where there is one.
    mutating func insert(_ value: SweepLayout.Value, _ path: some Collection<Substring>) -> Bool {
        guard let first = path.first else {
            guard self.value == nil else { return false }
            self.value = value
            return true
        }
        return children[first.exact, default: Tree()].insert(value, path.dropFirst())
    }

    func node(label: [UInt8]) -> SweepLayout.Node {
        let members = children.sorted { $0.key < $1.key }.map { name, child in
            var label: [UInt8] = []
            PythonJSON.append(name, to: &label)
            return child.node(label: label + ": ".utf8)
        }
        return SweepLayout.Node(label: label, value: value, members: members)
    }
}

extension SweepLayout.Node {
    /// The columns of all values, some more than once.
    fileprivate var columns: [Int] {
        let own: [Int] =
            switch value {
            case nil: []
            case .scalar(let place), .series(let place), .openEnded(let place),
                .clock(let place):
                [place]
            case .repeated(let place, let axis): [place, axis]
            case .fraction(let place, let whole, let axis): [place, whole, axis]
            }
        return own + members.flatMap(\.columns)
    }
}

extension String {
    /// The parts between dots.
    fileprivate var components: [Substring] { split(separator: ".", omittingEmptySubsequences: false) }
}
