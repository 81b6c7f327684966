import BenchSchema
import BenchSpace

/// A part of a source that is read at once: some of its units, which are folders or records.
struct Portion: Sendable {
    /// How many units it has.
    var units: Int
    /// How many bytes must be read for it.
    var bytes: Int
}

/// Some units: those of a range that are `step` apart, from its first.
struct Units: Sendable {
    var range: Range<Int>
    var step = 1

    /// Whether a unit is among them.
    func contains(_ unit: Int) -> Bool { range.contains(unit) && (unit - range.lowerBound) % step == 0 }

    /// The units in order.
    var all: StrideTo<Int> { stride(from: range.lowerBound, to: range.upperBound, by: step) }
}

/// Where runs come from.
///
/// A source lists its portions once; each can then be read on its own, as often as needed, in whatever order. A unit
/// gives no run, one or several; the order of units, and of runs within one, is that of the file that is written.
protocol RunSource: Sendable {
    /// What the report calls it.
    var name: String { get }
    /// The parts in order.
    var portions: [Portion] { get }
    /// What is wrong with the source as a whole.
    var findings: Findings { get }
    /// What the file written says of where such data come from: the text of a JSON object; nil if the source can't say.
    var provenance: [UInt8]? { get }

    /// The search space that comes with the runs; nil without one.
    var space: SearchSpace? { get }

    /// Reads some units of a portion, `step` apart; gives each run with the place of its unit in the portion.
    ///
    /// Throws what `take` throws, and where nothing can be read at all. What is wrong with a run is among its findings.
    func read(
        _ portion: Int, _ units: Units, _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError)
}

/// A run as a source gives it, with what it took to read it.
struct ReadRun: Sendable {
    var run: ParsedRun
    var bytesIn = 0
    var bytesUnpacked = 0
}

extension RunSource {
    /// Logs and documents have none within.
    var space: SearchSpace? { nil }
}
