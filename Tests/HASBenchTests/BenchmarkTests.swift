import BenchFile
import BenchSchema
import HASBench
import TestSupport
import Testing

@Suite struct BenchmarkTests {
    let folder: TemporaryFolder
    let bench: Benchmark
    let runs: [Run]

    init() throws {
        folder = try TemporaryFolder()
        runs = try SampleTable.runs(30, seed: 11)
        var writer = try BenchWriter(
            path: folder.file("a.hasb"), schema: try SampleTable.schema(), provenance: "{}",
            options: WriterOptions(segmentRuns: 7))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
        bench = try Benchmark(opening: folder.file("a.hasb"))
    }

    private var configuration: Configuration {
        get throws {
            let cells = runs[0].cells
            return [
                "NET.DEPTH": .int64(Int64(cells[0].number ?? 0)),
                "OPTIM.LR": .float64(Float64Bits(cells[1].number ?? 0)),
                "OPTIM.NAME": .string(ByteString(cells[2].text ?? "")), "TRAIN.AUG": .bool(cells[3] == .bool(true)),
            ]
        }
    }

    @Test func aConfigurationInEveryForm() throws {
        let configuration = try configuration
        let expected = try bench.lookup(configuration).map(\.location)
        #expect(!expected.isEmpty)
        #expect(try bench.lookup(try bench.hash(of: configuration)).map(\.location) == expected)
        let texts = configuration.mapValues { value -> LooseValue in
            switch value {
            case .int64(let number): .string(ByteString(String(number) + ".0"))
            case .float64(let bits): .string(ByteString(bits.value.description))
            case .bool(let flag): flag ? "True" : "False"
            default: value
            }
        }
        #expect(try bench.lookup(texts).map(\.location) == expected)
        guard case .table(let found) = try bench.query(configuration) else {
            Issue.record("the table's answer is expected")
            return
        }
        #expect(found.map(\.location) == expected)
    }

    @Test func whatIsNotThere() throws {
        var unseen = try configuration
        unseen["NET.DEPTH"] = 1_000
        #expect(try bench.lookup(unseen).isEmpty)
        guard case .unknown = try bench.query(unseen) else {
            Issue.record("an unseen configuration is unknown")
            return
        }
    }

    @Test func misspeltMissingAndWrong() throws {
        func error(_ change: (inout Configuration) -> Void) throws -> BenchError? {
            var configuration = try configuration
            change(&configuration)
            do throws(BenchError) { _ = try bench.lookup(configuration) } catch { return error }
            return nil
        }
        let misspelt = try #require(try error { $0["NET.DETPH"] = 1 })
        #expect(
            misspelt.code == .usage && misspelt.message.contains("NET.DETPH") && misspelt.message.contains("NET.DEPTH"))
        let missing = try #require(try error { $0["NET.DEPTH"] = nil })
        #expect(missing.code == .usage && missing.message.contains("lacks NET.DEPTH"))
        let wrong = try #require(try error { $0["NET.DEPTH"] = "deep" })
        #expect(wrong.code == .usage && wrong.message.contains("NET.DEPTH") && wrong.message.contains("int64"))
    }

    @Test func columnsAndCurves() throws {
        let column = try bench.column("test_error")
        #expect(column.values.count == runs.count)
        let place = try #require(bench.schema.place("test_error", .metric))
        #expect(column.values.map { $0?.bitPattern } == runs.map { $0.cells[place].number?.bitPattern })
        #expect(column.withValues { $0.count } == runs.count - column.missing)
        #expect(throws: BenchError.self) { try bench.column("no.such") }
        let run = try bench.lookup(try configuration)[0]
        let curve = try #require(try run.curve("test.error"))
        let cut = try #require(try run.curve("test.error", upTo: 3))
        #expect(cut.steps == curve.steps.filter { $0 <= 3 })
        #expect(throws: BenchError.self) { try run.curve("test.epoch") }
        #expect(throws: BenchError.self) { try run["NO"] }
    }
}
