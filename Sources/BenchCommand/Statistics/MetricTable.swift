import BenchSchema
import BenchStatistics
import HASBench

/// One of the files whose metrics are summarised: what is selected of it, and how it is divided.
struct MetricTable {
    let file: String
    let benchmark: Benchmark
    private let selection: Selection
    private let objects: SelectedObjects
    /// The rows of runs that diverged.
    private let diverged: [Int]
    /// The key whose values divide the runs, and its values in order; nil where they are one sample.
    private let division: (key: String, groups: [Group])?

    /// The rows and objects that share a value of the key.
    private struct Group {
        var cell: Cell
        var rows: [Int] = []
        var objects: [Int] = []
    }

    init(
        _ file: String, of arguments: StatisticsArguments, by key: String?
    ) throws(BenchError) {
        self.file = file
        benchmark = try Benchmark(opening: file)
        selection = try Selection(arguments.where, in: benchmark, candidates: arguments.candidates)
        objects = try selection.objects(arguments.repeats)
        diverged = try selection.diverged()
        guard let key else {
            division = nil
            return
        }
        let cells = try selection.keys(try benchmark.key(named: key))
        var groups: [Cell: Group] = [:]
        for (row, cell) in cells.enumerated() { groups[cell, default: Group(cell: cell)].rows.append(row) }
        // Repeats are of one configuration, and so of one group.
        for object in 0..<objects.count { groups[cells[objects.firstRow(object)]]?.objects.append(object) }
        division = (key, groups.values.sorted { $0.cell.precedes($1.cell) })
    }

    /// The place of a metric or scalar; throws `.usage`, naming the file and its metrics.
    func place(named name: String) throws(BenchError) -> Int {
        do throws(BenchError) { return try benchmark.place(named: name) } catch { throw error.within(file) }
    }

    /// A metric or scalar of the selected rows, a sample for each value of the key, converted; none if nothing is selected.
    func samples(of place: Int, in unit: CommonUnit) throws(BenchError) -> [MetricSample] {
        guard objects.rows > 0 else { return [] }
        let column = benchmark.schema.columns[place]
        let conversion = try unit.conversion(of: place, in: benchmark)
        let ofRows = try selection.numbers(place, conversion)
        let numbers = objects.numbers(ofRows)
        let flagged = try flagged(ofRows)
        let predicted = selection.isOfCandidates ? try selection.rows().map(\.isPredicted) : nil
        func sample(_ by: (String, Cell)?, _ numbers: [Double?], _ rows: some Collection<Int>) -> MetricSample {
            let isOfSample = Set(flagged.isEmpty ? [] : Array(rows))
            return MetricSample(
                file: file, metric: unit.column.name, unit: unit.column.unit,
                convertedFrom: conversion.isIdentity ? nil : column.unit, by: by, repeats: objects.rule,
                rows: rows.count, objects: numbers.count, values: Self.present(numbers),
                predicted: predicted.map { predicted in rows.count { predicted[$0] } },
                flagged: flagged.filter { isOfSample.contains($0.row) })
        }
        guard let (key, groups) = division else { return [sample(nil, numbers, ofRows.indices)] }
        return groups.map { group in sample((key, group.cell), group.objects.map { numbers[$0] }, group.rows) }
    }

    /// The numbers that are there.
    private static func present(_ numbers: [Double?]) -> [Double] {
        var present: [Double] = []
        present.reserveCapacity(numbers.count)
        for case let number? in numbers { present.append(number) }
        return present
    }

    /// The runs that diverged, or whose value is not finite.
    private func flagged(_ numbers: [Double?]) throws(BenchError) -> [FlaggedRun] {
        var flagged = diverged
        for (row, number) in numbers.enumerated() where number?.isFinite == false { flagged.append(row) }
        guard !flagged.isEmpty else { return [] }
        let isDiverged = Set(diverged)
        let rows = try selection.rows()
        var runs: [FlaggedRun] = []
        for row in Set(flagged).sorted() {
            runs.append(
                FlaggedRun(
                    row: row, hash: try rows[row].hash, task: try rows[row].task, seed: try rows[row].seed,
                    isDiverged: isDiverged.contains(row), value: numbers[row]))
        }
        return runs
    }
}
