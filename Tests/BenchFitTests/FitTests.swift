import BenchFile
import BenchSchema
import BenchStatistics
import BenchSurrogate
import HASBench
import TestSupport
import Testing

@testable import BenchFit

/// From a table to a surrogate in it.
@Suite struct FitTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func fit(_ table: TrainingTable, seed: UInt64 = 1) throws -> Surrogate {
        try SurrogateFit(table: table, seed: seed, passes: 3, progress: { _ in }).fit(table.runs)
    }

    @Test func theSameTableGivesTheSameBytesAndGoodPredictions() throws {
        let table = try SmallTable.table(folder, runs: 60)
        let surrogate = try fit(table)
        #expect(try fit(table).bytes == surrogate.bytes)
        #expect(surrogate.metrics.sorted() == ["params", "test_error", "train_time"])
        #expect(surrogate.axis == Axis(first: 1, last: 10, key: 0))
        let prediction = try surrogate.predict(["NET.DEPTH": 6, "LR": 0.5, "OPTIM": "sgd", "EPOCHS": 10])
        let (error, time) = (prediction.metrics["test_error"]?.mean ?? 0, prediction.metrics["train_time"]?.mean ?? 0)
        #expect(abs(error - 11.5) < 3)
        #expect(abs(time - 6) < 0.6)
        #expect(abs((prediction.metrics["params"]?.mean ?? 0) - 6000) < 600)
        #expect(prediction.steps.count == 10)
    }

    @Test func evaluationCoversEveryMetricAndModel() throws {
        let table = try SmallTable.table(folder, runs: 50)
        let surrogate = try fit(table)
        let evaluation = try Evaluation(surrogate, Array(table.runs.prefix(20)), of: table)
        let lines = Evaluation.joined([evaluation, evaluation])
        #expect(lines.filter(\.isAnswer).map(\.name) == ["test_error", "test.error", "train_time", "params"])
        #expect(lines.first?.agreement.count == 40)
        for line in lines where line.isAnswer { #expect((line.agreement.determination ?? 0) > 0.5, "\(line.name)") }
        let text = FitReport(
            contentDigest: table.contentDigest, runs: 50, leftOut: 0, training: 30, test: 20, lines: lines
        ).text
        #expect(text.contains("test.error (curve)") && text.contains("bezier"))
    }

    @Test func splitsKeepRepeatsTogetherAndFoldsAreRead() throws {
        let table = try SmallTable.table(folder, runs: 40)
        let twice = table.runs + table.runs
        let split = Split(twice, share: 0.25, seed: 3)
        #expect(split.folds.count == 1)
        let heldOut = Set(split.folds[0].map { twice[$0].hash })
        #expect(Set(Split.training(of: 80, without: split.folds[0]).map { twice[$0].hash }).isDisjoint(with: heldOut))
        #expect(Split(twice, share: 0.25, seed: 3).folds == split.folds)
        #expect(Split(twice, share: 0, seed: 3).folds.isEmpty)
        let text = "\(twice[0].hash) 1\n\n\(twice[1].hash) 0\n"
        #expect(try Split(table.runs, reading: text, file: "f").folds == [[1], [0]])
        for wrong in ["", "x", "\(twice[0].hash) -1", "0123 1"] {
            #expect(throws: BenchError.self) { try Split(table.runs, reading: wrong, file: "f") }
        }
    }

    @Test func attachingKeepsRunsAndOtherAttachments() throws {
        let path = folder.file("a.hasb")
        try SmallTable.write(path, runs: 30)
        let before = try BenchReader(path)
        for bytes in [[UInt8]([1, 2]), [3]] {
            _ = try Merge.attaching(
                [.init(AttachmentName.surrogate, mediaType: "x/y", bytes)], to: path, as: path, replacing: true)
        }
        let after = try BenchReader(path)
        #expect(after.contentDigest == before.contentDigest && after.runCount == 30)
        #expect(after.attachmentNames.sorted() == ["note", "provenance", "search-space", "surrogate"])
        #expect(try after.attachment("surrogate") == [3])
        #expect(try after.attachment("note") == Array("kept".utf8))
        #expect(throws: BenchError.self) {
            try Merge.attaching([.init("x", mediaType: "x/y", [])], to: path, as: path)
        }
    }

    @Test func tablesThatNothingCanBeFittedToAreRefused() throws {
        let path = folder.file("few.hasb")
        try SmallTable.write(path, runs: 10)
        let error = #expect(throws: BenchError.self) { try TrainingTable(try Benchmark(opening: path)) }
        #expect(error?.code == .mismatch)
    }
}
