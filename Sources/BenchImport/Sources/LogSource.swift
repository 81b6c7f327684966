import BenchSchema

/// Logs: one file, or a folder with a folder for each run.
struct LogSource: RunSource {
    let name: String
    let folders: [RunFolder]
    let findings: Findings
    private let keepsErrors: Bool
    /// What must stay open to be read.
    private let file: ByteFile?
    private static let portionRuns = 128

    /// A log alone.
    ///
    /// - Parameter path: Where it is read, which for standard input isn't its name.
    init(log path: String, name: String, keeping file: ByteFile?) {
        (self.name, keepsErrors, findings, self.file) = (name, false, Findings(), file)
        folders = [RunFolder(log: path, name: FileSystem.name(of: name))]
    }

    /// The run folders in a folder: in a logs folder, in a sweep's `logs`, or itself; nil if there are none.
    init?(folder: String, name: String, prefix: String, keepsErrors: Bool) throws(BenchError) {
        (self.name, self.keepsErrors, file) = (name, keepsErrors, nil)
        let isSweep = ["cfgs", SweepSummary.file].contains { FileSystem.exists("\(folder)/\($0)") }
        let plan = isSweep ? folder : FileSystem.parent(of: folder)
        let plans = FileSystem.kind("\(plan)/cfgs") == .folder ? "\(plan)/cfgs" : nil
        var findings = Findings()
        var sampled: [String: String] = [:]
        if plans == nil {
            do throws(BenchError) { sampled = try SweepSummary.read(plan) } catch {
                findings.add(.damage, SweepSummary.file, error.description)
            }
        }
        if Self.hasLog(folder) {
            folders = [RunFolder(name: prefix + FileSystem.name(of: folder), folder: folder, plan: nil)]
        } else {
            var found = try Self.list(folder)
            var place = folder
            if found.isEmpty, FileSystem.kind("\(folder)/logs") == .folder {
                place = "\(folder)/logs"
                found = try Self.list(place)
            }
            if found.isEmpty { return nil }
            let base = OpenFolder(place)
            folders = found.map { run in
                RunFolder(
                    name: prefix + run, in: base, folder: base == nil ? "\(place)/\(run)" : run,
                    plan: plans.map { "\($0)/\(run).yaml" }, sampled: sampled[run])
            }
            let planned = try plans.map { path throws(BenchError) in try Self.planned(path) } ?? sampled.keys.sorted()
            let missing = Set(planned).subtracting(found)
            if let first = missing.min() {
                findings.add(
                    .note, plans == nil ? SweepSummary.file : "cfgs",
                    "\(missing.count) configurations have no folder in logs; the first is \(first)")
            }
        }
        self.findings = findings
    }

    private static func hasLog(_ folder: String) -> Bool {
        ByteSource.endings.contains { FileSystem.exists("\(folder)/\(LogScanner.file)\($0)") }
    }

    private static func isNumber(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func list(_ folder: String) throws(BenchError) -> [String] {
        try FileSystem.folders(in: folder).filter { isNumber($0) }
    }

    private static func planned(_ folder: String) throws(BenchError) -> [String] {
        try FileSystem.names(in: folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            .filter { isNumber($0) }
    }

    var provenance: [UInt8]? { Array(#"{"source": "pycls logs"}"#.utf8) }

    var portions: [Portion] {
        stride(from: 0, to: folders.count, by: Self.portionRuns).map { start in
            let part = folders[start..<min(start + Self.portionRuns, folders.count)]
            return Portion(units: part.count, bytes: part.reduce(0) { $0 + $1.size })
        }
    }

    func read(
        _ portion: Int, _ units: Units, _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        var previous: Configuration?
        var scanner = try LogScanner()
        for unit in units.all {
            let folder = folders[portion * Self.portionRuns + unit]
            let runs = try folder.parse(sharing: previous, keepErrors: keepsErrors, &scanner)
            for run in runs {
                if let configuration = run.run.configuration { previous = configuration }
                try take(unit, run)
            }
        }
    }
}
