import BenchFile
import BenchFormat
import BenchSchema
import BenchSurrogate
import Dispatch
import Foundation
import HASBench
import Synchronization
import TestSupport
import Testing

/// Many threads on one benchmark; `make soak` runs these under the thread sanitizer.
@Suite struct ThreadTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// So many threads of the system, not tasks, all of which begin at once; gives how many didn't do as they should.
    private func failures(of threads: Int, _ body: @escaping @Sendable (Int) throws -> Bool) -> Int {
        let wrong = Mutex(0)
        let (start, done) = (DispatchSemaphore(value: 0), DispatchGroup())
        for worker in 0..<threads {
            done.enter()
            Thread.detachNewThread {
                start.wait()
                if (try? body(worker)) != true { wrong.withLock { $0 += 1 } }
                done.leave()
            }
        }
        for _ in 0..<threads { start.signal() }
        done.wait()
        return wrong.withLock(\.self)
    }

    /// With little room for what was read, with some, and with enough.
    @Test(arguments: [0, 20_000, 64 << 20]) func aHundredThreadsReadOneBenchmark(cacheBytes: Int) throws {
        let (schema, runs) = (try SampleTable.schema(), try SampleTable.runs(30, seed: 11))
        var writer = try BenchWriter(
            path: folder.file("a.hasb"), schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: 7))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
        let bench = try Benchmark(opening: folder.file("a.hasb"), cacheBytes: cacheBytes)
        let failures = failures(of: 100) { worker in
            for number in 0..<runs.count {
                let run = runs[(number * 7 + worker) % runs.count]
                let found = try bench.lookup(schema.configHash(of: run))
                guard try found.contains(where: { try bench.reader.run(at: $0.location) == run }) else { return false }
            }
            return true
        }
        #expect(failures == 0)
    }

    /// Whatever can be asked of a benchmark, by threads that all come first.
    @Test(arguments: [20_000, 64 << 20]) func everythingIsAskedForAtOnce(cacheBytes: Int) throws {
        let table = try PredictingTable(folder)
        let expected = try PredictingTable.Use.allCases.map { try $0.answer(of: table.open(), table) }
        for _ in 0..<5 {
            let bench = try table.open(cacheBytes: cacheBytes)
            let failures = failures(of: 40) { worker in
                let use = PredictingTable.Use.allCases[worker % expected.count]
                return try use.answer(of: bench, table) == expected[worker % expected.count]
            }
            #expect(failures == 0)
        }
    }
}

/// A table of half of a search space, with a surrogate for the other half.
private struct PredictingTable: Sendable {
    private let path: String
    private let known: [Configuration]
    private let unknown: [Configuration]

    init(_ folder: TemporaryFolder) throws {
        path = folder.file("predicting.hasb")
        let every: [Configuration] = (2...9).flatMap { depth in
            ["adam", "sgd"].flatMap { optimizer in
                [10, 20].map { epochs in
                    ["NET.DEPTH": .int64(depth), "OPTIM": .string(ByteString(optimizer)), "EPOCHS": .int64(epochs)]
                }
            }
        }
        (known, unknown) = (Array(every.prefix(16)), Array(every.dropFirst(16)))
        try write(surrogateOf: nil)
        try write(surrogateOf: open().reader.contentDigest)
    }

    private func write(surrogateOf digest: Digest?) throws {
        let schema = try Schema([
            Column("NET.DEPTH", role: .key, type: .int64), Column("OPTIM", role: .key, type: .string),
            Column("EPOCHS", role: .key, type: .int64), Column("seed", role: .seed, type: .int64),
            Column("test.epoch", role: .axis, type: .int64), Column("test.error", role: .series, type: .float64),
            Column(
                "test_error", role: .metric, type: .float64,
                definition: MetricDefinition(.last, of: ["test.error"], .minimize)),
        ])
        var writer = try BenchWriter(
            path: path, schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: 5), replacing: true)
        for seed in 1...2 as ClosedRange<Int64> {
            for (number, configuration) in known.enumerated() {
                var run = Run(schema: schema)
                for place in schema.keys {
                    let column = schema.columns[place]
                    run.cells[place] = try #require(configuration[column.name]?.cell(as: column.type))
                }
                let errors = (1...10).map { Double(100 * seed) / Double(number + $0) }
                let cells: [Cell] = [
                    .int64(seed), .series(Series(.int64(Array(1...10)))), .series(Series(.float64(errors))),
                    .float64(errors[9]),
                ]
                run.cells.replaceSubrange(3..., with: cells)
                try writer.append(run)
            }
        }
        if let digest {
            let space = SampleSurrogate.space.bytes
            try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", space)
            let surrogate = try SampleSurrogate.made(contentDigest: digest)
            try writer.attach(AttachmentName.surrogate, mediaType: Surrogate.mediaType, surrogate.bytes)
        }
        _ = try writer.finish()
    }

    func open(cacheBytes: Int = 64 << 20) throws -> Benchmark { try Benchmark(opening: path, cacheBytes: cacheBytes) }

    /// What may be asked of a benchmark.
    enum Use: CaseIterable {
        case lookups, predictions, verification, column, curves, index, repeats, attachments

        /// All of it in words, so that any difference shows.
        func answer(of bench: Benchmark, _ table: PredictingTable) throws -> String {
            switch self {
            case .lookups:
                try table.known.map { configuration in
                    try bench.lookup(configuration).map { try bench.reader.run(at: $0.location) }
                }.description
            case .predictions:
                try table.unknown.map { configuration -> String in
                    guard case .surrogate(let prediction) = try bench.query(configuration) else { return "none" }
                    return
                        "\(prediction.metrics["test_error"]?.mean ?? -1) \(prediction.curves["test.error"]?.mean ?? [])"
                }.description
            case .verification: bench.reader.verify(deep: true).problems.description
            case .column: try bench.column("test_error").values.description
            case .curves:
                try bench.lookup(table.known[3]).map { try $0.curve("test.error", upTo: 7)?.numbers }.description
            case .index:
                try entries(IndexCursor(bench.reader)).description
            case .repeats: "\(try bench.reader.repeatedRuns() ?? [])"
            case .attachments: try bench.reader.attachmentNames.map { try bench.reader.attachment($0) }.description
            }
        }

        private func entries(_ cursor: IndexCursor) throws -> [Int] {
            var (cursor, runs): (IndexCursor, [Int]) = (cursor, [])
            while let entry = try cursor.next() { runs.append(entry.run) }
            return runs
        }
    }
}
