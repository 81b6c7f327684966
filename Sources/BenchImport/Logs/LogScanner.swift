import BenchSchema

/// Goes through the lines of a stdout.log and keeps what they record.
///
/// A line is looked at only as far as needed to know what it is: most are skipped after a byte or two, and records of
/// single iterations after their `_type`.
struct LogScanner: ~Copyable {
    static let file = "stdout.log"

    var run = ParsedRun()
    var json: JSONReader
    var line = 0
    /// Whether the lines may be a dump of the environment, of which nothing must be kept.
    var inDump = false
    /// The last configuration within a dump; it is the run's if a known record follows it.
    var candidate: (configuration: Configuration, line: Int)?
    /// Records within dumps that aren't of a known type.
    var imitations = 0
    private var awaitsRow = false
    var pairing = EnergyPairing()
    var groupPlaces: [String: Int] = [:]
    var scalars = ScalarFields()
    var lastGroup = 0
    /// What kind of record the last line held, and where an iteration's type ends.
    enum Taken { case iteration(end: Int), epoch(type: String) }
    var taken: Taken?
    private var starts = 0
    var configurations = 0
    private(set) var previous: Configuration?
    /// The paths of a configuration that was known to be one, so that they needn't be looked at again.
    var knownShape: ConfigurationShape?
    /// A window for reading logs, kept from one to the next.
    var window: [UInt8] = []
    /// Reads the lines that need no scanner; what it learnt of one log serves the next.
    private var skimmer = LineSkimmer()
    /// The runs that ended before the one at hand.
    private var ended: [ParsedRun] = []
    /// What stands before a start with another configuration, until an epoch shows whether that resumes it.
    private var suspended: (run: ParsedRun, starts: Int, configurations: Int, finding: Finding)?
    var isSuspended: Bool { suspended != nil }

    init() throws(BenchError) { json = try JSONReader() }

    /// Begins another log.
    ///
    /// - Parameter previous: A configuration read before, with which equal values are shared.
    mutating func begin(sharing previous: Configuration?) {
        self.previous = previous
        (run, ended, suspended, taken, candidate) = (ParsedRun(), [], nil, nil, nil)
        (line, inDump, imitations, awaitsRow, pairing) = (0, false, 0, false, EnergyPairing())
        (starts, configurations) = (0, 0)
        (groupPlaces, lastGroup) = ([:], 0)
        scalars.begin()
        _ = skimmer.takeRows()
    }

    /// Reads what needs no scanner of the lines ahead.
    mutating func skim(_ lines: inout LineReader) {
        guard !inDump, !awaitsRow, suspended == nil, run.configuration != nil else { return }
        let progress = skimmer.skim(lines.buffer.span, lines.ahead)
        lines.skip(bytes: progress.bytes, lines: progress.lines)
        switch progress.last {
        case nil: break
        case .iteration: pairing.forget()
        case .epoch(let type, let epoch): pairing.sawRecord(type, epoch)
        }
    }

    /// Takes the rows that were read without the scanner.
    private mutating func takeRows() {
        guard skimmer.hasRows else { return }
        for group in skimmer.takeRows() {
            guard let place = groupPlaces[group.name] else {
                _ = add(group)
                continue
            }
            guard run.groups[place].hasRoom() else {
                reportFull(group.name)
                continue
            }
            run.groups[place].append(group)
        }
    }

    /// Reports that a type has too many epochs.
    mutating func reportFull(_ type: String) {
        run.findings.add(
            .damage, Self.file, line: line,
            "\(type) has more than \(RecordGroup.mostEpochs / 2) different epochs; what comes later is left out")
    }

    /// What was found, once all lines are through: nearly always one run.
    mutating func finish() -> [ParsedRun] {
        takeRows()
        if awaitsRow { run.findings.add(.damage, Self.file, line: line, Self.tornRow) }
        if let (_, line) = candidate {
            run.findings.add(
                .damage, Self.file, line: line,
                "no record of the training follows what may be the dump of the environment; no configuration is taken from it"
            )
        }
        resume()
        endRun()
        return ended
    }

    private mutating func endRun() {
        if pairing.unassigned > 0 {
            run.findings.add(
                .note, Self.file, line: pairing.firstUnassigned,
                "\(pairing.unassigned) energy blocks belong to no epoch record and are not stored; the first is here")
        }
        if imitations > 0 {
            run.findings.add(
                .note, Self.file,
                "\(imitations) lines in the dump of the environment, before its first known record, look like records and are left out"
            )
        }
        run.groups.removeAll { $0.epochs.isEmpty }
        for place in run.groups.indices { run.groups[place].settle() }
        run.starts = max(starts, configurations)
        ended.append(run)
        (pairing, imitations) = (EnergyPairing(), 0)
    }

    /// Sets aside what was read, because a configuration that differs begins; the next epoch says what that means.
    mutating func suspend(noting finding: Finding) {
        resume()
        suspended = (run, max(0, starts - 1), configurations, finding)
        (run, starts, configurations) = (ParsedRun(), min(starts, 1), 0)
        (groupPlaces, lastGroup) = ([:], 0)
        scalars.begin()
    }

    /// An epoch of the run at hand: if it is the first, what was set aside was another run.
    mutating func sawEpoch(_ epoch: Int64) {
        guard suspended != nil else { return }
        // What had no epoch was no run.
        if suspended?.run.groups.isEmpty == true {
            suspended = nil
            return
        }
        guard epoch == 1, let before = suspended.take() else { return resume() }
        let now = (run, starts, configurations, pairing)
        (run, starts, configurations) = (before.run, before.starts, before.configurations)
        run.findings.add(
            .note, Self.file, line: line,
            "another run begins before this line, with a configuration that differs; both are kept")
        endRun()
        (run, starts, configurations, pairing) = now
    }

    /// Goes on with what was set aside: the log is of one run that was resumed.
    private mutating func resume() {
        guard let (before, starts, configurations, finding) = suspended.take() else { return }
        let later = run
        run = before
        run.configuration = later.configuration ?? before.configuration
        run.findings.add(finding)
        run.findings.merge(later.findings)
        self.starts += starts
        self.configurations += configurations
        groupPlaces = [:]
        for (place, group) in run.groups.enumerated() { groupPlaces[group.name] = place }
        scalars.begin(with: run.scalars)
        for scalar in later.scalars {
            if let place = scalars.place(of: scalar.name) {
                run.scalars[place] = scalar
            } else {
                scalars.put(scalar.name, at: run.scalars.count)
                run.scalars.append(scalar)
            }
        }
        lastGroup = 0
    }

    /// Takes the next line.
    ///
    /// - Parameter isWhole: Whether the line has its end; the log's last may be torn.
    mutating func take(
        _ bytes: Span<UInt8>, _ range: Range<Int>, number: Int, isWhole: Bool
    ) {
        line = number
        let range = LogLine.trimmed(bytes, range)
        if awaitsRow {
            awaitsRow = false
            if takeRow(bytes, range, isWhole: isWhole) { return }
        }
        guard let first = range.first.map({ bytes[$0] }) else { return }
        switch first {
        case UInt8(ascii: "["):
            var next: Int? = range.lowerBound
            // A killed job's torn line may have the next start's first line behind it.
            for _ in 0..<8 {
                guard let start = next else { break }
                next = takeTagged(bytes, start..<range.upperBound)
            }
        case UInt8(ascii: "e") where ByteScan.starts(bytes, range, with: "excel compatible output:"):
            awaitsRow = !inDump
        default: break
        }
        if bytes[range.upperBound - 1] == UInt8(ascii: ":"), ByteScan.ends(bytes, range, with: "os.environ:") {
            (inDump, candidate) = (true, nil)
            pairing.forget()
        }
    }

    /// Takes what begins with a prefix; gives the place where another line seems to begin within it.
    private mutating func takeTagged(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Int? {
        guard let start = LogLine.afterPrefix(bytes, range) else { return nil }
        let rest = start..<range.upperBound
        if ByteScan.starts(bytes, rest, with: "json_stats:") {
            let blank = ByteScan.starts(bytes, rest, with: "json_stats: ") ? 1 : 0
            takeRows()
            let record = start + 11 + blank..<range.upperBound
            guard takeRecord(bytes, record) else {
                return inDump ? nil : Self.nextPrefix(bytes, rest)
            }
            learn(bytes, range, record)
        } else if ByteScan.starts(bytes, rest, with: "PyTorch Version") {
            if !inDump || candidate != nil { starts += 1 }
            pairing.forget()
        }
        return nil
    }

    /// Lets the skimmer learn from a record that was taken.
    private mutating func learn(
        _ bytes: Span<UInt8>, _ line: Range<Int>, _ record: Range<Int>
    ) {
        switch taken.take() {
        case nil: break
        case .iteration(let end): skimmer.learn(iteration: [UInt8](bytes, line.lowerBound..<end))
        case .epoch(let type):
            skimmer.learn(type: type, line: [UInt8](bytes, line), record: record.lowerBound - line.lowerBound)
        }
    }

    private static let tornRow = "an energy block's six numbers are missing or torn"

    private static func nextPrefix(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var from = range.lowerBound
        while let bracket = ByteScan.first(UInt8(ascii: "["), in: bytes, from..<range.upperBound) {
            if LogLine.afterPrefix(bytes, bracket..<range.upperBound) != nil { return bracket }
            from = bracket + 1
        }
        return nil
    }

    /// Takes the six numbers of an energy block; false if the line is none.
    private mutating func takeRow(_ bytes: Span<UInt8>, _ range: Range<Int>, isWhole: Bool) -> Bool {
        let fields = KnownFields.energy
        var row = JSONReader.numbers(fields.count, in: bytes, range)
        if row == nil {
            let plain = LogLine.plain(bytes, range)
            row = JSONReader.numbers(fields.count, in: plain.span, 0..<plain.count)
        }
        guard let row, isWhole else {
            run.findings.add(.damage, Self.file, line: line, Self.tornRow)
            return false
        }
        switch pairing.sawBlock(line: line) {
        case .add(let group, let epoch):
            let place = place(of: group)
            run.groups[place].append(epoch: epoch, row, fields: fields)
        case .removeLast(let group): run.groups[place(of: group)].removeLast()
        case .ignore: break
        }
        return true
    }

    private mutating func place(of group: String) -> Int {
        if let place = groupPlaces[group] { return place }
        return add(RecordGroup(group))
    }

    /// Adds a group that isn't there; gives its place.
    mutating func add(_ group: RecordGroup) -> Int {
        run.groups.append(group)
        groupPlaces[group.name] = run.groups.count - 1
        return run.groups.count - 1
    }
}
