import BenchFile
import BenchSchema
import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
    let folder: TemporaryFolder
    let file: String
    let runs: [Run]

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("sample.hasb")
        runs = try SampleTable.runs(12, seed: 21)
        var writer = try BenchWriter(
            path: file, schema: try SampleTable.schema(), provenance: #"{"origin":"a test"}"#,
            options: WriterOptions(segmentRuns: 5))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
    }

    /// Output of a command run in the temporary folder, so that its name doesn't appear.
    private func output(_ arguments: String..., status: Int32 = 0) throws -> String {
        let process = try HasbenchProcess(arguments, folder: folder.path)
        #expect(process.status == status, "\(process.errors)")
        return process.output
    }

    private var pairs: [String] {
        zip(["NET.DEPTH", "OPTIM.LR", "OPTIM.NAME", "TRAIN.AUG"], runs[0].cells).map { name, cell in
            switch cell {
            case .int64(let value): "\(name)=\(value)"
            case .float64(let bits): "\(name)=\(bits.value)"
            case .bool(let value): "\(name)=\(value)"
            case .string(let text): "\(name)=\(text)"
            default: name
            }
        }
    }

    @Test(arguments: [
        "", "info", "lookup", "export", "stats", "pareto", "verify", "recover", "merge", "diff", "sample", "query",
        "report",
    ])
    func help(verb: String) throws {
        let process = try HasbenchProcess((verb.isEmpty ? [] : [verb]) + ["--help"])
        #expect(process.status == 0)
        // Some end in an empty line, which no text file should.
        try expectSnapshot(
            process.output.hasSuffix("\n\n") ? String(process.output.dropLast()) : process.output,
            "help-\(verb.isEmpty ? "hasbench" : verb)")
    }

    @Test func tables() throws {
        try expectSnapshot(try output("stats", "sample.hasb"), "stats")
        try expectSnapshot(
            try output("stats", "sample.hasb", "--by", "NET.DEPTH", "--metric", "test_error", "--distribution"),
            "stats-json")
        try expectSnapshot(
            try output("pareto", "sample.hasb", "--objective", "test_error", "--objective", "train_energy"), "pareto")
        try expectSnapshot(
            try output(
                "pareto", "sample.hasb", "--objective", "test_error", "--objective", "train_energy", "--versus",
                "complexity.params", "--json"), "pareto-json")
        try expectSnapshot(try output("export", "sample.hasb", "--format", "csv"), "export-csv")
        try expectSnapshot(
            try output("export", "sample.hasb", "--format", "csv", "--group", "energy"), "export-csv-group")
        try expectSnapshot(try output("export", "sample.hasb"), "export-jsonl")
        let verified = try output("verify", "sample.hasb", "--deep")
        #expect(
            verified.hasPrefix("sample.hasb: whole; 12 runs, 3 segments, ") && verified.contains("everything decoded"))
    }

    @Test func aLookupInThreeWays() throws {
        let byPairs = try HasbenchProcess(["lookup", file, "--json"] + pairs)
        #expect(byPairs.status == 0, "\(byPairs.errors)")
        let run = try #require(
            try JSONSerialization.jsonObject(with: Data(byPairs.output.split(separator: "\n")[0].utf8))
                as? [String: Any])
        let hash = try #require(run["hash"] as? String)
        let config = String(decoding: try JSONSerialization.data(withJSONObject: run["config"] ?? [:]), as: UTF8.self)
        #expect(run["source"] as? String == "table")
        #expect(try HasbenchProcess(["lookup", file, "--json", "--hash", hash]).output == byPairs.output)
        #expect(try HasbenchProcess(["lookup", file, "--json", "--config", config]).output == byPairs.output)
        #expect(
            try HasbenchProcess(["lookup", file, "--json", "--config", "-"], input: config).output == byPairs.output)
    }

    @Test func aLookupUpToAnEpoch() throws {
        let process = try HasbenchProcess(["lookup", file, "--json", "--epoch", "3", "--curve", "test.error"] + pairs)
        let line = try #require(process.output.split(separator: "\n").first)
        let run = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(run["epoch"] as? Int == 3)
        let series = try #require((run["series"] as? [String: [String: [Any]]])?["test"])
        #expect(series["epoch"]?.count ?? 0 <= 3)
        #expect(series["epoch"]?.count == series["error"]?.count)
    }

    @Test func exitCodes() throws {
        func run(_ arguments: [String]) throws -> (Int32, String) {
            let process = try HasbenchProcess(arguments)
            return (process.status, process.errors)
        }
        let unseen = try run(["lookup", file, "--hash", String(repeating: "0", count: 32)])
        #expect(unseen.0 == 1 && unseen.1.contains("not in the table"))
        let misspelt = try run(["lookup", file, "NET.DETPH=3"] + pairs)
        #expect(misspelt.0 == 64 && misspelt.1.contains("NET.DETPH") && misspelt.1.contains("NET.DEPTH"))
        let wrong = try run(["lookup", file, "NET.DEPTH=deep"] + pairs.dropFirst())
        #expect(wrong.0 == 64 && wrong.1.contains("NET.DEPTH") && wrong.1.contains("int64"))
        let missing = try run(["lookup", file] + pairs.dropFirst())
        #expect(missing.0 == 64 && missing.1.contains("NET.DEPTH"))
        #expect(try run(["lookup", file]).0 == 64)
        #expect(try run(["stats", file, "--metric", "nothing"]).0 == 64)
        #expect(try run(["info", folder.file("none.hasb")]).0 == 66)
        #expect(try run(["info", folder.path]).0 == 66)
        #expect(try run(["nonsense"]).0 == 64)
        #expect(try run(["merge", file, "-o", file]).0 == 73)
        #expect(try run(["export", file, "-o", folder.path + "/no/such/folder/x"]).0 == 73)
    }

    @Test func damageIsFoundAndNamed() throws {
        var bytes = try TemporaryFolder.bytes(file)
        bytes[200] ^= 1
        let damaged = folder.file("damaged.hasb")
        try TemporaryFolder.write(bytes, to: damaged)
        let process = try HasbenchProcess(["verify", damaged])
        #expect(process.status == 1 && process.output.contains("checksum"))
        try TemporaryFolder.write(bytes.prefix(100), to: damaged)
        #expect(try HasbenchProcess(["verify", damaged]).status == 1)
        #expect(try HasbenchProcess(["info", damaged]).status == 65)
        try TemporaryFolder.write([], to: damaged)
        #expect(try HasbenchProcess(["info", damaged]).status == 65)
    }

    @Test func aLineIsARun() throws {
        let columns = [
            Column("k", role: .key, type: .int64), Column("list", role: .setting, type: .json),
            Column("a.step", role: .axis, type: .int64), Column("a.x", role: .series, type: .float64),
        ]
        var writer = try BenchWriter(path: folder.file("b.hasb"), schema: try Schema(columns), provenance: "{\n}")
        for cells: [Cell] in [
            [.int64(1), .json("[1,\n2]"), .absent, .null], [.int64(2), .absent, .null, .null],
            [.int64(3), .absent, .null, .absent], [.int64(4), .absent, .absent, .absent],
        ] {
            try writer.append(Run(cells: cells))
        }
        _ = try writer.finish()
        let lines = try output("export", "b.hasb").split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        #expect(lines[0].contains(#""settings":{"list":[1, 2]}"#))
        let series = [#"{"a":{"x":null}}"#, #"{"a":{"step":null,"x":null}}"#, #"{"a":{"step":null}}"#, "{}"]
        for (line, series) in zip(lines, series) { #expect(line.hasSuffix(#""series":"# + series + "}"), "\(line)") }
        #expect(try output("info", "b.hasb", "--json").split(separator: "\n").count == 1)
    }

    @Test func mergingSaysWhatItLeavesOut() throws {
        var writer = try BenchWriter(path: folder.file("b.hasb"), schema: try SampleTable.schema(), provenance: "{}")
        try writer.attach("surrogate", mediaType: "x/y", [1])
        _ = try writer.finish()
        let process = try HasbenchProcess(
            ["merge", "sample.hasb", "b.hasb", "-o", "merged.hasb", "--json"], folder: folder.path)
        #expect(process.errors == "hasbench: b.hasb: attachment surrogate is not carried over\n")
        #expect(process.output.contains(#""warnings":["b.hasb: attachment surrogate is not carried over"]"#))
    }

    @Test func mergingKeepsEverything() throws {
        let json = try output("merge", "sample.hasb", "sample.hasb", "-o", "merged.hasb", "--json")
        #expect(json.contains("\"runs\":24"))
        #expect(try output("verify", "--deep", "merged.hasb").contains("24 runs"))
    }
}
