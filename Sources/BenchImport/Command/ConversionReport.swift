import BenchFile
import BenchSchema

/// What a conversion did, and what it found in the runs.
struct ConversionReport: Sendable {
    let options: ConvertOptions
    let plan: SchemaPlan
    private(set) var runs: [RunSummary]
    /// What was written; nil if nothing was.
    var written: WriteSummary?
    var seconds = 0.0

    init(options: ConvertOptions, plan: SchemaPlan, summaries: [RunSummary]) {
        self.options = options
        self.plan = plan
        runs = summaries
        for place in runs.indices {
            if !runs[place].isIdentified {
                runs[place].findings.add(
                    .damage, LogScanner.file, "there is no configuration (cfg record); the run is not stored")
            }
            if runs[place].hasOddSeed {
                runs[place].findings.add(
                    .note, LogScanner.file, "\(options.seedKey) is no integer; the run has no seed")
            }
        }
    }

    /// Notes that a run can't be stored.
    mutating func refuse(_ place: Int, _ reason: String) {
        runs[place].isIdentified = false
        runs[place].findings.add(.damage, LogScanner.file, "it is not stored: \(reason)")
    }

    /// Notes something about a run.
    mutating func note(_ place: Int, _ reason: String) { runs[place].findings.add(.note, LogScanner.file, reason) }

    /// Whether any run is damaged or incomplete.
    var hasDamage: Bool {
        runs.contains { $0.findings.hasDamage || [.failed, .incomplete].contains($0.judgement.state) }
    }

    /// The number of stored runs by state, in the order of states.
    var states: [(state: RunState, count: Int)] {
        RunState.allCases.compactMap { state in
            let count = runs.count { $0.isIdentified && $0.judgement.state == state }
            return count == 0 ? nil : (state, count)
        }
    }

    /// How many runs are stored.
    var stored: Int { runs.count { $0.isIdentified } }
    /// The bytes of the logs as they stand on the disk, and unpacked.
    var bytesIn: Int { runs.reduce(0) { $0 + $1.bytesIn } }
    var bytesUnpacked: Int { runs.reduce(0) { $0 + $1.bytesUnpacked } }

    /// One line a problem, each problem once, the weightier first: the reason, and where.
    var problems: [String] {
        var order: [String] = []
        var places: [String: [String]] = [:]
        func add(_ reason: String, _ place: String) {
            if places[reason] == nil { order.append(reason) }
            places[reason, default: []].append(place)
        }
        for weight in [Finding.Weight.damage, .note] {
            for run in runs {
                for finding in run.findings.list where finding.weight == weight {
                    add(
                        finding.reason,
                        "run \(run.folder.name), \(finding.file)" + (finding.line.map { " line \($0)" } ?? ""))
                }
                if weight == .damage {
                    for (state, reason) in run.judgement.causes where state != .resumed {
                        add("\(state.rawValue): \(reason)", "run \(run.folder.name)")
                    }
                }
            }
        }
        return plan.notes
            + order.map { reason in
                let found = places[reason] ?? []
                return "\(found.first ?? ""): \(reason)"
                    + (found.count > 1 ? " (and in \(found.count - 1) more places)" : "")
            }
    }
}
