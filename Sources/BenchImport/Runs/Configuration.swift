import BenchSchema

/// The dotted paths of a configuration's leaves, shared by the runs that have the same.
final class ConfigurationShape: Sendable {
    let paths: [String]
    init(paths: [String]) { self.paths = paths }
}

/// The leaves of a run's cfg record.
struct Configuration: Sendable {
    let shape: ConfigurationShape
    let values: [LooseValue]

    /// Puts leaves together; there are as many values as the shape has paths.
    init(shape: ConfigurationShape, values: [LooseValue]) { (self.shape, self.values) = (shape, values) }

    /// The value of a leaf. O(leaves).
    subscript(path: String) -> LooseValue? {
        shape.paths.firstIndex(of: path).map { values[$0] }
    }

    /// The leaves whose paths are wanted.
    func leaves(where isWanted: (String) -> Bool) -> [String: LooseValue] {
        var leaves: [String: LooseValue] = [:]
        for (path, value) in zip(shape.paths, values) where isWanted(path) { leaves[path] = value }
        return leaves
    }

    /// Takes the leaves of a cfg record; shape and equal values are shared with a configuration read before.
    init(_ record: borrowing JSONReader, sharing previous: Configuration?) {
        var values: [LooseValue] = []
        values.reserveCapacity(record.count)
        if let previous, let same = Self.values(record, like: previous) {
            shape = previous.shape
            self.values = same
            return
        }
        var places: [String: Int] = [:]
        var paths: [String] = []
        for leaf in 0..<record.count {
            let path = String(decoding: record.path(leaf), as: UTF8.self)
            guard path != "_type", path.utf8.count <= 4096, !path.isEmpty else { continue }
            let value = Self.value(record, leaf)
            if let place = places[path] {
                values[place] = value
            } else {
                places[path] = paths.count
                paths.append(path)
                values.append(value)
            }
        }
        shape = ConfigurationShape(paths: paths)
        self.values = values
    }

    /// The values, if the record has the paths of `previous`, in the same order and `_type` last or first.
    private static func values(_ record: borrowing JSONReader, like previous: Configuration) -> [LooseValue]? {
        guard record.count == previous.values.count + 1 else { return nil }
        var values: [LooseValue] = []
        values.reserveCapacity(record.count)
        for leaf in 0..<record.count {
            let place = values.count
            let matches = record.withPath(leaf) { path -> Bool? in
                if ByteScan.equal(path, 0..<path.count, "_type") { return nil }
                guard place < previous.shape.paths.count else { return false }
                var expected = previous.shape.paths[place]
                return expected.withUTF8Bytes { known in
                    guard known.count == path.count else { return false }
                    for index in 0..<known.count where known[index] != path[index] { return false }
                    return true
                }
            }
            guard let matches else { continue }
            guard matches else { return nil }
            let old = previous.values[place]
            switch (record.kind(leaf), old) {
            case (.string, .string(let text)) where record.text(leaf, is: text.bytes): values.append(old)
            case (.json, .json(let text)) where record.text(leaf, is: text.bytes): values.append(old)
            default: values.append(value(record, leaf))
            }
        }
        return values.count == previous.values.count ? values : nil
    }

    private static func value(_ record: borrowing JSONReader, _ leaf: Int) -> LooseValue {
        switch record.kind(leaf) {
        case .null: .null
        case .bool: .bool(record.integer(leaf) != 0)
        case .int64: .int64(record.integer(leaf))
        case .float64: .float64(Float64Bits(record.number(leaf)))
        case .string: .string(ByteString(record.text(leaf)))
        case .json, .list: .json(ByteString(record.text(leaf)))
        }
    }
}

extension String {
    /// Lends the UTF-8 as a span.
    fileprivate mutating func withUTF8Bytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(utf8.span)
    }
}

extension LooseValue {
    /// The kind, as a set.
    var kinds: KindSet {
        switch self {
        case .null: []
        case .bool: .bool
        case .int64(let value): value.magnitude <= 1 << 53 ? .int64 : [.int64, .largeInteger]
        case .float64: .float64
        case .string: .string
        case .json: .json
        }
    }

    /// The value in a setting's column of a type; nil where it doesn't fit.
    func settingCell(as type: ValueType) -> Cell? {
        switch (type, self) {
        case (_, .null): return .null
        case (.bool, .bool(let value)): return .bool(value)
        case (.int64, .int64(let value)): return .int64(value)
        case (.float64, .float64(let bits)): return .float64(bits)
        case (.string, .string(let text)): return .string(text)
        case (.json, .json(let text)): return .json(text)
        case (.json, .bool(let value)): return .json(value ? "true" : "false")
        case (.json, .int64(let value)): return .json(ByteString(String(value)))
        case (.json, .float64(let bits)):
            var text: [UInt8] = []
            JSONText.append(bits.value, to: &text)
            return .json(ByteString(text))
        case (.json, .string(let string)):
            var text: [UInt8] = []
            JSONText.append(string, to: &text)
            return .json(ByteString(text))
        default: return nil
        }
    }
}

extension Configuration {
    /// The paths whose values differ, or that only one has, in order.
    func paths(differingFrom other: Configuration) -> [String] {
        if shape === other.shape {
            return shape.paths.indices.filter { values[$0] != other.values[$0] }.map { shape.paths[$0] }
        }
        let mine = Dictionary(zip(shape.paths, values)) { $1 }
        let theirs = Dictionary(zip(other.shape.paths, other.values)) { $1 }
        return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted {
            ByteString($0) < ByteString($1)
        }
    }
}
