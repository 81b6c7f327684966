import BenchSchema

/// A path of a recipe (Specs/recipe.md, "Paths"): steps with captures in them.
struct RecipePath: Hashable, Sendable {
    /// A piece of a step.
    enum Piece: Hashable, Sendable { case text([UInt8]), capture(String) }

    /// One step, or all that are left.
    enum Step: Hashable, Sendable {
        case pieces([Piece])
        /// An element, or a member, by what its own member holds: the capture, that member.
        case named(String, by: String)
        case rest(String)
    }

    let steps: [Step]

    init(_ text: String) throws(BenchError) {
        var steps: [Step] = []
        var pieces: [Piece] = []
        var plain: [UInt8] = []
        var bytes = text.utf8[...]
        func wrong(_ what: String) -> BenchError { BenchError(.usage, "the path \"\(text)\": \(what)") }
        func endText() {
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = []
        }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = bytes.popFirst() else { throw wrong("nothing follows the backslash") }
                plain.append(next)
            case UInt8(ascii: "."):
                endText()
                guard !pieces.isEmpty else { throw wrong("a step is empty") }
                steps.append(.pieces(pieces))
                pieces = []
            case UInt8(ascii: "{"):
                endText()
                guard let end = bytes.firstIndex(of: UInt8(ascii: "}")) else { throw wrong("a { has no }") }
                let name = String(bytes[..<end]) ?? ""
                bytes = bytes[bytes.index(after: end)...]
                if case .capture = pieces.last { throw wrong("text must stand between two captures of one step") }
                if name.hasSuffix("*") {
                    guard pieces.isEmpty, bytes.isEmpty, name.count > 1 else {
                        throw wrong("{\(name)} must be the whole of the last step")
                    }
                    self.steps = steps + [.rest(String(name.dropLast()))]
                    return
                }
                guard !name.isEmpty else { throw wrong("a capture has no name") }
                if let sign = name.firstIndex(of: "=") {
                    let (capture, member) = (String(name[..<sign]), String(name[name.index(after: sign)...]))
                    guard !capture.isEmpty, !member.isEmpty else { throw wrong("{\(name)} lacks a name beside the =") }
                    let next = bytes.popFirst()
                    guard pieces.isEmpty, next == nil || next == UInt8(ascii: ".") else {
                        throw wrong("{\(name)} must be a whole step")
                    }
                    guard next != nil, !bytes.isEmpty else { throw wrong("nothing follows {\(name)}") }
                    steps.append(.named(capture, by: member))
                    continue
                }
                pieces.append(.capture(name))
            case UInt8(ascii: "}"): throw wrong("a } has no {")
            default: plain.append(byte)
            }
        }
        endText()
        guard !pieces.isEmpty else { throw wrong("a step is empty") }
        self.steps = steps + [.pieces(pieces)]
    }

    /// The names of its captures.
    var captures: [String] {
        steps.flatMap { step -> [String] in
            switch step {
            case .rest(let name), .named(let name, by: _): [name]
            case .pieces(let pieces):
                pieces.compactMap { if case .capture(let name) = $0 { name } else { nil } }
            }
        }
    }

    /// The name of the capture that is all of it.
    var onlyCapture: String? {
        guard steps.count == 1, case .pieces(let pieces) = steps[0], pieces.count == 1,
            case .capture(let name) = pieces[0]
        else { return nil }
        return name
    }

    /// How literal each step is, the most literal 0; paths are tried in this order.
    var specificity: [Int] {
        steps.map { step in
            if case .named = step { return 2 }
            guard case .pieces(let pieces) = step else { return 3 }
            if case .text = pieces[0], pieces.count == 1 { return 0 }
            return pieces.count == 1 ? 2 : 1
        }
    }

    /// What its captures take of a leaf's path; nil if it doesn't fit.
    func match(_ names: [ArraySlice<UInt8>]) -> [String: String]? {
        var taken: [String: String] = [:]
        for (place, step) in steps.enumerated() {
            guard place < names.count else { return nil }
            switch step {
            case .rest(let capture):
                let rest = names[place...].map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
                return Self.add(rest, capture, &taken) ? taken : nil
            case .named(let capture, by: let member):
                guard let name = ElementNames.name(in: names[place], by: member), Self.add(name, capture, &taken) else {
                    return nil
                }
            case .pieces(let pieces):
                guard Self.match(pieces, names[place], &taken) else { return nil }
            }
        }
        return names.count == steps.count ? taken : nil
    }

    /// Whether steps fit names, one by one; names of elements aside.
    static func fits(_ steps: [Step], _ names: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        var taken: [String: String] = [:]
        return zip(steps, names).allSatisfy { step, name in
            guard case .pieces(let pieces) = step else { return true }
            return match(pieces, name, &taken)
        }
    }

    /// Whether a step's pieces fit a name; adds what its captures take.
    static func match(_ pieces: [Piece], _ name: ArraySlice<UInt8>, _ taken: inout [String: String]) -> Bool {
        var rest = name
        for (place, piece) in pieces.enumerated() {
            switch piece {
            case .text(let text):
                guard rest.starts(with: text) else { return false }
                rest = rest.dropFirst(text.count)
            case .capture(let capture):
                var end = rest.endIndex
                if place + 1 < pieces.count, case .text(let text) = pieces[place + 1] {
                    // As few as can be, but at least one; text at the step's end is the last of its kind.
                    let isLast = place + 2 == pieces.count
                    guard rest.count > text.count else { return false }
                    let last = rest.endIndex - text.count
                    let found =
                        isLast
                        ? (rest[last...].elementsEqual(text) ? last : nil)
                        : (rest.startIndex + 1...last).first { rest[$0...].starts(with: text) }
                    guard let found, found > rest.startIndex else { return false }
                    end = found
                }
                guard end > rest.startIndex,
                    add(String(decoding: rest[..<end], as: UTF8.self), capture, &taken)
                else { return false }
                rest = rest[end...]
            }
        }
        return rest.isEmpty
    }

    /// A capture that stands twice must take the same.
    private static func add(_ text: String, _ capture: String, _ taken: inout [String: String]) -> Bool {
        if let before = taken[capture] { return before == text }
        taken[capture] = text
        return true
    }
}

/// The name of a column, or of a group, with captures to be filled in.
struct NameTemplate: Hashable, Sendable {
    private let pieces: [RecipePath.Piece]
    let text: String

    init(_ text: String) throws(BenchError) {
        var pieces: [RecipePath.Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw BenchError(.usage, "the name \"\(text)\": a { has no }")
            }
            if open > rest.startIndex { pieces.append(.text(Array(rest[..<open].utf8))) }
            let name = rest[rest.index(after: open)..<close]
            pieces.append(.capture(String(name.hasSuffix("*") ? name.dropLast() : name)))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(Array(rest.utf8))) }
        guard !pieces.isEmpty else { throw BenchError(.usage, "a name is empty") }
        self.pieces = pieces
        self.text = text
    }

    /// The names of its captures.
    var captures: Set<String> {
        Set(pieces.compactMap { if case .capture(let name) = $0 { name } else { nil } })
    }

    /// The name, with what was captured.
    func name(_ taken: [String: String]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): String(decoding: text, as: UTF8.self)
            case .capture(let capture): taken[capture] ?? ""
            }
        }.joined()
    }
}
