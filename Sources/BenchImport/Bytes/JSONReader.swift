import BenchSchema
import CSimdjson
import Glibc

/// Reads one JSON object at a time and gives its leaves.
///
/// With `lists` a list of scalars is a leaf whose elements are numbers, truth values and texts, without a value each
/// being made for them.
///
/// One reader serves many objects, so that nothing is allocated for each; it is not for several tasks at once.
///
/// Memory safety: the leaves are the shim's and hold until the next `read`; every index is checked against their
/// count, and what leaves this file is a copy, or lives within a closure.
@safe
struct JSONReader: ~Copyable {
    private let reader: OpaquePointer
    private var leaves: UnsafePointer<csj_leaf>?
    /// The number of leaves of the object last read.
    private(set) var count = 0

    /// How many bytes past a text simdjson reads; with fewer in the buffer the text is copied.
    static let padding = 64

    init() throws(BenchError) {
        guard let reader = unsafe csj_reader_new() else { throw BenchError(.limit, "there is not enough memory") }
        unsafe self.reader = reader
    }

    deinit { unsafe csj_reader_free(reader) }

    /// What a leaf is.
    enum Kind: UInt8 { case null, bool, int64, float64, string, json, list }

    /// How an object is read.
    struct Form: OptionSet {
        let rawValue: Int32
        /// Inner objects are opened.
        static let nested = Form(rawValue: Int32(CSJ_NESTED))
        /// Lists of scalars give their elements; without this they are JSON texts.
        static let lists = Form(rawValue: Int32(CSJ_LISTS))
        /// Lists that hold lists or objects are opened, their places being names.
        static let openLists = Form(rawValue: Int32(CSJ_OPEN_LISTS))
    }

    /// Joins the names of a path where a dot may stand in a name: no UTF-8 has it.
    static let separator: UInt8 = 0xFF

    /// What is wrong with a text.
    enum Problem: Hashable { case notUTF8, malformed(String) }

    /// Reads the object in a range; nil if it was well-formed.
    ///
    /// - Parameter nested: Whether inner objects are opened, and their leaves' names joined by dots.
    mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>, nested: Bool) -> Problem? {
        read(bytes, range, nested ? .nested : [], separator: UInt8(ascii: "."))
    }

    /// Reads the object in a range; nil if it was well-formed.
    mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>, _ form: Form, separator: UInt8) -> Problem? {
        unsafe leaves = nil
        count = 0
        let range = range.clamped(to: 0..<bytes.count)
        let problem = unsafe bytes.withUnsafeBufferPointer { buffer -> UnsafePointer<CChar>? in
            let separator = CChar(bitPattern: separator)
            guard let base = buffer.baseAddress else { return unsafe csj_read(reader, "", 0, 0, 0, separator) }
            return unsafe UnsafeRawPointer(base + range.lowerBound).withMemoryRebound(
                to: CChar.self, capacity: range.count
            ) { unsafe csj_read(reader, $0, range.count, buffer.count - range.lowerBound, form.rawValue, separator) }
        }
        if let problem = unsafe problem {
            return unsafe csj_failed_utf8(reader) != 0 ? .notUTF8 : .malformed(String(cString: problem))
        }
        unsafe leaves = csj_leaves(reader)
        count = unsafe csj_leaf_count(reader)
        return nil
    }

    private func leaf(_ index: Int) -> csj_leaf? {
        guard let leaves = unsafe leaves, index >= 0, index < count else { return nil }
        return unsafe leaves[index]
    }

    /// What a leaf is.
    func kind(_ index: Int) -> Kind {
        guard let leaf = unsafe leaf(index), let kind = unsafe Kind(rawValue: UInt8(truncatingIfNeeded: leaf.kind))
        else {
            return .null
        }
        return kind
    }

    /// The value of an int64 or bool leaf.
    func integer(_ index: Int) -> Int64 { unsafe leaf(index)?.integer ?? 0 }

    /// The value of a float64 leaf.
    func number(_ index: Int) -> Double { unsafe leaf(index)?.number ?? 0 }

    /// A copy of a leaf's path.
    func path(_ index: Int) -> [UInt8] { withPath(index) { [UInt8]($0, 0..<$0.count) } }

    /// A copy of a string or JSON leaf's text.
    func text(_ index: Int) -> [UInt8] { withText(index) { [UInt8]($0, 0..<$0.count) } }

    /// A copy of a JSON or list leaf's text, checked, with bare NaN and infinities as strings; nil if it is malformed.
    func document(_ index: Int) -> [UInt8]? {
        guard let leaf = unsafe leaf(index) else { return nil }
        guard kind(index) == .list else { return text(index) }
        var count = 0
        guard let start = unsafe csj_copy_json(reader, leaf.text, Int(leaf.text_length), &count) else { return nil }
        return unsafe Self.lend(start, count) { [UInt8]($0, 0..<$0.count) }
    }

    private var elementCount: Int { unsafe csj_element_count(reader) }

    /// The places of a list leaf's elements.
    func elements(_ index: Int) -> Range<Int> {
        guard let leaf = unsafe leaf(index), unsafe leaf.kind == UInt32(CSJ_LIST) else { return 0..<0 }
        let start = unsafe Int(leaf.integer)
        let end = unsafe start + Int(leaf.count)
        return (start..<end).clamped(to: 0..<elementCount)
    }

    /// The kinds that a list leaf has among its elements, a bit (1 << raw value) each.
    func elementKinds(_ index: Int) -> UInt32 { unsafe leaf(index)?.kinds ?? 0 }

    /// What a list leaf's elements are, and their bits: of a string, its place among the texts.
    func values(_ index: Int) -> (kinds: [RawValue.Kind], bits: [UInt64]) {
        let places = elements(index)
        guard !places.isEmpty, let kinds = unsafe csj_element_kinds(reader), let bits = unsafe csj_element_bits(reader)
        else { return ([], []) }
        let words = unsafe Array(UnsafeBufferPointer(start: bits + places.lowerBound, count: places.count))
        let set = elementKinds(index)
        // Nearly all lists are of one kind.
        if set.nonzeroBitCount == 1, let kind = RawValue.Kind(rawValue: UInt8(set.trailingZeroBitCount)) {
            return (Array(repeating: kind, count: places.count), words)
        }
        let kindBytes = unsafe UnsafeBufferPointer(start: kinds + places.lowerBound, count: places.count)
        return unsafe (kindBytes.map { RawValue.Kind(rawValue: $0) ?? .null }, words)
    }

    /// What one element is, by its place, and its bits.
    func value(element place: Int) -> (kind: RawValue.Kind, bits: UInt64) {
        guard place >= 0, place < elementCount, let kinds = unsafe csj_element_kinds(reader),
            let bits = unsafe csj_element_bits(reader)
        else { return (.null, 0) }
        return unsafe (RawValue.Kind(rawValue: kinds[place]) ?? .null, bits[place])
    }

    /// A copy of a string among the elements, by its bits.
    func elementText(_ bits: UInt64) -> [UInt8] { withElementText(bits) { [UInt8]($0, 0..<$0.count) } }

    /// Lends a string among the elements, by its bits.
    func withElementText<Result>(_ bits: UInt64, _ body: (Span<UInt8>) -> Result) -> Result {
        var count = 0
        guard let start = unsafe csj_element_text(reader, bits, &count) else { return body([UInt8]().span) }
        return unsafe Self.lend(start, count, body)
    }

    /// Lends a leaf's path.
    func withPath<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        guard let leaf = unsafe leaf(index) else { return body([UInt8]().span) }
        return unsafe Self.lend(leaf.path, Int(leaf.path_length), body)
    }

    /// Lends a string or JSON leaf's text.
    func withText<Result>(_ index: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        guard let leaf = unsafe leaf(index) else { return body([UInt8]().span) }
        return unsafe Self.lend(leaf.text, Int(leaf.text_length), body)
    }

    /// Whether a leaf's path is this; cheaper than a copy.
    func path(_ index: Int, is name: [UInt8]) -> Bool {
        guard let leaf = unsafe leaf(index), unsafe Int(leaf.path_length) == name.count, let path = unsafe leaf.path
        else {
            return false
        }
        return unsafe name.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            return unsafe memcmp(base, path, bytes.count) == 0
        }
    }

    /// Whether a string or JSON leaf's text is this.
    func text(_ index: Int, is text: [UInt8]) -> Bool {
        withText(index) { span in
            guard span.count == text.count else { return false }
            for place in 0..<span.count where span[place] != text[place] { return false }
            return true
        }
    }

    private static func lend<Result>(
        _ start: UnsafePointer<CChar>?, _ count: Int, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        guard let start = unsafe start else { return body([UInt8]().span) }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe bytes.withMemoryRebound(to: UInt8.self) { unsafe body($0.span) }
    }

    /// Reads exactly `count` numbers with a tab between two; nil if the range holds anything else.
    static func numbers(_ count: Int, in bytes: Span<UInt8>, _ range: Range<Int>) -> [Double]? {
        let range = range.clamped(to: 0..<bytes.count)
        var numbers = [Double](repeating: 0, count: count)
        let found = unsafe bytes.withUnsafeBytes { buffer in
            guard let base = unsafe buffer.bindMemory(to: CChar.self).baseAddress else { return false }
            return unsafe numbers.withUnsafeMutableBufferPointer {
                unsafe csj_read_numbers(base + range.lowerBound, range.count, $0.baseAddress, count) != 0
            }
        }
        return found ? numbers : nil
    }
}
