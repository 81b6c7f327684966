import Foundation
import TestSupport
import Testing

/// `query`, and the fall-back of `stats` and `pareto`, on the joint set and the surrogate in its file.
@Suite struct QueryCommandTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("data/digits-joint.hasb").path

    private func objects(_ arguments: [String]) throws -> [[String: Any]] {
        let process = try HasbenchProcess(arguments)
        #expect(process.status == 0, Comment(rawValue: process.errors))
        return try process.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    private func pairs(_ object: [String: Any]) throws -> [String] {
        try #require(object["config"] as? [String: Any]).map { "\($0.key)=\($0.value)" }
    }

    @Test func theTableComesFirstAndAPredictionSaysSo() throws {
        let run = try #require(try objects(["export", Self.file]).first)
        let found = try #require(try objects(["query", Self.file, "--json"] + pairs(run)).first)
        #expect(found["source"] as? String == "table")
        #expect(found["metrics"] as? NSDictionary == run["metrics"] as? NSDictionary)

        let drawn = try #require(try objects(["sample", Self.file, "-n", "1", "-o", "-"]).first)
        let ask = ["query", Self.file, "--json"] + (try pairs(drawn))
        let whole = try #require(try objects(ask).first)
        #expect(whole["source"] as? String == "surrogate")
        #expect(whole["config"] as? NSDictionary == drawn["config"] as? NSDictionary)
        let metrics = try #require(whole["metrics"] as? [String: Double])
        let complexity = try #require(drawn["complexity"] as? [String: Double])
        for name in ["params", "flops", "acts"] { #expect(metrics[name] == complexity[name]) }

        let cut = try #require(
            try objects(ask + ["--epoch", "3", "--curve", "test_ema_epoch.top1_err"]).first)
        let curve = try #require((cut["series"] as? [String: [String: [Double]]])?["test_ema_epoch"])
        let early = try #require(cut["metrics"] as? [String: Double])
        #expect(curve["epoch"] == [1, 2, 3])
        #expect(curve["top1_err"]?.last == early["test_error"])
        #expect(try #require(early["train_energy"]) < #require(metrics["train_energy"]))

        let text = try HasbenchProcess(["query", Self.file] + (try pairs(drawn)))
        #expect(text.output.contains("(predicted by the surrogate; never trained)"))
    }

    @Test func runsAreChosenAsInLookup() throws {
        let run = try #require(try objects(["export", Self.file]).first)
        #expect(try objects(["query", Self.file, "--json", "--seed", "1"] + pairs(run)).count == 1)
        let none = try HasbenchProcess(["query", Self.file, "--seed", "7"] + pairs(run))
        #expect(none.status == 1 && none.errors.contains("not in the table, seed 7"))
        let hash = try HasbenchProcess(["query", Self.file, "--hash", String(repeating: "0", count: 32)])
        #expect(hash.status == 1 && hash.errors.contains("give its keys, not its hash"))
    }

    @Test func statisticsCountPredictionsApart() throws {
        let folder = try TemporaryFolder()
        let runs = try objects(["export", Self.file]).prefix(3)
        let drawn = try objects(["sample", Self.file, "-n", "4", "--seed", "5", "-o", "-"])
        // A constant of the space is no key of the table, and may stand there all the same.
        var lines = (runs + drawn).compactMap { $0["config"] as? [String: Any] }
        lines[3]["MODEL.NUM_CLASSES"] = 10
        let text = try lines.map {
            try #require(String(data: JSONSerialization.data(withJSONObject: $0), encoding: .utf8))
        }
        try TemporaryFolder.write(Array((text.joined(separator: "\n") + "\n\n").utf8), to: folder.file("c.jsonl"))
        let configs = ["--configs", folder.file("c.jsonl")]

        let stats = try #require(
            try objects(["stats", Self.file, "--metric", "test_error", "--json"] + configs).first)
        #expect(stats["table"] as? Int == 3 && stats["predicted"] as? Int == 4 && stats["count"] as? Int == 7)
        let frontier = try #require(
            try objects(
                ["pareto", Self.file, "--json", "--objective", "test_error", "--objective", "train_energy"] + configs
            ).first?["frontier"] as? [String: Any])
        #expect(frontier["count"] as? Int == 7 && frontier["predicted"] as? Int == 4)
        let members = try #require(frontier["runs"] as? [[String: Any]])
        let known = Set(runs.compactMap { $0["hash"] as? String })
        for member in members {
            let isKnown = known.contains(try #require(member["hash"] as? String))
            #expect(member["source"] as? String == (isKnown ? "table" : "surrogate"))
        }
        let sampled = try #require(
            try objects(["stats", Self.file, "--metric", "params", "--json", "--sample", "30", "--seed", "3"]).first)
        #expect((sampled["table"] as? Int ?? 0) + (sampled["predicted"] as? Int ?? 0) == 30)
    }

    @Test func whatIsNoConfigurationIsNamedWithItsLine() throws {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(Array("{\"REGNET.DEPTH\": 8}\n[1]\n".utf8), to: folder.file("c.jsonl"))
        let process = try HasbenchProcess(["stats", Self.file, "--configs", folder.file("c.jsonl")])
        #expect(process.status == 64 && process.errors.contains("c.jsonl: line 2: a configuration is a JSON object"))
        let nowhere = try HasbenchProcess(["stats", Self.file, "--configs", folder.file("none")])
        #expect(nowhere.status == 66)
    }

    @Test func aFileWithoutASurrogateSaysWhatToRun() throws {
        let toy = Self.file.replacingOccurrences(of: "digits-joint", with: "nas-toy")
        let process = try HasbenchProcess([
            "query", toy, "REGNET.DEPTH=9", "REGNET.W0=24", "OPTIM.BASE_LR=0.1", "OPTIM.OPTIMIZER=sgd",
            "OPTIM.MAX_EPOCH=100",
        ])
        #expect(process.status == 1 && process.errors.contains("run: hasbench fit \(toy)"))
    }
}
