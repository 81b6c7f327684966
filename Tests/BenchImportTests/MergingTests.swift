import BenchFile
import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

/// Files that are to be put together: `--schema`, `--energy`.
@Suite struct MergingTests {
    /// A schema as `info --json` prints it.
    private func info(_ schema: Schema) -> [UInt8] {
        var out = JSONWriter()
        out.object { out in
            out.name("columns")
            out.array { out in
                for column in schema.columns {
                    out.object { out in
                        for (name, text) in [
                            ("name", column.name), ("role", column.role.name), ("type", column.type.name),
                        ] {
                            out.name(name)
                            out.string(text)
                        }
                        if let unit = column.unit {
                            out.name("unit")
                            out.string(unit)
                        }
                        if let metric = column.definition {
                            out.name("definition")
                            out.object { out in
                                out.name("reduction")
                                out.string(metric.reduction.name)
                                out.name("sources")
                                out.array { out in
                                    for source in metric.sources { out.string(source) }
                                }
                                out.name("divisor")
                                out.number(metric.divisor)
                                out.name("direction")
                                out.string(metric.direction.name)
                            }
                        }
                    }
                }
            }
        }
        return out.bytes
    }

    private func template(_ schema: Schema) throws -> SchemaTemplate {
        try SchemaTemplate(info(schema), file: "s.json")
    }

    @Test func aSchemaLetsFilesMerge() async throws {
        let sweep = try Sweep()
        try sweep.write("a.json", "[\(SourceTests.object(6)), \(SourceTests.object(7, seed: 2))]")
        let one = SourceTests.object(8).replacing("\"BASE_LR\": 0.1", with: "\"BASE_LR\": 1")
        let other = SourceTests.object(8, of: 3).replacing("2.5]", with: "2]")
        try sweep.write("b.json", "[\(one), \(other)]")
        func convert(_ name: String, _ change: (inout ConvertOptions) -> Void) async throws -> Schema {
            let options = sweep.options {
                ($0.sources, $0.output, $0.keys) = ([sweep.folder.file(name)], sweep.folder.file(name + ".hasb"), [])
                change(&$0)
            }
            _ = try await Converter(options: options).convert()
            return try BenchReader(options.output).schema
        }
        let first = try await convert("a.json") { $0.keys = ["REGNET.DEPTH", "OPTIM.BASE_LR"] }
        let known = try template(first)
        let second = try await convert("b.json") { $0.template = known }
        #expect(second.keyIdentifier == first.keyIdentifier)
        let summary = try Merge.files(
            [sweep.folder.file("a.json.hasb"), sweep.folder.file("b.json.hasb")], to: sweep.folder.file("m.hasb"))
        #expect(summary.runs == 4)
    }

    @Test func whatASchemaDoesntAllowIsAnError() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        let schema = try await sweep.table().schema
        func error(_ lines: [String]) async throws -> BenchError? {
            let other = try Sweep()
            try other.add("000000", lines)
            let known = try template(schema)
            return await #expect(throws: BenchError.self) { try await other.table { $0.template = known } }
        }
        let fraction = try await error([
            Log.start, Log.cfg(depth: 7), Log.test(1).replacing("12", with: "12.5"), Log.test(2),
        ])
        #expect(fraction?.code == .mismatch && fraction?.place == ["column test_epoch.mem"])
        let series = try await error([Log.start, Log.cfg(depth: 7), Log.test(1), Log.test(2, of: 3)])
        #expect(series?.place == ["column test_epoch.epoch_max"])
        let setting = try await error([Log.start, Log.cfg(depth: 7).replacing("0.1", with: "1"), Log.test(1)])
        #expect(setting?.place == ["column OPTIM.BASE_LR"])
    }

    @Test func keysThatDontFitAreRefused() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        let known = try template(try await sweep.table().schema)
        try sweep.add("000001", [Log.start, Log.cfg().replacing(": 6", with: #": "six""#), Log.test(1)])
        let report = try await Converter(options: sweep.options { ($0.keys, $0.template) = ([], known) }).convert()
        #expect(report.written?.runs == 1 && report.tally.notStored == 1)
        #expect(report.problems.contains("run 000001: it is not stored: key REGNET.DEPTH: its value is no int64"))
    }

    @Test func runsThatAreTooLargeAreRefused() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        let text = String(repeating: "a", count: Run.maximumBytes)
        try sweep.add("000001", [Log.start, Log.cfg(depth: 7, #", "DESC": "\#(text)""#), Log.test(1), Log.test(2)])
        let report = try await Converter(options: sweep.options()).convert()
        #expect(report.written?.runs == 1 && report.tally.notStored == 1)
        #expect(report.problems.contains { $0.hasPrefix("run 000001: it is not stored: a run of more than 8 MiB") })
    }

    @Test(arguments: ["{}", "{\"columns\": []}", "{\"columns\": [{\"name\": \"a\"}]}", "[", "{\"columns\": 1}"])
    func badSchemaFiles(_ text: String) {
        let error = #expect(throws: BenchError.self) { try SchemaTemplate(Array(text.utf8), file: "s.json") }
        #expect(error?.code == .usage && error?.place.first == "s.json")
    }

    @Test func anEnergySweepJoinsByConfiguration() async throws {
        let sweep = try Sweep()
        try sweep.add("000000", Log.whole(depth: 6))
        try sweep.add("000001", Log.whole(depth: 7, seed: 2))
        try sweep.add("000002", Log.whole(depth: 8))
        let cons = #", "cons": {"train_cons": [0.5, 0.25], "test_cons": [1, 2]}"#
        let energies = [
            SourceTests.object(7, seed: 9, cons), SourceTests.object(6), SourceTests.object(99, cons),
            SourceTests.object(7, seed: 10, cons.replacing("0.25", with: "0.75")),
        ]
        try sweep.write("energy.json", "[" + energies.joined(separator: ",") + "]")
        let table = try await sweep.table { $0.energy = sweep.folder.file("energy.json") }
        #expect(table.cell("cons.train_cons") == .absent && table.cell("cons.train_cons", run: 2) == .absent)
        #expect(table.doubles("cons.train_cons", run: 1) == [0.5, 0.75])
        #expect(table.cell("train_energy", .metric, run: 1) == .float64(0.00125))
        let report = try await Converter(options: sweep.options { $0.energy = sweep.folder.file("energy.json") })
            .convert()
        #expect(
            report.notes == [
                "1 of 3 configurations have energy series from the other sweep",
                "1 configurations of the energy sweep are not in this one",
                "1 runs of the energy sweep have the configuration of a later one, which counts; the first is 3",
            ])
        try sweep.write("none.json", "[" + SourceTests.object(6) + "]")
        await #expect(throws: BenchError.self) { try await sweep.table { $0.energy = sweep.folder.file("none.json") } }
    }
}
