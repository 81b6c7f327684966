import BenchFile
import BenchFormat
import BenchSchema
import FoundationEssentials
import HASBench

/// Writes a table as the sweep.json that the original collector makes: an array, one object a run.
struct SweepJSON {
    let layout: SweepLayout
    /// Holes were printed as null, since the form has no other way.
    private(set) var holes = 0

    private let benchmark: Benchmark
    /// The columns of the segment at hand, by place.
    private var blocks: [ColumnBlock?]
    /// What was last printed of each scalar: most configurations share most leaves.
    private var printed: [(cell: Cell, text: [UInt8])]
    private var out: [UInt8] = []

    init(_ benchmark: Benchmark) throws(BenchError) {
        self.benchmark = benchmark
        layout = SweepLayout(benchmark.schema, seedKey: try Self.seedKey(of: benchmark))
        blocks = Array(repeating: nil, count: benchmark.schema.columns.count)
        printed = Array(repeating: (.absent, Array("null".utf8)), count: benchmark.schema.columns.count)
    }

    /// The configuration leaf that is the seed, as the provenance says: of logs by its path in the configuration, of a
    /// sweep.json by that in the run's object.
    private static func seedKey(of benchmark: Benchmark) throws(BenchError) -> String {
        let text = try benchmark.reader.attachment(AttachmentName.provenance) ?? []
        // A provenance need not say; what it says in another form is as if it didn't.
        let provenance = try? JSONDecoder().decode(Provenance.self, from: Data(text))
        let name = provenance?.firstSeedKey ?? "RNG_SEED"
        return name.hasPrefix("cfg.") ? String(name.dropFirst(4)) : name
    }

    /// Writes all runs, in the order of the file. Holds one segment, and the text of one run.
    mutating func write(to sink: inout DataSink) throws(BenchError) {
        try sink.write(Array("[".utf8))
        var isFirst = true
        for segment in 0..<benchmark.reader.segmentCount {
            var room = SegmentRoom(orThrow: .damaged)
            for place in layout.columns {
                let block = try benchmark.reader.block(place, segment: segment)
                do throws(BenchError) { try room.take(block) } catch {
                    throw benchmark.reader.located(error, "segment \(segment)")
                }
                blocks[place] = block
            }
            for row in 0..<Int(try benchmark.reader.page(segment).runs) {
                out.removeAll(keepingCapacity: true)
                if !isFirst { out += ", ".utf8 }
                isFirst = false
                do throws(BenchError) { try appendObject(layout.root, row) } catch {
                    throw benchmark.reader.located(error, "segment \(segment)")
                }
                try sink.write(out)
            }
        }
        try sink.write(Array("]".utf8))
    }

    /// What the output lacks, and why; after writing.
    var notes: [String] {
        var notes: [String] = []
        if !layout.leftOut.isEmpty {
            notes.append("left out, since a sweep.json has no place for it: \(layout.leftOut.joined(separator: ", "))")
        }
        if !layout.missing.isEmpty {
            notes.append("not in the file, so not in the output: \(layout.missing.joined(separator: ", "))")
        }
        if holes > 0 { notes.append("holes printed as null: \(holes)") }
        return notes.map { "\(benchmark.reader.path): \($0)" }
    }

    private mutating func appendObject(_ node: SweepLayout.Node, _ row: Int) throws(BenchError) {
        out.append(UInt8(ascii: "{"))
        let start = out.count
        for member in node.members { try append(member, row, isFirst: out.count == start) }
        out.append(UInt8(ascii: "}"))
    }

    /// Appends a member, unless the run has nothing of it.
    private mutating func append(_ node: SweepLayout.Node, _ row: Int, isFirst: Bool) throws(BenchError) {
        let start = out.count
        if !isFirst { out += ", ".utf8 }
        out += node.label
        let labelled = out.count
        if let value = node.value { append(value, row) }
        let hasValue = out.count > labelled
        if !node.members.isEmpty {
            let end = out.count
            try appendObject(node, row)
            if out.count == end + 2 {
                out.removeLast(2)
            } else if hasValue {
                throw BenchError(
                    .mismatch, "it is both a value and a section, which JSON can't say",
                    at: "run \(row)", String(decoding: node.label.dropLast(2), as: UTF8.self))
            }
        }
        if out.count == labelled { out.removeLast(labelled - start) }
    }

    /// Appends a value; nothing where the run has none.
    private mutating func append(_ value: SweepLayout.Value, _ row: Int) {
        switch value {
        case .scalar(let place): appendScalar(place, row)
        case .series(let place):
            appendSeries(cell(place, row)) { PythonJSON.append($0, to: &$1) }
        case .openEnded(let place):
            appendSeries(cell(place, row).withoutTrailingHoles) { PythonJSON.append($0, to: &$1) }
        case .clock(let place):
            appendSeries(cell(place, row)) { series, out in
                guard case .int64(let seconds) = series.elements else { return }
                PythonJSON.append(series, to: &out) { PythonJSON.appendClock(seconds[$0], to: &$1) }
            }
        case .repeated(let place, let axis):
            appendSeries(repeated(place, row, along: axis)) { PythonJSON.append($0, to: &$1) }
        case .fraction(let place, let whole, let axis):
            guard case .series(let steps) = repeated(place, row, along: axis),
                case .series(let wholes) = repeated(whole, row, along: axis)
            else { return }
            PythonJSON.appendFractions(steps, of: wholes, to: &out)
        }
    }

    private mutating func appendScalar(_ place: Int, _ row: Int) {
        let cell = cell(place, row)
        switch cell {
        case .absent: return
        case .string(let text) where text.bytes.count > JSONText.longText: return PythonJSON.append(cell, to: &out)
        default: break
        }
        if cell != printed[place].cell {
            var text: [UInt8] = []
            PythonJSON.append(cell, to: &text)
            printed[place] = (cell, text)
        }
        out += printed[place].text
    }

    private mutating func appendSeries(_ cell: Cell, _ print: (Series, inout [UInt8]) -> Void) {
        switch cell {
        case .series(let series):
            print(series, &out)
            if let states = series.states { holes += states.count { $0 == .hole } }
        case .absent: break
        default: out += "null".utf8
        }
    }

    private func cell(_ place: Int, _ row: Int) -> Cell { blocks[place]?[row] ?? .absent }

    /// A series, or a scalar once for each step of the axis.
    private func repeated(_ place: Int, _ row: Int, along axis: Int) -> Cell {
        guard case .int64(let value) = cell(place, row) else { return cell(place, row) }
        guard case .series(let steps) = cell(axis, row) else { return .absent }
        return .series(Series(.int64(Array(repeating: value, count: steps.count))))
    }
}

/// What is needed of a file's provenance.
private struct Provenance: Decodable {
    var seed_key: String?
    var merged: [Provenance]?

    /// The first that is said, in the order of the files that were merged.
    var firstSeedKey: String? { seed_key ?? merged?.lazy.compactMap(\.firstSeedKey).first }
}

extension Cell {
    /// A series up to its last value or null.
    fileprivate var withoutTrailingHoles: Cell {
        guard case .series(let series) = self, let states = series.states else { return self }
        return .series(series.prefix((states.lastIndex { $0 != .hole } ?? -1) + 1))
    }
}

extension PythonJSON {
    /// Appends an array of "3/50"; null where either number isn't there.
    fileprivate static func appendFractions(_ steps: Series, of wholes: Series, to out: inout [UInt8]) {
        guard case .int64(let numbers) = steps.elements, case .int64(let ends) = wholes.elements,
            numbers.count == ends.count
        else { return }
        let isWhole = steps.states == nil && wholes.states == nil
        appendTexts(numbers.count, width: 2 * widest, to: &out) { index, span in
            guard isWhole || steps.isValue(index) && wholes.isValue(index) else {
                for byte in "null".utf8 { span.append(byte) }
                return
            }
            span.append(UInt8(ascii: "\""))
            append(numbers[index], to: &span)
            span.append(UInt8(ascii: "/"))
            append(ends[index], to: &span)
            span.append(UInt8(ascii: "\""))
        }
    }

    /// Appends seconds as "dd,hh:mm:ss"; of negative ones the days are rounded down, as by Python's divmod.
    fileprivate static func appendClock(_ seconds: Int64, to out: inout [UInt8]) {
        let rest = (seconds % 86_400 + 86_400) % 86_400
        let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        out.append(addingCapacity: 40) { span in
            span.append(UInt8(ascii: "\""))
            for (part, end) in [(days, ","), (rest / 3600, ":"), (rest / 60 % 60, ":"), (rest % 60, "\"")] {
                if (0..<10).contains(part) { span.append(UInt8(ascii: "0")) }
                append(part, to: &span)
                for byte in end.utf8 { span.append(byte) }
            }
        }
    }
}
