import Foundation
import HASBench
import Testing

@Suite struct ReadmeTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// README's Swift, compiled and run; the text between the marks must be README's.
    @Test func theLibrarySectionCompilesAndRuns() throws {
        #expect(FileManager.default.changeCurrentDirectoryPath(Self.root.path))
        // snippet begins
        let bench = try Benchmark(opening: "data/nas-toy.hasb")

        // Exact: all repeats of the configuration, or none.
        let runs = try bench.lookup([
            "REGNET.DEPTH": 8, "REGNET.W0": 24,
            "OPTIM.BASE_LR": 0.1, "OPTIM.OPTIMIZER": "sgd", "OPTIM.MAX_EPOCH": 100,
        ])
        for run in runs {
            let error = try run["test_error"]  // Double?; nil where the run has none
            let early = try run.metric("test_error", upTo: 12)  // as it was after epoch 12
            let curve = try run.curve("test_ema_epoch.top1_err", upTo: 12)
            print(try run.hash, error ?? .nan, early ?? .nan, curve?.numbers ?? [])
        }

        // A metric of all runs.
        let energy = try bench.column("train_energy")
        let total = energy.withValues { values in
            var sum = 0.0
            for index in values.indices { sum += values[index] }
            return sum
        }
        print(total, "kW.h in all,", energy.missing, "runs without")

        // Says where the answer comes from.
        switch try bench.query([
            "REGNET.DEPTH": 9, "REGNET.W0": 24,
            "OPTIM.BASE_LR": 0.1, "OPTIM.OPTIMIZER": "sgd", "OPTIM.MAX_EPOCH": 100,
        ]) {
        case .table(let runs): print(runs.count, "runs")
        case .surrogate(let prediction):
            print(prediction.metrics["test_error"]?.mean ?? .nan, "% predicted, never trained")
        case .unknown(_, let reason): print("not in the table, and", reason)
        }
        // snippet ends
        #expect(runs.count == 1 && total > 0)
    }

    @Test func theLibrarySectionIsThisTest() throws {
        let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        let source = try String(contentsOfFile: #filePath, encoding: .utf8)
        let section = try #require(
            readme.components(separatedBy: "<!-- snippet: library -->\n```swift\n").last?
                .components(separatedBy: "```").first)
        let snippet = try #require(
            source.components(separatedBy: "// snippet begins\n").dropFirst().first?
                .components(separatedBy: "        // snippet ends").first)
        let lines = snippet.components(separatedBy: "\n").map {
            $0.hasPrefix("        ") ? String($0.dropFirst(8)) : $0
        }
        #expect(section == "import HASBench\n\n" + lines.joined(separator: "\n"))
    }
}
