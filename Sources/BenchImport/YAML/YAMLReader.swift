import BenchSchema
import CYaml

/// A value of a YAML document.
indirect enum YAMLValue: Sendable {
    case scalar(LooseValue)
    case list([YAMLValue])
    case map([(name: String, value: YAMLValue)])
}

/// Reads a YAML document by libyaml, its scalars as PyYAML does.
///
/// Memory: at most a million values, those that aliases repeat counted each time.
///
/// Memory safety: the parser is released in `deinit`, the texts of events are copied before the next is asked for, and
/// the bytes outlive the parser.
@safe
struct YAMLReader: ~Copyable {
    private let parser: OpaquePointer
    private var anchors: [String: (value: YAMLValue, size: Int)] = [:]
    private var count = 0
    private static let (most, deepest) = (1_000_000, 64)

    /// The document's value.
    ///
    /// Throws `.damaged` where the text is no YAML, or too large.
    static func read(_ bytes: [UInt8]) throws(BenchError) -> YAMLValue {
        var failure: BenchError?
        let value = unsafe bytes.withUnsafeBufferPointer { buffer -> YAMLValue? in
            do throws(BenchError) {
                guard let parser = unsafe cyaml_new(buffer.baseAddress, buffer.count) else {
                    throw BenchError(.limit, "there is not enough memory")
                }
                var reader = unsafe YAMLReader(parser)
                return try reader.document()
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        return value ?? .scalar(.null)
    }

    private init(_ parser: OpaquePointer) { unsafe self.parser = parser }

    deinit { unsafe cyaml_free(parser) }

    private enum Event {
        case end, scalar(LooseValue, anchor: String?), startList(String?), endList, startMap(String?), endMap
        case alias(String), other
    }

    private func next() throws(BenchError) -> Event {
        var event = unsafe cyaml_event()
        guard unsafe cyaml_next(parser, &event) != 0 else {
            let reason = unsafe String(cString: cyaml_problem(parser))
            throw BenchError(.damaged, "this is no YAML (\(reason))", at: "line \(unsafe cyaml_line(parser))")
        }
        let text = unsafe event.text.map { start in
            unsafe start.withMemoryRebound(to: UInt8.self, capacity: event.length) {
                unsafe [UInt8](UnsafeBufferPointer(start: $0, count: event.length))
            }
        }
        let anchor = unsafe event.anchor.map { unsafe String(cString: $0) }
        switch unsafe event.kind {
        case Int32(CYAML_END): return .end
        case Int32(CYAML_SCALAR):
            let tag = unsafe event.tag.map { unsafe String(cString: $0) }
            return unsafe .scalar(YAMLScalar.value(text ?? [], isPlain: event.plain != 0, tag: tag), anchor: anchor)
        case Int32(CYAML_SEQUENCE_START): return .startList(anchor)
        case Int32(CYAML_SEQUENCE_END): return .endList
        case Int32(CYAML_MAPPING_START): return .startMap(anchor)
        case Int32(CYAML_MAPPING_END): return .endMap
        case Int32(CYAML_ALIAS): return unsafe .alias(event.text.map { unsafe String(cString: $0) } ?? "")
        default: return .other
        }
    }

    private mutating func document() throws(BenchError) -> YAMLValue {
        while true {
            let event = try next()
            switch event {
            case .end: return .scalar(.null)
            case .other: continue
            default: return try value(event, depth: 0)
            }
        }
    }

    private mutating func value(_ event: Event, depth: Int) throws(BenchError) -> YAMLValue {
        guard depth < Self.deepest else { throw BenchError(.damaged, "the YAML is nested too deeply") }
        count += 1
        guard count < Self.most else { throw BenchError(.damaged, "the YAML holds too many values") }
        let start = count
        let found: YAMLValue
        let name: String?
        switch event {
        case .scalar(let scalar, let anchor): (found, name) = (.scalar(scalar), anchor)
        case .startList(let anchor):
            var items: [YAMLValue] = []
            while true {
                let event = try next()
                if case .endList = event { break }
                items.append(try value(event, depth: depth + 1))
            }
            (found, name) = (.list(items), anchor)
        case .startMap(let anchor): (found, name) = (.map(try members(depth)), anchor)
        case .alias(let anchor):
            guard let (known, size) = anchors[anchor] else {
                throw BenchError(.damaged, "the YAML names an anchor that it doesn't have")
            }
            count += size
            guard count < Self.most else { throw BenchError(.damaged, "the YAML holds too many values") }
            return known
        default: throw BenchError(.damaged, "the YAML ends early")
        }
        if let name { anchors[name] = (found, count - start + 1) }
        return found
    }

    private mutating func members(_ depth: Int) throws(BenchError) -> [(name: String, value: YAMLValue)] {
        var members: [(name: String, value: YAMLValue)] = []
        var merged: [(name: String, value: YAMLValue)] = []
        while true {
            let event = try next()
            if case .endMap = event { break }
            guard case .scalar(let key) = try value(event, depth: depth + 1) else {
                throw BenchError(.damaged, "a name in the YAML is a list or a map")
            }
            let item = try value(try next(), depth: depth + 1)
            let name = YAMLScalar.text(key)
            // `<<` takes in another map's members, unless they are here.
            switch (name, item) {
            case ("<<", .map(let others)): merged += others
            case ("<<", .list(let maps)):
                for case .map(let others) in maps.reversed() { merged += others }
            default:
                if let place = members.firstIndex(where: { $0.name == name }) {
                    members[place].value = item
                } else {
                    members.append((name, item))
                }
            }
        }
        for (name, item) in merged.reversed() where !members.contains(where: { $0.name == name }) {
            members.append((name, item))
        }
        return members
    }
}
