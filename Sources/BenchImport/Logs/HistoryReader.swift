import BenchSchema

/// Reads the tracer's history.jsonl: a row an epoch, with the consumption in W.h.
enum HistoryReader {
    static let file = "history.jsonl"

    /// The rows that have an epoch and a training consumption; what can't be read is reported.
    static func read(
        _ path: String, in folder: OpenFolder?, _ read: inout ReadRun
    ) throws(BenchError) {
        // Most runs have none, which is found out sooner than by opening it.
        guard ByteSource.endings.contains(where: { !FileSystem.isMissing(path + $0, in: folder) }) else { return }
        let source: ByteSource
        do throws(BenchError) {
            guard let found = try ByteSource.open(path, in: folder) else { return }
            source = found
        } catch {
            read.run.findings.add(.damage, file, error.message)
            return
        }
        var lines = LineReader(source, window: 1 << 16)
        var json = try JSONReader()
        var group = RecordGroup("history")
        while let range = lines.next() {
            let range = LogLine.trimmed(lines.buffer.span, range)
            if range.isEmpty { continue }
            if json.read(lines.buffer.span, range, nested: false) != nil {
                read.run.findings.add(.damage, file, line: lines.line, "a row is torn or malformed")
                continue
            }
            var epoch: Int64?
            var epochLeaf = -1
            var hasConsumption = false
            for leaf in 0..<json.count {
                if json.path(leaf, is: epochName) {
                    epochLeaf = leaf
                    epoch = json.kind(leaf) == .int64 ? json.integer(leaf) : Int64(exactly: json.number(leaf))
                    if ![.int64, .float64].contains(json.kind(leaf)) { epoch = nil }
                }
                if json.path(leaf, is: consumptionName) { hasConsumption = true }
            }
            guard hasConsumption, let epoch, epoch >= 0, epoch < .max else { continue }
            for reason in group.append(epoch: epoch + 1, of: nil, json, skipping: (epochLeaf, -1)) {
                read.run.findings.add(.damage, file, line: lines.line, "history.\(reason)")
            }
        }
        if let failure = lines.failure {
            read.run.findings.add(.damage, file, line: lines.line > 0 ? lines.line : nil, failure.message)
        }
        read.bytesIn += lines.bytesIn
        read.bytesUnpacked += lines.bytes
        guard !group.epochs.isEmpty else { return }
        group.settle()
        read.run.groups.append(group)
    }

    private static let epochName = Array("cur_epoch".utf8)
    private static let consumptionName = Array("train_consumption".utf8)
}
