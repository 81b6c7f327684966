/// Finds columns by their names, without counting references: many threads look up at once.
///
/// A name is in one of the few slots from its hash on. What finds none of them free, which only names made for the
/// purpose do often, is in a dictionary.
final class NameTable: Sendable {
    /// The columns that the slots name, counted from 1; 0 where a slot is free. As many as a power of two.
    private let slots: [UInt32]
    /// Where each column's name ends among the bytes of all.
    private let ends: [Int]
    private let bytes: [UInt8]
    private let namespaces: [UInt8]
    private let others: [Name: Int]

    private static let slotsOfAName = 4

    private struct Name: Hashable {
        var namespace: UInt8
        var text: ByteString
    }

    /// Throws the first name that occurs twice among those of its kind. O(n).
    init(_ columns: [Column]) throws(BenchError) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var namespaces: [UInt8] = []
        for place in columns.indices {
            bytes += columns[place].name.utf8
            ends.append(bytes.count)
            namespaces.append(columns[place].role.namespace)
        }
        var size = 8
        while size < columns.count * 4 { size *= 2 }
        var slots = [UInt32](repeating: 0, count: size)
        var others: [Name: Int] = [:]
        next: for place in columns.indices {
            let first = Self.hash(columns[place].name.utf8.span, namespaces[place])
            for probe in 0..<Self.slotsOfAName {
                let slot = Int(truncatingIfNeeded: first &+ UInt64(probe)) & (size - 1)
                let holder = Int(slots[slot]) - 1
                if holder < 0 {
                    slots[slot] = UInt32(place + 1)
                    continue next
                }
                guard namespaces[holder] != namespaces[place] || columns[holder].name.exact != columns[place].name.exact
                else {
                    throw Self.twice(columns[place])
                }
            }
            let name = Name(namespace: namespaces[place], text: columns[place].name.exact)
            guard others.updateValue(place, forKey: name) == nil else { throw Self.twice(columns[place]) }
        }
        (self.slots, self.ends, self.bytes, self.namespaces, self.others) = (slots, ends, bytes, namespaces, others)
    }

    private static func twice(_ column: Column) -> BenchError {
        BenchError(.mismatch, "two columns have this name", at: "column \(column.name)")
    }

    /// The column of this name among those of a namespace. O(length).
    func place(_ name: String, _ namespace: UInt8) -> Int? {
        let text = name.utf8.span
        let first = Self.hash(text, namespace)
        for probe in 0..<Self.slotsOfAName {
            let slot = Int(truncatingIfNeeded: first &+ UInt64(probe)) & (slots.count - 1)
            let place = Int(slots[slot]) - 1
            if place < 0 { return nil }
            let start = place == 0 ? 0 : ends[place - 1]
            guard namespaces[place] == namespace, ends[place] - start == text.count else { continue }
            if Self.equal(text, bytes, start..<ends[place]) { return place }
        }
        return others.isEmpty ? nil : others[Name(namespace: namespace, text: name.exact)]
    }

    private static func hash(_ text: Span<UInt8>, _ namespace: UInt8) -> UInt64 {
        // Knuth's multiplicative hash, word by word: its upper half depends on all bits of the words.
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(namespace) &+ UInt64(text.count) << 8
        forEachWord(of: text) { _, word in
            hash = (hash ^ word) &* factor
            hash ^= hash >> 32
        }
        return (hash &* factor) >> 32
    }

    private static func equal(_ text: Span<UInt8>, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let known = bytes.span.extracting(range)
        var equal = true
        forEachWord(of: text) { offset, word in
            if word != Self.word(of: known, at: offset) { equal = false }
        }
        return equal
    }

    /// Gives the bytes eight at a time; the last eight may overlap those before.
    private static func forEachWord(of text: Span<UInt8>, _ body: (Int, UInt64) -> Void) {
        var offset = 0
        while offset + 8 < text.count {
            body(offset, word(of: text, at: offset))
            offset += 8
        }
        let last = max(text.count - 8, 0)
        body(last, word(of: text, at: last))
    }

    /// The eight bytes at an offset, or those that there are.
    private static func word(of text: Span<UInt8>, at offset: Int) -> UInt64 {
        if offset + 8 <= text.count {
            return unsafe text.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        var word: UInt64 = 0
        for place in offset..<text.count { word = word << 8 | UInt64(text[place]) }
        return word
    }
}
