import BenchSchema

/// The members of a JSON object, of which all are known.
struct JSONMembers {
    private let members: [String: JSONTree]

    /// Takes an object apart; throws for another value, and for a member that isn't known.
    init(_ tree: JSONTree, _ what: String, _ known: [String]) throws(BenchError) {
        guard case .object(let pairs) = tree.value else { throw tree.wrong("\(what) is a JSON object") }
        var members: [String: JSONTree] = [:]
        for (name, value) in pairs {
            let text = name.string ?? ""
            guard known.contains(text) else {
                throw name.wrong("\(what) has no \"\(text)\"; it has \(known.joined(separator: ", "))")
            }
            members[text] = value
        }
        self.members = members
    }

    /// The member of this name.
    subscript(name: String) -> JSONTree? { members[name] }
}

extension JSONTree {
    /// An error on this value's line.
    func wrong(_ what: String) -> BenchError { BenchError(.usage, what, at: "line \(line)") }

    /// The elements of a list; none of null.
    func items(_ what: String) throws(BenchError) -> [JSONTree] {
        switch value {
        case .list(let items): return items
        case .null: return []
        default: throw wrong("\"\(what)\" is a list")
        }
    }

    /// The value, if it is a number.
    var number: LooseValue? {
        switch value {
        case .integer, .number: scalar
        default: nil
        }
    }

    /// The value as JSON text.
    var text: ByteString {
        var out: [UInt8] = []
        append(to: &out)
        return ByteString(out)
    }
}
