import BenchSchema

/// The records of a JSON file, read as a recipe says.
final class DocumentSource: RunSource {
    let name: String
    let recipe: Recipe
    private let file: ByteFile
    private let keepsErrors: Bool
    /// What stands before runs' names.
    private let prefix: String
    private let outline: DocumentOutline
    /// The pieces of each portion: several, where containers hold few records.
    private let groups: [Range<Int>]
    private let table = LeafTable()

    /// Finds the file's records.
    init(
        _ file: ByteFile, name: String, prefix: String = "", _ recipe: Recipe, keepsErrors: Bool
    ) throws(BenchError) {
        (self.file, self.name, self.prefix, self.recipe, self.keepsErrors) = (file, name, prefix, recipe, keepsErrors)
        let table = table
        var joins: (@Sendable (Range<Int>, Range<Int>) throws(BenchError) -> Bool)?
        if recipe.rows {
            joins = { one, other throws(BenchError) in
                var reader = try RecordReader(recipe, table.known, file: name, keepsErrors: keepsErrors)
                var identities: [RowGatherer.Identity?] = []
                for range in [one, other] {
                    let bytes = try file.read(at: range.lowerBound, count: range.count)
                    let found = reader.read(bytes.span, 0..<bytes.count, captures: [:], name: "", line: 0)
                    identities.append(found.runs?.first.map { RowGatherer.Identity($0) })
                }
                table.learn(reader.table)
                return identities[0] == identities[1]
            }
        }
        outline = try DocumentOutline(file, title: name, records: recipe.records, joins: joins)
        groups = outline.groups
    }

    var findings: Findings { outline.findings }

    var provenance: [UInt8]? {
        var out = JSONWriter()
        out.object { out in
            guard let source = recipe.source else { return }
            out.name("source")
            out.string(source)
        }
        return out.bytes
    }

    /// Which rules were of use, and which leaves no rule fits.
    var use: RecipeUse { table.known.use }

    var portions: [Portion] {
        groups.map { group in
            let pieces = outline.pieces[group]
            return Portion(
                units: pieces.reduce(0) { $0 + $1.records }, bytes: pieces.reduce(0) { $0 + $1.range.count })
        }
    }

    func read(
        _ portion: Int, _ units: Units, _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        var reader = try RecordReader(recipe, table.known, file: name, keepsErrors: keepsErrors)
        var first = 0
        for piece in outline.pieces[groups[portion]] {
            let there = (units.range.lowerBound - first..<units.range.upperBound - first).clamped(to: 0..<piece.records)
            if !there.isEmpty { try read(piece, units, first, &reader, take) }
            first += piece.records
        }
        table.learn(reader.table)
    }

    private func read(
        _ piece: DocumentOutline.Piece, _ units: Units, _ first: Int, _ reader: inout RecordReader,
        _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        var bytes = [UInt8](repeating: 0x20, count: piece.range.count + JSONReader.padding)
        let count = try file.read(at: piece.range.lowerBound, into: &bytes, 0..<piece.range.count)
        var cursor = DocumentCursor(bytes, count: count, base: piece.range.lowerBound, line: piece.line)
        var gatherer = RowGatherer()
        var unit = 0
        var member = piece.firstMember
        while unit < piece.records, first + unit < units.range.upperBound, cursor.peek() != nil {
            defer { member += 1 }
            var captures = piece.captures
            var title = prefix + String(piece.firstRecord + unit)
            if piece.container == .object || piece.container == .list {
                var key = Array(String(member).utf8)
                if piece.container == .object {
                    guard let found = cursor.name() else { break }
                    key = found
                }
                guard fits(key, &captures) else {
                    guard cursor.skipValue() else { break }
                    _ = cursor.take(",")
                    continue
                }
                if !captures.isEmpty {
                    title = prefix + captures.sorted { $0.key < $1.key }.map(\.value).joined(separator: "/")
                }
            }
            _ = cursor.peek()
            let (start, line) = (cursor.place, cursor.line())
            let isWhole =
                piece.container == .lines
                ? {
                    _ = cursor.skipLine(); return true
                }() : cursor.skipValue()
            let record = start..<cursor.place
            if isWhole, units.contains(first + unit) {
                try read(
                    record, &cursor, &reader, &gatherer, first + unit, line: line, captures: captures, title: title,
                    take)
            }
            if piece.container == .object || piece.container == .list { _ = cursor.take(",") }
            unit += 1
        }
        if let (unit, last) = gatherer.finish(file: name) { try take(unit, last) }
    }

    private func read(
        _ record: Range<Int>, _ cursor: inout DocumentCursor, _ reader: inout RecordReader,
        _ gatherer: inout RowGatherer,
        _ unit: Int, line: Int, captures: [String: String], title: String,
        _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        var end = record.upperBound
        while end > record.lowerBound, cursor.buffer[end - 1] <= 0x20 { end -= 1 }
        let range = record.lowerBound..<end
        let (runs, problem) = reader.read(
            cursor.buffer.span, range, captures: captures, name: title, line: line)
        guard let runs else {
            var failed = ParsedRun()
            failed.name = title
            failed.findings.add(.damage, name, line: line, problem)
            if let (unit, last) = gatherer.finish(file: name) { try take(unit, last) }
            return try take(unit, ReadRun(run: failed, bytesIn: record.count, bytesUnpacked: record.count))
        }
        for (place, run) in runs.enumerated() {
            let share = place == 0 ? record.count : 0
            let read = ReadRun(run: run, bytesIn: share, bytesUnpacked: share)
            if !recipe.rows {
                try take(unit, read)
            } else if let (unit, last) = gatherer.take(unit, read, file: name) {
                try take(unit, last)
            }
        }
    }

    private func fits(_ key: [UInt8], _ captures: inout [String: String]) -> Bool {
        guard let step = recipe.records.last else { return true }
        return DocumentOutline.match(step, key, &captures)
    }
}
