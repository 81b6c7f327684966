import BenchFile
import BenchSchema
import BenchStatistics
import Foundation
import HASBench
import TestSupport
import Testing

@testable import BenchReport

/// Whole reports: what is on the page, and what becomes of the folder.
@Suite struct ReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func everyFigureIsOnThePageWithItsNumbers() throws {
        let subject = try subject(named: "a", runs: 40)
        let report = try Report([subject])
        let names = try report.write(to: folder.file("out"))
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.file("out"))) == Set(names))
        let page = try text("out/index.html")
        for figure in [
            "boxes", "distribution", "states", "costs", "frontiers", "curves", "correlations", "boxes-by-key",
            "coverage",
        ] {
            #expect(page.contains("<figure id=\"\(figure)\">"), "\(figure)")
            #expect(page.contains("id=\"\(figure)-gnuplot_canvas\""), "\(figure)")
        }
        #expect(page.contains(subject.benchmark.reader.contentDigest.description))
        #expect(!page.contains("<script") && !page.contains("http-equiv=\"refresh\""))
        // The numbers are those of the statistics.
        let errors = try subject.numbers(at: subject.benchmark.place(named: "test_error"))
        let drawn = BoxPlot(errors.span)
        let box = try #require(drawn)
        let row = try #require(try text("out/boxes.csv").split(separator: "\r\n").first { $0.contains("test_error") })
        #expect(row.contains(",\(box.lowerQuartile),\(box.median),\(box.upperQuartile),"))
    }

    @Test func wordsOfAFileAreNeitherMarkupNorCommands() throws {
        let evil = "\"><script>alert(1)</script>'`touch pwned`$(touch pwned)\\\n&amp; id='x' rgb(1,2,3)"
        let path = folder.file("evil.hasb")
        try SmallReportTable.write(path, runs: 12, key: evil, value: evil, provenance: evil)
        let bench = try Benchmark(opening: path)
        let report = try Report([try ReportSubject(bench, try Selection([], in: bench))])
        _ = try report.write(to: folder.file("out"))
        let page = try text("out/index.html")
        #expect(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"))
        #expect(try folder.names() == ["evil.hasb", "out"])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out"))
        #expect(!names.contains("pwned"))
    }

    @Test func unitsOfSeveralFilesAreConverted() throws {
        let first = try subject(named: "a", runs: 20)
        let second = try subject(named: "b", runs: 20, energyUnit: "W.h", scale: 1000)
        let data = try ReportData([first, second], metric: nil, costs: [])
        let energy = try #require(data.costs.last)
        #expect(energy.name == "train_energy" && energy.unit == "kW.h")
        for (a, b) in zip(data.numbers(energy, of: 0), data.numbers(energy, of: 1)) {
            #expect((a - b).magnitude <= 1e-15 * a)
        }
        let wrong = try subject(named: "c", runs: 20, energyUnit: "s")
        let error = #expect(throws: BenchError.self) { try Report([first, wrong]) }
        #expect(error?.code == .mismatch && error?.description.contains("kW.h") == true)
    }

    @Test(arguments: [1, 2, 3]) func smallTablesHaveFiguresToo(runs: Int) throws {
        let report = try Report([try subject(named: "few", runs: runs)])
        #expect(try report.write(to: folder.file("out")).contains("boxes.svg"))
    }

    @Test func runsWithoutAFiniteNumberAreCountedAndNotDrawn() throws {
        let path = folder.file("nan.hasb")
        try SmallReportTable.write(path, runs: 10) { run in [.nan, .infinity, -.infinity][run % 3] }
        let bench = try Benchmark(opening: path)
        let report = try Report([try ReportSubject(bench, try Selection([], in: bench))])
        _ = try report.write(to: folder.file("out"))
        let page = try text("out/index.html")
        #expect(page.contains("What is not shown") && page.contains("<td class=\"n\">10</td>"))
    }

    @Test func aFolderWithSomethingInItIsLeftAlone() throws {
        let report = try Report([try subject(named: "a", runs: 5)])
        try TemporaryFolder.write("mine".utf8, to: folder.file("out/notes.txt"))
        let error = #expect(throws: BenchError.self) { try report.write(to: folder.file("out")) }
        #expect(error?.code == .cannotWrite)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")) == ["notes.txt"])
        _ = try report.write(to: folder.file("out"), replacing: true)
        #expect(try text("out/notes.txt") == "mine")
        #expect(try text("out/index.html").hasSuffix("</html>\n"))
        #expect(try folder.names() == ["a.hasb", "out"])
    }

    @Test func nothingIsLeftWhereTheFolderCantBe() throws {
        let report = try Report([try subject(named: "a", runs: 5)])
        try TemporaryFolder.write("a file".utf8, to: folder.file("taken"))
        #expect(throws: BenchError.self) { try report.write(to: folder.file("taken")) }
        #expect(throws: BenchError.self) { try report.write(to: folder.file("no/such/folder")) }
        #expect(try folder.names() == ["a.hasb", "taken"])
    }

    @Test func aReportTwiceIsTheSame() throws {
        let report = try Report([try subject(named: "a", runs: 30), try subject(named: "b", runs: 10)])
        let names = try report.write(to: folder.file("one"), formats: [.svg])
        _ = try report.write(to: folder.file("two"), formats: [.svg])
        for name in names {
            #expect(
                try TemporaryFolder.bytes(folder.file("one/\(name)"))
                    == TemporaryFolder.bytes(folder.file("two/\(name)")), "\(name)")
        }
    }

    @Test func aMetricThatAFileLacksIsNamed() throws {
        let first = try subject(named: "a", runs: 5)
        let error = #expect(throws: BenchError.self) { try Report([first], metric: ReportObjective(name: "eror")) }
        #expect(error?.code == .usage && error?.description.contains("eror") == true)
    }

    private func subject(
        named name: String, runs: Int, energyUnit: String = "kW.h", scale: Double = 1
    ) throws -> ReportSubject {
        let path = folder.file("\(name).hasb")
        try SmallReportTable.write(path, runs: runs, energyUnit: energyUnit, scale: scale)
        let bench = try Benchmark(opening: path)
        return try ReportSubject(bench, try Selection([], in: bench))
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try TemporaryFolder.bytes(folder.file(name)), as: UTF8.self)
    }
}
