import BenchSchema

/// Where the records of a JSON source stand: its pieces, found without parsing them.
struct DocumentOutline: Sendable {
    /// What holds the records of a piece.
    enum Container: Sendable { case object, list, values, lines }

    /// Records that follow each other within one container.
    struct Piece: Sendable {
        var container: Container
        var range: Range<Int>
        /// The line of its first byte.
        var line: Int
        /// The place of its first member among those of the container, and the number of the first record.
        var firstMember: Int
        var firstRecord: Int
        /// How many records it has.
        var records: Int
        /// What the path to the container captured.
        var captures: [String: String]
    }

    private(set) var pieces: [Piece] = []
    private(set) var findings = Findings()

    private let steps: [RecipePath.Step]
    private let file: ByteFile
    private let title: String
    private var records = 0
    private var open: Piece?
    /// Decides, of two rows that follow each other, whether they are of one run.
    private let joins: (@Sendable (Range<Int>, Range<Int>) throws(BenchError) -> Bool)?
    private var lastRecord = 0..<0

    /// A piece ends at so many bytes, and where it has whole segments of records; longer records are left out.
    private static let (pieceBytes, mostPieceBytes, mostRecordBytes) = (2 << 20, 16 << 20, 64 << 20)
    private static let segmentRecords = 128
    private static let mostRowBytes = 256 << 20

    /// Goes through the file once.
    ///
    /// - Parameter joins: Where given, a piece ends only between records for which this is false.
    init(
        _ file: ByteFile, title: String, records steps: [RecipePath.Step],
        joins: (@Sendable (Range<Int>, Range<Int>) throws(BenchError) -> Bool)?
    ) throws(BenchError) {
        (self.file, self.title, self.steps, self.joins) = (file, title, steps, joins)
        var cursor = DocumentCursor(file)
        do throws(BenchError) { try start(&cursor) } catch {
            if let failure = cursor.failure { throw failure }
            findings.add(.damage, title, line: cursor.line(), error.message)
        }
        close()
        if let failure = file.failure { findings.add(.damage, title, failure.message) }
    }

    private mutating func start(_ cursor: inout DocumentCursor) throws(BenchError) {
        guard let first = cursor.peek() else { return }
        if steps.isEmpty {
            if first == UInt8(ascii: "[") {
                try members(&cursor, level: 0, captures: [:])
            } else if Self.isLines(file, from: cursor.offset) {
                try lines(&cursor)
            } else {
                try values(&cursor)
            }
        } else {
            // Several documents may follow each other.
            while cursor.peek() != nil { try members(&cursor, level: 0, captures: [:]) }
            return
        }
        if cursor.peek() != nil, first == UInt8(ascii: "[") {
            throw Self.stop("something follows the list's end")
        }
    }

    private static func stop(_ what: String) -> BenchError {
        BenchError(.damaged, "\(what); what stands from here on is left out")
    }

    /// Whether the first line is one whole object, so that a damaged line costs itself alone.
    private static func isLines(_ file: ByteFile, from start: Int) -> Bool {
        guard let head = try? file.read(at: start, count: 1 << 20) else { return false }
        let end = ByteScan.first(0x0A, in: head.span, 0..<head.count) ?? head.count
        guard end < head.count || start + head.count == file.size else { return false }
        var cursor = DocumentCursor(Array(head[..<end]), count: end, base: 0, line: 1)
        return cursor.peek() == UInt8(ascii: "{") && cursor.skipValue() && cursor.peek() == nil
    }

    private mutating func lines(_ cursor: inout DocumentCursor) throws(BenchError) {
        var member = 0
        while cursor.peek() != nil {
            let start = cursor.offset
            let line = cursor.line()
            _ = cursor.skipLine()
            try add(start..<cursor.offset, from: start, line: line, member, .lines, [:])
            member += 1
        }
    }

    private mutating func values(_ cursor: inout DocumentCursor) throws(BenchError) {
        var member = 0
        while cursor.peek() != nil {
            let start = cursor.offset
            let line = cursor.line()
            guard cursor.skipValue() else { throw Self.stop("a record has no end") }
            try add(start..<cursor.offset, from: start, line: line, member, .values, [:])
            member += 1
        }
    }

    /// Goes through a list's elements, or an object's members, and into those that the path's step fits.
    private mutating func members(
        _ cursor: inout DocumentCursor, level: Int, captures: [String: String]
    ) throws(BenchError) {
        let isObject = cursor.take("{")
        guard isObject || cursor.take("[") else {
            // A value that is neither holds no records.
            guard cursor.skipValue() else { throw Self.stop("a value is expected") }
            return
        }
        close()
        let isLast = level + 1 >= steps.count
        var member = 0
        if cursor.take(isObject ? "}" : "]") { return }
        repeat {
            _ = cursor.peek()
            let start = cursor.offset
            let line = cursor.line()
            var name = Array(String(member).utf8)
            if isObject {
                guard let found = cursor.name() else { throw Self.stop("a member's name is expected") }
                name = found
            }
            var taken = captures
            let fits = steps.isEmpty || Self.match(steps[level], name, &taken)
            if fits, !isLast {
                try members(&cursor, level: level + 1, captures: taken)
            } else {
                _ = cursor.peek()
                let valueStart = cursor.offset
                guard cursor.skipValue() else { throw Self.stop("a record has no end") }
                if fits {
                    try add(
                        valueStart..<cursor.offset, from: start, line: line, member, isObject ? .object : .list,
                        captures)
                }
            }
            member += 1
        } while cursor.take(",")
        close()
        guard cursor.take(isObject ? "}" : "]") else { throw Self.stop("a comma or the end of a list is expected") }
    }

    /// Whether a step fits a member's name.
    static func match(_ step: RecipePath.Step, _ name: [UInt8], _ captures: inout [String: String]) -> Bool {
        guard case .pieces(let pieces) = step else { return false }
        return RecipePath.match(pieces, name[...], &captures)
    }

    private mutating func add(
        _ record: Range<Int>, from start: Int, line: Int, _ member: Int, _ container: Container,
        _ captures: [String: String]
    ) throws(BenchError) {
        defer { records += 1 }
        guard record.count <= Self.mostRecordBytes else {
            close()
            findings.add(.damage, title, line: line, "record \(records) is longer than 64 MiB and left out")
            return
        }
        if let piece = open, isFull(piece) {
            // Rows without end of one run are parted; that is reported, as any two runs that can't be told apart.
            if piece.range.count >= Self.mostRowBytes {
                close()
            } else if try joins.map({ join throws(BenchError) in try !join(lastRecord, record) }) ?? true {
                close()
            }
        }
        if open == nil {
            open = Piece(
                container: container, range: start..<record.upperBound, line: line, firstMember: member,
                firstRecord: records, records: 0, captures: captures)
        }
        let begin = open?.range.lowerBound ?? start
        open?.range = begin..<record.upperBound
        open?.records += 1
        lastRecord = record
    }

    private func isFull(_ piece: Piece) -> Bool {
        if joins != nil { return piece.range.count >= Self.pieceBytes }
        return piece.range.count >= Self.mostPieceBytes
            || (piece.records % Self.segmentRecords == 0 && piece.range.count >= Self.pieceBytes)
    }

    /// Pieces that are read together: some megabytes, or a segment's records.
    var groups: [Range<Int>] {
        var groups: [Range<Int>] = []
        var (start, records, bytes) = (0, 0, 0)
        for (place, piece) in pieces.enumerated() {
            records += piece.records
            bytes += piece.range.count
            let isFull = bytes >= Self.pieceBytes || records >= 16 * Self.segmentRecords
            guard isFull || place == pieces.count - 1 else { continue }
            groups.append(start..<place + 1)
            (start, records, bytes) = (place + 1, 0, 0)
        }
        return groups
    }

    private mutating func close() {
        if let piece = open.take() { pieces.append(piece) }
    }
}
