/// A pattern of columns' names: `*` stands for any text, everything else for itself.
struct Glob: Hashable, Sendable {
    private let parts: [[UInt8]]

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
    }

    /// Whether a name fits. O(name * pattern) at worst.
    func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        guard let first = parts.first, let last = parts.last, name.starts(with: first) else { return false }
        guard parts.count > 1 else { return name.count == first.count }
        var place = first.count
        for part in parts.dropFirst().dropLast() {
            guard let found = Self.find(part, in: name, from: place) else { return false }
            place = found + part.count
        }
        return name.count - place >= last.count && name.suffix(last.count).elementsEqual(last)
    }

    private static func find(_ part: [UInt8], in name: [UInt8], from start: Int) -> Int? {
        guard start + part.count <= name.count else { return nil }
        return (start...name.count - part.count).first { name[$0..<$0 + part.count].elementsEqual(part) }
    }
}
