import BenchFile
import BenchSchema

/// Which run of one table is which of another: by config hash, task and seed; repeats of these by their digests.
///
/// The two indexes are read side by side. Of repeats, those with one digest belong together; of the others the first of
/// both in order of digest, and so on, as the content digest has them.
struct RunMatching {
    /// Runs that are in both, by their numbers, in order of hash, task, seed and digest.
    private(set) var pairs: [(a: Int, b: Int)] = []
    /// Runs of the first that have no partner: how many, and the first of them.
    private(set) var onlyInA: Unmatched
    /// Runs of the second that have no partner.
    private(set) var onlyInB: Unmatched

    /// Runs that are in one table only.
    struct Unmatched {
        let limit: Int
        var count = 0
        var first: [Int] = []

        mutating func add(_ runs: some Collection<Int>) {
            count += runs.count
            first += runs.prefix(limit - first.count)
        }
    }

    /// - Parameters:
    ///   - common: The columns that both have, which digests cover.
    ///   - limit: How many runs without a partner are named.
    init(_ a: ComparedTable, _ b: ComparedTable, common: [(a: Int, b: Int)], limit: Int) throws(BenchError) {
        (onlyInA, onlyInB) = (Unmatched(limit: limit), Unmatched(limit: limit))
        let (labelsA, labelsB) = (try a.labels(), try b.labels())
        var (repeatsA, repeatsB) = (Repeats(a), Repeats(b))
        try Self.walk(a, b, labelsA, labelsB) { runsA, runsB in
            guard !runsA.isEmpty, !runsB.isEmpty, runsA.count + runsB.count > 2 else { return }
            repeatsA.mark(runsA)
            repeatsB.mark(runsB)
        }
        try repeatsA.digest(common.map(\.a))
        try repeatsB.digest(common.map(\.b))
        try Self.walk(a, b, labelsA, labelsB) { runsA, runsB in
            match(repeatsA.sorted(runsA), repeatsB.sorted(runsB), repeatsA.digests, repeatsB.digests)
        }
    }

    /// Matches runs of one hash, task and seed, in order of their digests.
    private mutating func match(
        _ runsA: [Int], _ runsB: [Int], _ digestsA: [Int: Digest], _ digestsB: [Int: Digest]
    ) {
        var (restA, restB): ([Int], [Int]) = ([], [])
        var (next, other) = (runsA[...], runsB[...])
        while let first = next.first, let second = other.first {
            if let a = digestsA[first], let b = digestsB[second], a != b {
                if a < b { restA.append(next.removeFirst()) } else { restB.append(other.removeFirst()) }
            } else {
                pairs.append((next.removeFirst(), other.removeFirst()))
            }
        }
        restA += next
        restB += other
        pairs += zip(restA, restB).map { ($0, $1) }
        onlyInA.add(restA.dropFirst(restB.count))
        onlyInB.add(restB.dropFirst(restA.count))
    }

    /// Gives the runs of each hash, task and seed in either table, in this order.
    private static func walk(
        _ a: ComparedTable, _ b: ComparedTable, _ labelsA: [RunLabel]?, _ labelsB: [RunLabel]?,
        _ body: (_ a: [Int], _ b: [Int]) -> Void
    ) throws(BenchError) {
        var (cursorA, cursorB) = (IndexCursor(a.reader), IndexCursor(b.reader))
        var (nextA, nextB) = (try cursorA.next(), try cursorB.next())
        while let hash = [nextA?.hash, nextB?.hash].compactMap(\.self).min() {
            let runsA = labelled(try take(hash, &nextA, &cursorA), labelsA)
            let runsB = labelled(try take(hash, &nextB, &cursorB), labelsB)
            var (restA, restB) = (runsA[...], runsB[...])
            while let label = [restA.first?.label, restB.first?.label].compactMap(\.self).min() {
                let (countA, countB) = (
                    restA.prefix { $0.label == label }.count, restB.prefix { $0.label == label }.count
                )
                body(restA.prefix(countA).map(\.run), restB.prefix(countB).map(\.run))
                restA = restA.dropFirst(countA)
                restB = restB.dropFirst(countB)
            }
        }
    }

    /// The runs with this hash, which are next or not there.
    private static func take(
        _ hash: ConfigHash, _ next: inout (hash: ConfigHash, run: Int)?, _ cursor: inout IndexCursor
    ) throws(BenchError) -> [Int] {
        var runs: [Int] = []
        while let entry = next, entry.hash == hash {
            runs.append(entry.run)
            next = try cursor.next()
        }
        return runs
    }

    private static func labelled(_ runs: [Int], _ labels: [RunLabel]?) -> [(label: RunLabel, run: Int)] {
        guard let labels else { return runs.map { (RunLabel(), $0) } }
        return runs.map { (labels[$0], $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
}

/// The runs of a table that hash, task and seed don't tell apart.
private struct Repeats {
    private let table: ComparedTable
    private var marks: [Bool]
    private(set) var digests: [Int: Digest] = [:]

    init(_ table: ComparedTable) {
        self.table = table
        marks = Array(repeating: false, count: table.reader.runCount)
    }

    mutating func mark(_ runs: [Int]) {
        for run in runs { marks[run] = true }
    }

    /// Digests what the marked runs hold in some columns.
    mutating func digest(_ columns: [Int]) throws(BenchError) {
        guard marks.contains(true) else { return }
        let schema = table.schema
        let order = DigestOrder(schema, places: columns)
        var run = Run(schema: schema)
        var digests: [Int: Digest] = [:]
        try table.forEachRun(columns) { number, cell throws(BenchError) in
            guard marks[number] else { return }
            for (index, place) in columns.enumerated() { run.cells[place] = cell(index) }
            digests[number] = try schema.identity(of: run, order: order).digest
        }
        self.digests = digests
    }

    /// Runs in order of their digests.
    func sorted(_ runs: [Int]) -> [Int] {
        guard runs.count > 1 else { return runs }
        return runs.sorted { a, b in
            guard let first = digests[a], let second = digests[b], first != second else { return a < b }
            return first < second
        }
    }
}
