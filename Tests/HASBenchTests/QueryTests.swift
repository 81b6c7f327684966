import BenchFile
import BenchSchema
import BenchSurrogate
import HASBench
import TestSupport
import Testing

/// The table first, always; and whatever doesn't come from it says so.
@Suite struct QueryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let schema = try? Schema([
        Column("NET.DEPTH", role: .key, type: .int64), Column("OPTIM", role: .key, type: .string),
        Column("EPOCHS", role: .key, type: .int64), Column("test_error", role: .scalar, type: .float64),
    ])

    private static let every: [Configuration] = (2...9).flatMap { depth in
        ["adam", "sgd"].flatMap { optimizer in
            [10, 20].map { epochs in
                ["NET.DEPTH": .int64(depth), "OPTIM": .string(ByteString(optimizer)), "EPOCHS": .int64(epochs)]
            }
        }
    }

    /// A table of some configurations with a surrogate of, perhaps, another table or space.
    private func table(
        _ configurations: [Configuration], digest: Digest? = nil, space: ByteString? = SampleSurrogate.space,
        surrogate isStored: Bool = true
    ) throws -> Benchmark {
        let schema = try #require(schema)
        func write(_ attach: (inout BenchWriter) throws -> Void) throws -> Benchmark {
            var writer = try BenchWriter(
                path: folder.file("t.hasb"), schema: schema, provenance: "{}", replacing: true)
            for configuration in configurations {
                var run = Run(schema: schema)
                for (place, column) in schema.columns.enumerated() {
                    run.cells[place] = configuration[column.name]?.cell(as: column.type) ?? .float64(3.5)
                }
                try writer.append(run)
            }
            try attach(&writer)
            _ = try writer.finish()
            return try Benchmark(opening: folder.file("t.hasb"))
        }
        let digest = try digest ?? write { _ in }.reader.contentDigest
        return try write { writer in
            if let space { try writer.attach(AttachmentName.searchSpace, mediaType: "application/json", space.bytes) }
            guard isStored else { return }
            let surrogate = try SampleSurrogate.made(contentDigest: digest)
            try writer.attach(AttachmentName.surrogate, mediaType: Surrogate.mediaType, surrogate.bytes)
        }
    }

    /// Of any table, what is in it is never predicted, and what isn't always is.
    @Test(arguments: 0..<20) func whatIsInTheTableIsNeverPredicted(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let share = Int.random(in: 0...10, using: &random)
        let known = Self.every.filter { _ in Int.random(in: 0..<10, using: &random) < share }
        let benchmark = try table(known)
        for configuration in Self.every {
            switch try benchmark.query(configuration) {
            case .table(let runs):
                #expect(known.contains(configuration))
                #expect(try runs.map { try $0["test_error"] } == [3.5])
            case .surrogate(let prediction):
                #expect(!known.contains(configuration))
                #expect(prediction.metrics["test_error"] != nil)
            case .unknown: Issue.record("the surrogate is there")
            }
        }
    }

    @Test func aFileThatCannotPredictSaysWhy() throws {
        let unseen = Self.every[0]
        for (benchmark, reason) in [
            (try table([Self.every[1]], surrogate: false), "the file has no surrogate to predict it"),
            (
                try table([Self.every[1]], digest: try #require(Digest([UInt8](0..<32)))),
                "the surrogate in the file was fitted on another table"
            ),
            (try table([Self.every[1]], space: nil), "the surrogate in the file was fitted on another search space"),
        ] {
            guard case .unknown(let hash, let found) = try benchmark.query(unseen) else {
                Issue.record("there is an answer where there is none")
                continue
            }
            #expect(found == reason)
            #expect(hash == (try benchmark.hash(of: unseen)))
        }
    }

    @Test func whatIsOutsideOfTheSpaceIsAnError() throws {
        let benchmark = try table([Self.every[0]])
        let error = #expect(throws: BenchError.self) {
            try benchmark.query(["NET.DEPTH": 10, "OPTIM": "sgd", "EPOCHS": 20])
        }
        #expect(error?.code == .usage)
        #expect(error?.description.contains("NET.DEPTH is 10") == true)
    }

    @Test func aDamagedSurrogateIsAnError() throws {
        var writer = try BenchWriter(path: folder.file("d.hasb"), schema: try #require(schema), provenance: "{}")
        try writer.attach(AttachmentName.surrogate, mediaType: Surrogate.mediaType, [1, 2, 3])
        _ = try writer.finish()
        let benchmark = try Benchmark(opening: folder.file("d.hasb"))
        let error = #expect(throws: BenchError.self) { try benchmark.query(Self.every[0]) }
        #expect(error?.code == .damaged)
        #expect(error?.place.contains("attachment surrogate") == true)
    }

    @Test func oneSeedDrawsOneRun() throws {
        let benchmark = try table([Self.every[0]])
        func error(_ noise: UInt64?) throws -> Double? {
            guard case .surrogate(let prediction) = try benchmark.query(Self.every[5], noise: noise) else { return nil }
            return prediction.metrics["test_error"]?.mean
        }
        #expect(try error(3) == error(3))
        #expect(try error(3) != error(4))
        #expect(try error(3) != error(nil))
    }
}
