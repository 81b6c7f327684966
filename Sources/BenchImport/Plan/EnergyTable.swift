import BenchSchema

/// The energy series of a sweep that was run apart, by configuration.
///
/// Memory: all of them, at most 256 MiB.
final class EnergyTable: Sendable {
    /// A run of the energy sweep.
    struct Entry: Sendable {
        var name: String
        var configuration: Configuration
        var groups: [RecordGroup]
    }

    private let groups: [ConfigHash: [RecordGroup]]
    /// Runs whose configuration an earlier one has.
    let doubled: [String]
    private static let most = 256 << 20

    /// Reads all runs of a source that have energy series.
    static func read(_ source: any RunSource) throws(BenchError) -> [Entry] {
        var entries: [Entry] = []
        var room = most
        for (place, portion) in source.portions.enumerated() {
            try source.read(place, Units(range: 0..<portion.units)) { _, read throws(BenchError) in
                guard let configuration = read.run.configuration else { return }
                let groups = read.run.groups.filter { isEnergy($0.name) }
                guard !groups.isEmpty else { return }
                for group in groups {
                    room -= 128 + group.columns.reduce(8 * group.epochs.count) { $0 + 9 * $1.kinds.count }
                }
                guard room > 0 else {
                    throw BenchError(.limit, "its energy series need more than 256 MiB", at: source.name)
                }
                entries.append(Entry(name: read.run.name, configuration: configuration, groups: groups))
            }
        }
        guard !entries.isEmpty else {
            throw BenchError(
                .damaged, "no run of it has energy series (cons, history, or energy blocks)", at: source.name)
        }
        return entries
    }

    private static func isEnergy(_ group: String) -> Bool {
        group == "cons" || group == "history" || group.hasPrefix("energy.")
    }

    /// Orders entries by the config hash that a schema's keys give; what lacks them joins nothing.
    init(_ entries: [Entry], _ plan: SchemaPlan) {
        var groups: [ConfigHash: [RecordGroup]] = [:]
        var doubled: [String] = []
        for entry in entries {
            var run = Run(schema: plan.schema)
            for (place, path) in entry.configuration.shape.paths.enumerated() {
                guard let column = plan.leafPlaces[path], plan.schema.columns[column].role == .key else { continue }
                run.cells[column] =
                    entry.configuration.values[place].cell(as: plan.schema.columns[column].type) ?? .absent
            }
            guard let hash = try? plan.schema.configHash(of: run) else { continue }
            if groups.updateValue(entry.groups, forKey: hash) != nil { doubled.append(entry.name) }
        }
        (self.groups, self.doubled) = (groups, doubled)
    }

    /// How many configurations it has.
    var count: Int { groups.count }

    /// The series of a run's configuration.
    func groups(for run: Run, _ schema: Schema) throws(BenchError) -> [RecordGroup] {
        // A configuration that can't be hashed is refused where it is stored.
        guard let hash = try? schema.configHash(of: run) else { return [] }
        return groups[hash] ?? []
    }

    /// How many of these configurations it has.
    func count(in hashes: Set<ConfigHash>) -> Int { groups.keys.count { hashes.contains($0) } }
}
