import BenchFile
import BenchSchema
import CZlib
import TestSupport
import Testing

@testable import BenchImport

/// What can be converted, besides folders of logs.
@Suite struct SourceTests {
    /// An object as the collector of a sweep writes it.
    static func object(_ depth: Int, seed: Int = 1, epochs: [Int] = [1, 2], of: Int = 2, _ more: String = "") -> String
    {
        let list = { (values: [String]) in "[" + values.joined(separator: ", ") + "]" }
        let each = { (value: String) in list(epochs.map { _ in value }) }
        let indices = list(epochs.map(String.init))
        let texts = list(epochs.map { #""\#($0)/\#(of)""# })
        return
            #"{"cfg": {"OPTIM": {"BASE_LR": 0.1, "STEPS": [1, 2]}, "OUT_DIR": "/tmp/\#(depth)", "REGNET": {"DEPTH": \#(depth)}, "RNG_SEED": \#(seed)}, "#
            + #""complexity": {"acts": 1, "flops": 2, "params": 3}, "epoch_times": {"train_fw_time": 1.5}, "err": "secret-err\n", "#
            + #""err_file": "/mnt/x/logs/000001/stderr.log", "log_file": "/mnt/x/logs/000001/stdout.log", "#
            + #""test_ema_epoch": {"epoch": \#(texts), "epoch_ind": \#(indices), "epoch_max": \#(each("\(of)")), "mem": \#(each("7")), "top1_err": \#(each("12.5"))}, "#
            + #""train_epoch": {"epoch": \#(texts), "epoch_ind": \#(indices), "epoch_max": \#(each("\(of)")), "eta": \#(each(#""00,00:01:01""#)), "loss": \#(each("2.5"))}\#(more)}"#
    }

    private func table(
        _ name: String, _ bytes: [UInt8], _ change: (inout ConvertOptions) -> Void = { _ in }
    ) async throws -> Table {
        let sweep = try Sweep()
        try sweep.write(name, bytes)
        return try await sweep.table {
            $0.sources = [sweep.folder.file(name)]
            change(&$0)
        }
    }

    static let sweep =
        "[" + object(6) + ", \n" + object(7, #", "cons": {"train_cons": [0.5, 0.25], "test_cons": [1, 2]}"#) + "]"

    @Test func aSweepFile() async throws {
        let table = try await table("sweep.json", Array(Self.sweep.utf8))
        #expect(table.runs.count == 2 && table.report.hasDamage == false && table.report.notes == [])
        #expect(table.cell("REGNET.DEPTH", .key, run: 1) == .int64(7) && table.cell("seed", .seed) == .int64(1))
        #expect(table.cell("OPTIM.STEPS", .setting) == .json("[1, 2]"))
        #expect(table.cell("complexity.params", .scalar) == .int64(3) && table.cell("params", .metric) == .int64(3))
        #expect(table.cell("epoch_times.train_fw_time", .scalar) == .float64(1.5))
        #expect(table.integers("train_epoch.epoch") == [1, 2] && table.integers("train_epoch.eta") == [61, 61])
        #expect(table.cell("train_epoch.epoch_max", .scalar) == .int64(2))
        #expect(table.cell("test_error", .metric) == .float64(12.5))
        #expect(
            table.doubles("cons.train_cons", run: 1) == [0.5, 0.25] && table.integers("cons.epoch", run: 1) == [1, 2])
        #expect(table.column("cons.train_cons")?.unit == "W.h" && table.column("train_epoch.eta")?.unit == "s")
        #expect(table.cell("train_energy", .metric, run: 1) == .float64(0.00075))
        #expect(table.cell("inference_energy", .metric, run: 1) == .float64(1.5))
        #expect(!table.mentions("secret-err") && !table.mentions("/mnt/x"))
    }

    @Test func errAndPathsAreKeptOnlyWhenAskedFor() async throws {
        let table = try await table("sweep.json", Array(Self.sweep.utf8)) { $0.keepErrors = true }
        #expect(table.cell("stderr", .scalar) == .string("secret-err\n"))
        #expect(table.cell("log_file", .scalar) == .string("logs/000001/stdout.log"))
        #expect(table.cell("err_file", .scalar) == .string("logs/000001/stderr.log"))
    }

    @Test func doubledEpochsStayAsTheyStand() async throws {
        let document = "[" + Self.object(6, epochs: [1, 1, 2, 2]) + "," + Self.object(7, epochs: [1]) + "]"
        let table = try await table("sweep.json", Array(document.utf8))
        #expect(table.integers("train_epoch.epoch") == [1, 1, 2, 2])
        #expect(table.summaries.map(\.judgement.state) == [.resumed, .incomplete])
    }

    @Test func aPackedBenchFileGivesTheSame() async throws {
        let sweep = try Sweep()
        try sweep.write("s.json", Self.sweep)
        _ = try await Converter(options: sweep.options { $0.sources = [sweep.folder.file("s.json")] }).convert()
        let plain = try await sweep.table { $0.sources = [sweep.output] }
        let packed = Self.gzip(try TemporaryFolder.bytes(sweep.output))
        try sweep.write("packed", packed)
        let same = try await sweep.table { $0.sources = [sweep.folder.file("packed")] }
        #expect(same.runs == plain.runs && same.schema == plain.schema && plain.runs.count == 2)
        try sweep.write("cut", Array(packed.dropLast(20)))
        await #expect(throws: BenchError.self) { try await sweep.table { $0.sources = [sweep.folder.file("cut")] } }
    }

    @Test func packedAndPipedJSONGivesTheSame() async throws {
        let plain = try await table("s.json", Array(Self.sweep.utf8))
        let gzip = try await table("s.json.gz", Self.gzip(Array(Self.sweep.utf8)))
        let zstd = try await table("s.json.zst", LineReaderTests.frame(Array(Self.sweep.utf8)))
        // The content says that it is packed, not the name; several members follow each other.
        let bytes = Array(Self.sweep.utf8)
        let members = try await table("s.json", Self.gzip(Array(bytes[..<100])) + Self.gzip(Array(bytes[100...])))
        for other in [gzip, zstd, members] { #expect(other.runs == plain.runs && other.schema == plain.schema) }
    }

    @Test func cutPackedJSONGivesWhatIsThere() async throws {
        let cut = Self.gzip(Array(Self.sweep.utf8), level: 0).dropLast(60)
        let table = try await table("s.json.gz", Array(cut)) { $0.keys = ["REGNET.DEPTH"] }
        #expect(table.runs.count == 1 && table.report.hasDamage)
        let reasons = table.report.sources.flatMap { $0.findings.list.map(\.reason) }
        #expect(reasons.count == 2 && reasons[1] == "the compressed data ends early")
    }

    @Test(arguments: ["cut", "comma", "rest"])
    func tornDocumentsGiveTheRecordsBefore(_ kind: String) async throws {
        let one = Self.object(6), two = Self.object(7)
        let document =
            switch kind {
            case "cut": "[\(one), \(two.dropLast(30))"
            case "comma": "[\(one) \(two)]"
            default: "[\(one)] \(two)"
            }
        let table = try await table("s.json", Array(document.utf8))
        #expect(table.runs.count == 1 && table.report.sources.count == 1 && table.report.hasDamage)
    }

    @Test func objectsOnLinesAndInSequence() async throws {
        for separator in ["\n", "\r\n", "\n\n", " ", ""] {
            let table = try await table("s.json", Array((Self.object(6) + separator + Self.object(7)).utf8))
            #expect(table.runs.count == 2 && !table.report.hasDamage, "\(separator.debugDescription)")
        }
    }

    @Test func aSingleLogPackedOrNot() async throws {
        let log = Array((Log.whole().joined(separator: "\n") + "\n").utf8)
        for (name, bytes) in [("x.log", log), ("x.log.gz", Self.gzip(log)), ("x", LineReaderTests.frame(log))] {
            let table = try await table(name, bytes)
            #expect(table.integers("test_epoch.epoch") == [1, 2] && table.summaries[0].name == name)
        }
    }

    @Test func logsPackedByGzip() async throws {
        let sweep = try Sweep()
        try sweep.write(
            "logs/000000/stdout.log.gz", Self.gzip(Array((Log.whole().joined(separator: "\n") + "\n").utf8)))
        try sweep.write(
            "logs/000000/history.jsonl.gz", Self.gzip(Array(#"{"train_consumption": 1, "cur_epoch": 0}"#.utf8)))
        let table = try await sweep.table()
        #expect(table.integers("test_epoch.epoch") == [1, 2] && table.doubles("history.train_consumption") == [1])
    }

    @Test func aSweepFolderWithoutLogs() async throws {
        let sweep = try Sweep()
        try sweep.write("sweep.json", Self.sweep)
        #expect(try await sweep.table().runs.count == 2)
    }

    @Test func anotherBenchFile() async throws {
        let sweep = try Sweep()
        for run in 0..<5 { try sweep.add("00000\(run)", Log.whole(depth: run, seed: run) + Log.block()) }
        try sweep.add("000005", [Log.start, Log.cfg(depth: 9), Log.train(1, #""loss": NaN, "note": "x""#)])
        let first = try await Converter(options: sweep.options()).convert()
        let again = sweep.options {
            $0.sources = [sweep.output]
            $0.output = sweep.folder.file("again.hasb")
        }
        let second = try await Converter(options: again).convert()
        #expect(first.written?.contentDigest == second.written?.contentDigest && second.tally.states[.incomplete] == 1)
        // Where the runs come from is still said.
        let provenance = try BenchReader(again.output).attachment("provenance") ?? []
        #expect(String(decoding: provenance, as: UTF8.self).contains(#""source": "pycls logs""#))
    }

    @Test func severalSourcesAreOneTable() async throws {
        let sweep = try Sweep()
        try sweep.write("a.json", Self.sweep)
        try sweep.add("000000", Log.whole(depth: 9))
        try sweep.write("b.ndjson", Self.object(11) + "\n{\n")
        let table = try await sweep.table {
            $0.sources = ["a.json", "logs", "b.ndjson"].map { sweep.folder.file($0) }
        }
        #expect(table.runs.count == 4)
        #expect(
            table.summaries.map(\.name) == [
                "a.json:0", "a.json:1", "\(sweep.path)/logs/000000", "b.ndjson:0", "b.ndjson:1",
            ])
        #expect(table.cell("REGNET.DEPTH", .key, run: 3) == .int64(11) && table.report.tally.notStored == 1)
    }

    @Test func whatIsNothingIsRefused() async throws {
        for (text, code) in [("hello\n", BenchError.Code.damaged), ("", .damaged), ("[]", .damaged), ("{}", .damaged)] {
            let error = await #expect(throws: BenchError.self) { try await table("x", Array(text.utf8)) }
            #expect(error?.code == code)
        }
    }

    @Test func theSecondPassGivesTheSameBytes() async throws {
        let sweep = try Sweep()
        let objects = (0..<300).map { Self.object($0, seed: $0 % 3, $0 == 299 ? #", "late": {"x": 1}"# : "") }
        try sweep.write("a.json", "[" + objects.joined(separator: ",") + "]")
        // A column that no sample foresees, and none: what is kept, what is read again.
        var files: [[UInt8]] = []
        for (jobs, budget) in [(1, 1 << 30), (2, 1 << 30), (3, 0)] {
            let options = sweep.options {
                ($0.sources, $0.force, $0.jobs, $0.budget) = ([sweep.folder.file("a.json")], true, jobs, budget)
            }
            #expect(try await Converter(options: options).convert().written?.runs == 300)
            files.append(try TemporaryFolder.bytes(sweep.output))
        }
        #expect(files[0] == files[1] && files[0] == files[2])
    }

    /// Bytes as one gzip member.
    static func gzip(_ bytes: [UInt8], level: Int32 = 6) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var out = [UInt8](repeating: 0, count: bytes.count + 1000)
        bytes.withUnsafeBufferPointer { source in
            out.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                deflate(&stream, Z_FINISH)
            }
        }
        return Array(out.prefix(Int(stream.total_out)))
    }
}
