import BenchSchema

/// The elements of a record that a recipe calls by what a member of theirs holds: `params.{leaf=name}.value`.
///
/// Such an element's step in a path is not its position then, but the member and its text between two bytes that no
/// UTF-8 has.
struct ElementNames {
    /// Where elements go by a member of theirs.
    struct Place: Hashable, Sendable {
        /// The steps before.
        var before: [RecipePath.Step]
        var member: [UInt8]
    }

    private static let mark: UInt8 = 0xFE
    private let places: [Place]
    /// By the path of an element as it stands: the step that names it.
    private var steps: [[UInt8]: [UInt8]] = [:]

    init(_ places: [Place]) { self.places = places }

    /// The text of a step that names an element by this member; nil if it is another step.
    static func name(in step: ArraySlice<UInt8>, by member: String) -> String? {
        let head = [mark] + Array(member.utf8) + [mark]
        return step.starts(with: head) ? String(decoding: step.dropFirst(head.count), as: UTF8.self) : nil
    }

    /// Begins another record.
    mutating func begin() { steps.removeAll(keepingCapacity: true) }

    /// Whether a leaf with this path names an element, by which member; notes the name.
    ///
    /// - Parameter text: What a scalar leaf holds, or an element of a list leaf by its position.
    mutating func note(_ path: [ArraySlice<UInt8>], isList: Bool, text: (Int?) -> [UInt8]?) -> Bool {
        for place in places {
            let depth = place.before.count
            guard path.count == depth + (isList ? 1 : 2), RecipePath.fits(place.before, path.prefix(depth)) else {
                continue
            }
            var name: [UInt8]?
            if !isList, path[depth + 1].elementsEqual(place.member) {
                name = text(nil)
            } else if isList, let position = Int(String(decoding: place.member, as: UTF8.self)), position >= 0 {
                name = text(position)
            }
            guard let name else { continue }
            let element = Self.joined(path.prefix(depth + 1))
            if steps[element] == nil { steps[element] = [Self.mark] + place.member + [Self.mark] + name }
            if !isList { return true }
        }
        return false
    }

    /// The path with the names of elements in it; nil if it has none.
    func renamed(_ path: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>]? {
        guard !steps.isEmpty else { return nil }
        var found: [ArraySlice<UInt8>]?
        for depth in path.indices {
            guard let step = steps[Self.joined(path.prefix(depth + 1))] else { continue }
            var renamed = found ?? path
            renamed[depth] = step[...]
            found = renamed
        }
        return found
    }

    static func joined(_ path: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
        Array(path.joined(separator: [JSONReader.separator]))
    }
}
