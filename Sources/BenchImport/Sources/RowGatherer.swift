import BenchSchema

/// Puts rows together to runs: rows that follow each other with the same configuration, task and seed.
struct RowGatherer {
    private var current: (unit: Int, read: ReadRun)?

    /// What tells rows of one run from those of another; a row without configuration is like no other.
    struct Identity: Equatable {
        private var configuration: Configuration?
        private var seed: LooseValue?
        private var task: ByteString?

        init(_ run: ParsedRun) { (configuration, seed, task) = (run.configuration, run.seed, run.task) }

        static func == (a: Self, b: Self) -> Bool {
            guard a.seed == b.seed, a.task == b.task, let one = a.configuration, let other = b.configuration else {
                return false
            }
            return (one.shape === other.shape || one.shape.paths == other.shape.paths) && one.values == other.values
        }
    }

    /// Takes a row; gives the run before it, if the row begins another.
    mutating func take(_ unit: Int, _ row: ReadRun, file: String) -> (unit: Int, read: ReadRun)? {
        guard let (start, before) = current, Identity(before.run) == Identity(row.run) else {
            defer { current = (unit, row) }
            return finish(file: file)
        }
        var gathered = before
        current = nil
        for group in row.run.groups {
            if let place = gathered.run.groups.firstIndex(where: { $0.name == group.name }) {
                gathered.run.groups[place].append(group)
            } else {
                gathered.run.groups.append(group)
            }
        }
        for scalar in row.run.scalars {
            if let place = gathered.run.scalars.firstIndex(where: { $0.name == scalar.name }) {
                gathered.run.scalars[place] = scalar
            } else {
                gathered.run.scalars.append(scalar)
            }
        }
        gathered.run.findings.merge(row.run.findings)
        gathered.bytesIn += row.bytesIn
        gathered.bytesUnpacked += row.bytesUnpacked
        current = (start, gathered)
        return nil
    }

    /// The last run, once all rows were taken.
    mutating func finish(file: String) -> (unit: Int, read: ReadRun)? {
        guard let (unit, last) = current.take() else { return nil }
        var gathered = last
        var doubled = 0
        for place in gathered.run.groups.indices { doubled += gathered.run.groups[place].settle() }
        if doubled > 0 {
            gathered.run.findings.add(.note, file, "\(doubled) steps stand twice; the later of each counts")
        }
        return (unit, gathered)
    }
}
