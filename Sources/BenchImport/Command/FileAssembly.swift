import BenchFile
import BenchSchema

/// Puts encoded portions into the file, in order, and finds repeats that can't be told apart.
struct FileAssembly: ~Copyable {
    private var writer: BenchWriter
    var report: ConversionReport
    /// The configurations stored, where they are counted.
    private(set) var hashes: Set<ConfigHash> = []
    private let countsHashes: Bool
    private var seen: [RunKey: String] = [:]
    /// The places that are to come, and what of them is encoded already.
    private var next: ArraySlice<Int>
    private var kept: [Int: RunInput.Yield]

    init(
        _ writer: consuming BenchWriter, _ report: ConversionReport, places: [Int], kept: [Int: RunInput.Yield],
        countsHashes: Bool
    ) {
        self.writer = writer
        (self.report, next, self.kept, self.countsHashes) = (report, places[...], kept, countsHashes)
    }

    /// Takes what was encoded already, up to the first place that wasn't.
    mutating func takeKept() throws(BenchError) {
        while let number = next.first, let yield = kept.removeValue(forKey: number) { try add(yield) }
    }

    /// Takes the next place, which was encoded now.
    mutating func take(_ number: Int, _ yield: RunInput.Yield) throws(BenchError) {
        try add(yield)
        try takeKept()
    }

    private mutating func add(_ yield: RunInput.Yield) throws(BenchError) {
        next.removeFirst()
        for (run, reason) in yield.refused { report.refuse(run, reason) }
        for (key, run) in yield.stored {
            if countsHashes { hashes.insert(key.hash) }
            if let first = seen[key] {
                report.note(run, "it has the configuration and seed of run \(first); both are kept")
            } else {
                seen[key] = run.name
            }
        }
        for segment in yield.segments ?? [] { try writer.append(segment) }
    }

    /// Puts the file under its name.
    consuming func finish() throws(BenchError) -> WriteSummary { try writer.finish() }
}
