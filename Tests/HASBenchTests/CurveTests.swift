import BenchFile
import BenchSchema
import HASBench
import TestSupport
import Testing

@Suite struct CurveTests {
    private static let names = ["test.error", "test.raw", "test.memory", "test.ok", "test.note", "energy.used"]

    private let folder: TemporaryFolder
    private let path: String
    private let runs: [Run]
    private let schema: Schema

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("a.hasb")
        schema = try SampleTable.schema()
        runs = try SampleTable.runs(120, seed: 23)
        var writer = try BenchWriter(
            path: path, schema: schema, provenance: "{}", options: WriterOptions(segmentRuns: 5))
        for run in runs { try writer.append(run) }
        _ = try writer.finish()
    }

    /// All curves of all runs, cut at this step.
    private func curves(_ bench: Benchmark, upTo limit: Double?) throws -> [[Curve?]] {
        var curves: [[Curve?]] = []
        try bench.forEachRun { run throws(BenchError) in
            var row: [Curve?] = []
            for name in Self.names { row.append(try run.curve(name, upTo: limit)) }
            curves.append(row)
        }
        return curves
    }

    @Test(arguments: [nil, 0, 2.5, 6, 100] as [Double?])
    func curvesAreWhatWasWritten(limit: Double?) throws {
        for (run, row) in zip(runs, try curves(try Benchmark(opening: path), upTo: limit)) {
            for (name, curve) in zip(Self.names, row) {
                let place = try #require(schema.place(name, .series))
                let axis = try #require(schema.axis(of: place))
                guard case .series(let steps) = run.cells[axis], case .series(let values) = run.cells[place] else {
                    #expect(curve == nil)
                    continue
                }
                let count = limit.map { steps.steps(upTo: $0) } ?? steps.count
                let curve = try #require(curve)
                #expect(curve.axis == steps.prefix(count))
                #expect(curve.values == values.prefix(count))
                let expected = values.numbers(limit: count)
                #expect(curve.numbers.map { $0?.bitPattern } == expected.map { $0?.bitPattern })
                #expect(curve.steps.count == count)
                curve.withNumbers { numbers in
                    #expect(numbers.count == count)
                    for index in numbers.indices {
                        #expect(numbers[index].bitPattern == (expected[index] ?? .nan).bitPattern)
                    }
                }
            }
        }
    }

    @Test func numbersAreACollection() throws {
        let curve = try curves(try Benchmark(opening: path), upTo: nil).joined().compactMap(\.self)
            .first { $0.numbers.count > 2 && !$0.numbers.contains { $0?.isNaN ?? true } }
        let numbers = try #require(curve).numbers
        #expect(numbers.last == numbers[numbers.count - 1])
        #expect(numbers.description == Array(numbers).description)
        #expect(numbers == numbers && numbers != [])
        #expect(([nil, 1.5] as Curve.Numbers).elementsEqual([nil, 1.5]))
    }

    @Test(arguments: [0, 3_000, 12_000, 40_000, 64 << 20])
    func manyThreadsReadTheSameCurves(cacheBytes: Int) async throws {
        let expected = try curves(try Benchmark(opening: path, cacheBytes: 1 << 30), upTo: nil)
        let bench = try Benchmark(opening: path, cacheBytes: cacheBytes)
        let hashes = try runs.map { try schema.configHash(of: $0) }
        var places: [ConfigHash: [Int]] = [:]
        for (place, hash) in hashes.enumerated() { places[hash, default: []].append(place) }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<8 {
                group.addTask { [places] in
                    var differences = 0
                    for step in 0..<600 {
                        let hash = hashes[(step * 7 + worker * 31) % hashes.count]
                        let name = (step / 5 + worker) % Self.names.count
                        let found = try bench.lookup(hash).map { try $0.curve(Self.names[name]) }
                        let known = places[hash, default: []].map { expected[$0][name] }
                        if Set(found) != Set(known) || found.count != known.count { differences += 1 }
                    }
                    return differences
                }
            }
            for try await differences in group { #expect(differences == 0) }
        }
    }
}
