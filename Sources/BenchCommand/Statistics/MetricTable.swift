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
    /// The key whose values divide the runs, and of each value, in order, its rows and objects.
    private let key: String?
    private let groups: [Group]

    private struct Group {
        var cell: Cell?
        var rows: [Int]
        var objects: [Int]
    }

    init(
        _ file: String, of arguments: StatisticsArguments, by key: String?
    ) throws(BenchError) {
        self.file = file
        benchmark = try Benchmark(opening: file)
        selection = try Selection(arguments.where, in: benchmark, candidates: arguments.candidates)
        objects = try selection.objects(arguments.repeats)
        diverged = try selection.diverged()
        self.key = key
        guard let key else {
            groups = [Group(rows: Array(0..<objects.rows), objects: Array(0..<objects.count))]
            return
        }
        let cells = try selection.keys(try benchmark.key(named: key))
        var groups: [Cell: Group] = [:]
        for (row, cell) in cells.enumerated() {
            groups[cell, default: Group(cell: cell, rows: [], objects: [])].rows.append(row)
        }
        // Repeats are of one configuration, and so of one group.
        for object in 0..<objects.count { groups[cells[objects.firstRow(object)]]?.objects.append(object) }
        self.groups = groups.sorted { $0.key.precedes($1.key) }.map(\.value)
    }

    /// The place of a metric or scalar; throws `.usage`, naming the file and its metrics.
    func place(named name: String) throws(BenchError) -> Int {
        do throws(BenchError) { return try benchmark.place(named: name) } catch { throw error.within(file) }
    }

    /// A metric or scalar of the selected rows, a sample for each value of the key, converted; none if nothing is selected.
    func samples(of place: Int, in unit: CommonUnit) throws(BenchError) -> [MetricSample] {
        guard objects.rows > 0 else { return [] }
        let conversion = try unit.conversion(of: place, in: benchmark)
        let ofRows = try selection.numbers(place, conversion)
        let numbers = objects.numbers(ofRows)
        let flagged = try flagged(ofRows)
        let predicted = selection.isOfCandidates ? try selection.rows().map(\.isPredicted) : nil
        var samples: [MetricSample] = []
        for group in groups {
            let found = group.objects.map { numbers[$0] }
            let rows = Set(flagged.isEmpty ? [] : group.rows)
            samples.append(
                MetricSample(
                    file: file, metric: unit.column.name, unit: unit.column.unit,
                    convertedFrom: conversion.isIdentity ? nil : benchmark.schema.columns[place].unit,
                    by: group.cell.flatMap { cell in key.map { ($0, cell) } }, repeats: objects.rule,
                    rows: group.rows.count, objects: found.count, values: found.compactMap(\.self),
                    predicted: predicted.map { predicted in group.rows.count { predicted[$0] } },
                    flagged: flagged.filter { rows.contains($0.row) }))
        }
        return samples
    }

    /// The runs that diverged, or whose value is not finite.
    private func flagged(_ numbers: [Double?]) throws(BenchError) -> [FlaggedRun] {
        let isDiverged = Set(diverged)
        let flagged = numbers.indices.filter { isDiverged.contains($0) || numbers[$0]?.isFinite == false }
        guard !flagged.isEmpty else { return [] }
        let rows = try selection.rows()
        var runs: [FlaggedRun] = []
        for row in flagged {
            runs.append(
                FlaggedRun(
                    row: row, hash: try rows[row].hash, task: try rows[row].task, seed: try rows[row].seed,
                    isDiverged: isDiverged.contains(row), value: numbers[row]))
        }
        return runs
    }
}
