import BenchFormat
import BenchSchema

/// Saves the runs of one segment after the other.
///
/// A segment whose runs are all whole is copied as it is stored; runs of another one are encoded again.
struct SegmentRecovery {
    private let reader: BenchReader
    private let schema: Schema
    private let order: DigestOrder
    private let keepsParts: Bool
    private let chunk: Int
    private var encoder: SegmentEncoder
    private var hasLearned = false

    init(_ reader: BenchReader, _ options: Recovery.Options) throws(BenchError) {
        self.reader = reader
        schema = reader.schema
        order = reader.schema.digestOrder
        keepsParts = options.keepsParts
        chunk = options.writing.runsPerSegment(reader.schema)
        encoder = try SegmentEncoder(schema: reader.schema, options: options.writing)
    }

    /// The runs of a segment that are whole, encoded; the report says of the others why.
    mutating func recover(_ segment: Int, _ report: inout RecoveryReport) -> [EncodedSegment] {
        let page: DirectoryPage
        do throws(BenchError) { page = try reader.page(segment) } catch {
            report.add(error)
            report.lose(.init(segment: segment, runs: runs(between: segment), configurations: [], reason: error))
            return []
        }
        var unreadable: [Int: BenchError] = [:]
        let rows = 0..<Int(page.runs)
        var room = SegmentRoom(orThrow: .damaged)
        for place in schema.columns.indices {
            let block: ColumnBlock
            do throws(BenchError) { block = try reader.block(place, segment: segment) } catch {
                unreadable[place] = error
                report.add(error)
                continue
            }
            do throws(BenchError) { try room.take(block) } catch {
                let located = reader.located(error, "segment \(segment)")
                report.add(located)
                lose(rows, page, segment, located, &report)
                return []
            }
        }
        // What a metric is, its curve says.
        let lostColumns = unreadable.keys.filter { schema.columns[$0].role != .metric }.sorted()
        if let first = lostColumns.first(where: { !keepsParts || schema.columns[$0].role == .key }),
            let reason = unreadable[first]
        {
            lose(rows, page, segment, reason, &report)
            return []
        }
        let whole = rows.filter { row in
            do throws(BenchError) {
                _ = try schema.identity(of: try run(row, segment, without: unreadable), order: order)
                return true
            } catch {
                let located = reader.located(error, "run \(row) of segment \(segment)")
                report.add(located)
                lose(row..<row + 1, page, segment, located, &report)
                return false
            }
        }
        if unreadable.isEmpty, whole.count == rows.count,
            let copy = try? reader.encoded(segment, places: schema.columns.indices.map { $0 }, order: order)
        {
            report.runsSaved += copy.runs
            return [copy]
        }
        for place in unreadable.keys.sorted() where schema.columns[place].role == .metric {
            report.remake(["metric \(schema.columns[place].name) of segment \(segment), from its curve"])
        }
        return encode(whole, page, segment, unreadable, isInPart: !lostColumns.isEmpty, &report)
    }

    /// A run that is whole, or as whole as it can be without the columns that can't be read.
    private func run(
        _ row: Int, _ segment: Int, without unreadable: [Int: BenchError]
    ) throws(BenchError) -> Run {
        let location = RunLocation(segment: UInt32(segment), row: UInt16(row))
        var run = Run(schema: schema)
        var room = RunRoom(orThrow: .damaged)
        for place in schema.columns.indices where unreadable[place] == nil {
            run.cells[place] = try reader.cell(place, at: location)
            try room.take(run.cells[place])
        }
        let lacksCurves = unreadable.keys.contains { schema.columns[$0].role != .metric }
        for place in schema.places(.metric) {
            let computed = try schema.metric(place) { run.cells[$0] }
            guard lacksCurves || unreadable[place] != nil || computed == run.cells[place] else {
                throw BenchError(.damaged, "metric \(schema.columns[place].name) isn't what its curve gives")
            }
            run.cells[place] = computed
        }
        try schema.check(run)
        return run
    }

    private mutating func encode(
        _ rows: [Int], _ page: DirectoryPage, _ segment: Int, _ unreadable: [Int: BenchError], isInPart: Bool,
        _ report: inout RecoveryReport
    ) -> [EncodedSegment] {
        var saved: [EncodedSegment] = []
        for start in stride(from: 0, to: rows.count, by: chunk) {
            let part = rows[start..<min(start + chunk, rows.count)]
            do throws(BenchError) {
                var runs: [Run] = []
                for row in part { runs.append(try run(row, segment, without: unreadable)) }
                if !hasLearned { try encoder.learn(from: runs) }
                hasLearned = true
                var segments: [EncodedSegment] = []
                for runs in SegmentEncoder.cut(runs) { segments.append(try encoder.encode(Array(runs))) }
                saved += segments
                report.runsSaved += runs.count
                if isInPart { report.runsInPart += runs.count }
            } catch {
                let located = reader.located(error, "segment \(segment)")
                report.add(located)
                for row in part { lose(row..<row + 1, page, segment, located, &report) }
            }
        }
        return saved
    }

    private func lose(
        _ rows: Range<Int>, _ page: DirectoryPage, _ segment: Int, _ reason: BenchError,
        _ report: inout RecoveryReport
    ) {
        var configurations: [ConfigHash] = []
        for row in rows where report.hasRoom && configurations.count < RecoveryReport.maximumConfigurations {
            let location = RunLocation(segment: UInt32(segment), row: UInt16(row))
            let hash = try? schema.configHash { column throws(BenchError) in try reader.cell(column, at: location) }
            guard let hash else { break }
            configurations.append(hash)
        }
        let first = Int(clamping: page.firstRun)
        let (end, isTooFar) = first.addingReportingOverflow(rows.upperBound)
        report.lose(
            .init(
                segment: segment, runs: isTooFar ? nil : first + rows.lowerBound..<end, configurations: configurations,
                reason: reason))
    }

    /// The numbers of the runs of a segment whose page is damaged, from the pages beside it.
    private func runs(between segment: Int) -> Range<Int>? {
        var start = 0
        if segment > 0 {
            guard let before = try? reader.page(segment - 1) else { return nil }
            start = Int(clamping: before.firstRun &+ UInt64(before.runs))
        }
        var end = reader.runCount
        if segment + 1 < reader.segmentCount {
            guard let after = try? reader.page(segment + 1) else { return nil }
            end = Int(clamping: after.firstRun)
        }
        return start <= end ? start..<end : nil
    }
}
