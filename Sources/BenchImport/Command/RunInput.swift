import BenchFile
import BenchSchema
import BenchSpace

/// All that is read: the portions of the sources, one after the other, and what a pass over one of them gives.
struct RunInput: Sendable {
    /// A portion, and where its units stand in the whole input.
    struct Place: Sendable {
        var source: Int
        var portion: Int
        var units: Range<Int>
        var bytes: Int
    }

    let sources: [any RunSource]
    let places: [Place]
    /// The units that are stored: this shard's.
    let part: Range<Int>
    let options: ConvertOptions

    init(_ sources: [any RunSource], _ options: ConvertOptions) {
        var places: [Place] = []
        var units = 0
        for (number, source) in sources.enumerated() {
            for (portion, size) in source.portions.enumerated() {
                places.append(
                    Place(source: number, portion: portion, units: units..<units + size.units, bytes: size.bytes))
                units += size.units
            }
        }
        (self.sources, self.places, self.options) = (sources, places, options)
        // A portion is whole segments, nearly always; what is parted within one makes segments that aren't full.
        part = options.shard.range(of: units, near: places.map(\.units.lowerBound))
    }

    /// The places that have units of this shard.
    var stored: [Int] { places.indices.filter { places[$0].units.overlaps(part) } }

    /// How runs become segments.
    struct Encoding: Sendable {
        var builder: RunBuilder
        var encoder: SegmentEncoder
    }

    /// What a portion gives.
    struct Yield: Sendable {
        var survey = Survey()
        var tally = RunTally()
        /// Nil where nothing was encoded, or the columns that were foreseen didn't do.
        var segments: [EncodedSegment]?
        var stored: [(key: RunKey, run: RunSummary)] = []
        var refused: [(run: RunSummary, reason: String)] = []
    }

    /// Reads a portion.
    ///
    /// - Parameters:
    ///   - surveying: Whether runs are surveyed and counted.
    ///   - isSure: Whether the columns are known to be right; else a run that doesn't fit only ends the encoding.
    func read(
        _ number: Int, surveying: Bool, encoding: Encoding?, isSure: Bool
    ) -> Result<Yield, BenchError> {
        var yield = Yield()
        var segments = encoding.map { SegmentMaker($0, WriterOptions(level: options.level)) }
        var previous: Configuration?
        let place = places[number]
        do throws(BenchError) {
            try forEachRun(number, surveying ? place.units : place.units.clamped(to: part)) {
                unit, sub, read throws(BenchError) in
                let isStored = part.contains(unit)
                let summary = summary(of: read.run, unit, sub)
                if surveying {
                    yield.survey.add(read.run, after: previous)
                    if isStored { yield.tally.add(summary, bytesIn: read.bytesIn, bytesUnpacked: read.bytesUnpacked) }
                }
                if let configuration = read.run.configuration { previous = configuration }
                guard isStored, summary.isStored, segments != nil else { return }
                do throws(BenchError) {
                    try segments?.add(read.run, summary, &yield)
                } catch {
                    guard !isSure else { throw error.within(read.run.name) }
                    segments = nil
                }
            }
            try segments?.end(&yield)
        } catch {
            return .failure(error)
        }
        if segments == nil { (yield.segments, yield.stored, yield.refused) = (nil, [], []) }
        return .success(yield)
    }

    /// Reads some units of a portion; gives each run with its unit in the whole input, and its place in the unit.
    func forEachRun(
        _ number: Int, _ units: Range<Int>, step: Int = 1, _ take: (Int, Int, ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        let place = places[number]
        let first = place.units.lowerBound
        let units = units.clamped(to: place.units)
        guard !units.isEmpty else { return }
        var last = -1
        var sub = 0
        let inside = Units(range: units.lowerBound - first..<units.upperBound - first, step: step)
        try sources[place.source].read(place.portion, inside) { unit, read throws(BenchError) in
            sub = unit == last ? sub + 1 : 0
            last = unit
            try take(first + unit, sub, read)
        }
    }

    private func summary(of run: ParsedRun, _ unit: Int, _ sub: Int) -> RunSummary {
        var summary = RunSummary(
            unit: unit, place: sub, name: run.name, isStored: run.configuration != nil,
            judgement: RunJudgement(run, options.recipe), findings: run.findings)
        if run.configuration == nil {
            summary.findings.add(
                .damage, LogScanner.file, "there is no configuration (cfg record); the run is not stored")
        }
        if let space = options.space, let configuration = run.configuration {
            do throws(BenchError) { try space.check(configuration.leaves { space[$0] != nil }) } catch {
                summary.findings.add(.damage, "", error.message)
            }
        }
        let seedKey = options.settingSeedKey
        let seed = run.seed ?? run.configuration?[seedKey]
        if let seed, seed != .null, seed.cell(as: .int64) == nil {
            summary.findings.add(
                .note, LogScanner.file, "\(run.seed == nil ? seedKey : "the seed") is no integer; the run has no seed")
        }
        return summary
    }
}

/// Puts runs together to segments.
struct SegmentMaker {
    private let encoding: RunInput.Encoding
    private let size: Int
    private var built: [Run] = []
    private var done: [EncodedSegment] = []
    private var known = KnownPlaces()

    init(_ encoding: RunInput.Encoding, _ options: WriterOptions) {
        (self.encoding, size) = (encoding, options.runsPerSegment(encoding.builder.plan.schema))
    }

    /// Adds a run; one that can't be named, or is too large, is refused.
    mutating func add(_ parsed: ParsedRun, _ summary: RunSummary, _ yield: inout RunInput.Yield) throws(BenchError) {
        let schema = encoding.builder.plan.schema
        let run: Run
        let hash: ConfigHash
        do throws(BenchError) {
            run = try encoding.builder.build(parsed, summary.judgement.state, &known)
            try schema.check(run)
            hash = try schema.configHash(of: run)
        } catch {
            guard error.code != .io else { throw error }
            yield.refused.append((summary, error.description))
            return
        }
        let key = RunKey(
            hash: hash, seed: schema.seed.map { run.cells[$0] } ?? .absent,
            task: schema.task.map { run.cells[$0] } ?? .absent)
        yield.stored.append((key, summary))
        built.append(run)
        if built.count == size { try encode() }
    }

    private mutating func encode() throws(BenchError) {
        guard !built.isEmpty else { return }
        for runs in SegmentEncoder.cut(built) { done.append(try encoding.encoder.encode(Array(runs))) }
        built.removeAll(keepingCapacity: true)
    }

    /// Encodes what is left, and gives all segments.
    mutating func end(_ yield: inout RunInput.Yield) throws(BenchError) {
        try encode()
        yield.segments = done
    }
}

/// What makes two runs repeats that can't be told apart.
struct RunKey: Hashable, Sendable {
    var hash: ConfigHash
    var seed: Cell
    var task: Cell
}

extension ConvertOptions {
    /// The configuration leaf that is the seed in logs.
    var settingSeedKey: String { seedKey ?? "RNG_SEED" }
}
