import BenchFormat
public import BenchSchema

/// What a check of a file found.
public struct VerifyReport: Sendable {
    /// The problems found, each with its place; none if the file is whole. At most `maximumProblems`.
    public private(set) var problems: [BenchError] = []
    /// How many problems were found beyond those.
    public private(set) var problemsLeftOut = 0
    /// The number of runs.
    public var runs = 0
    /// The number of segments.
    public var segments = 0
    /// The number of blocks whose checksum was compared.
    public var blocks = 0
    /// The bytes of the file.
    public var bytes = 0
    /// The content digest as stored; a deep check computed the same, or reports a problem.
    public var contentDigest: Digest?

    /// The parts of the check in their order, with what each found and how long it took.
    public private(set) var tiers: [Tier] = []

    /// A part of the check.
    public struct Tier: Sendable {
        /// What was looked at.
        public enum Subject: String, Sendable {
            /// Trailer, footer, header and directory: every byte belongs to one thing.
            case structure
            /// Attachments, constants and blocks against their checksums.
            case checksums
            /// The index against the runs that are there.
            case index
            /// All values decoded; hashes, metrics and content digest computed anew.
            case content
        }
        /// What was looked at.
        public var subject: Subject
        /// How many problems it has.
        public var problems: Int
        /// How long it took.
        public var duration: Duration
    }

    /// More problems than this are counted, not kept: whoever made a file must not decide how long a report gets.
    public static let maximumProblems = 1000

    /// Starts with no problem.
    public init() {}

    /// Adds a problem.
    public mutating func add(_ problem: BenchError) {
        if problems.count < Self.maximumProblems { problems.append(problem) } else { problemsLeftOut += 1 }
    }

    fileprivate mutating func close(_ subject: Tier.Subject, after duration: Duration) {
        let before = tiers.reduce(0) { $0 + $1.problems }
        tiers.append(
            Tier(subject: subject, problems: problems.count + problemsLeftOut - before, duration: duration))
    }
}

extension BenchReader {
    /// Checks the whole file: every byte is covered by a checksum or a fixed value, every run is in the index once.
    ///
    /// - Parameter deep: Whether to decode everything too, and to compute hashes, metrics and content digest anew.
    ///
    /// O(bytes), or with `deep` O(values). Problems are collected, not thrown.
    public func verify(deep: Bool = false) -> VerifyReport {
        var verifier = Verifier(reader: self)
        verifier.check(.structure) { $0.checkStructure() }
        verifier.check(.checksums) { $0.checkChecksums() }
        verifier.check(.index) { $0.checkIndex() }
        if deep { verifier.check(.content) { $0.checkContent() } }
        return verifier.report
    }
}

private struct Verifier {
    let reader: BenchReader
    var report = VerifyReport()
    /// Every piece of the file; together they must cover it without gap or overlap.
    private var pieces: [(start: UInt64, end: UInt64, what: String)] = []

    init(reader: BenchReader) {
        self.reader = reader
        report.runs = reader.runCount
        report.segments = reader.segmentCount
        report.bytes = reader.byteCount
        report.contentDigest = reader.contentDigest
    }

    mutating func check(_ subject: VerifyReport.Tier.Subject, _ body: (inout Verifier) -> Void) {
        let start = ContinuousClock.now
        body(&self)
        report.close(subject, after: ContinuousClock.now - start)
    }

    private mutating func noting(_ place: String, _ body: (inout Verifier) throws(BenchError) -> Void) {
        do throws(BenchError) { try body(&self) } catch { report.add(reader.located(error, place)) }
    }

    private mutating func cover(_ start: UInt64, _ size: Int, _ what: String) {
        if size > 0 { pieces.append((start, start &+ UInt64(size), what)) }
    }

    mutating func checkStructure() {
        let footer = reader.footer
        noting("header") { verifier throws(BenchError) in
            let header = try verifier.reader.file.read(at: 0, count: Layout.headerSize)
            try Layout.check(header: header, minor: verifier.reader.minorVersion)
        }
        cover(0, Layout.headerSize, "header")
        for attachment in footer.attachments { cover(attachment.offset, Int(attachment.storedSize), "attachment") }
        var firstRun: UInt64 = 0
        var constantsSeen: Set<DirectoryPage.Extent> = []
        for segment in 0..<reader.segmentCount {
            noting("segment \(segment)") { verifier throws(BenchError) in
                let page = try verifier.reader.page(segment)
                guard page.firstRun == firstRun else { throw BenchError(.damaged, "its first run is not the next one") }
                firstRun += UInt64(page.runs)
                for extent in page.constants where extent.size > 0 && constantsSeen.insert(extent).inserted {
                    verifier.cover(extent.offset, Int(extent.size), "constants")
                }
                for (_, block) in Self.ownBlocks(page) { verifier.cover(block.offset, Int(block.size), "block") }
            }
        }
        noting("segment directory") { verifier throws(BenchError) in
            guard firstRun == footer.runs else { throw BenchError(.damaged, "the segments don't hold all runs") }
        }
        checkCoverage()
    }

    /// The blocks of a segment, each once, with the first column that has it.
    private static func ownBlocks(_ page: DirectoryPage) -> [(column: Int, block: DirectoryPage.Extent)] {
        var seen: Set<DirectoryPage.Extent> = []
        return page.blocks.enumerated().compactMap { column, block in
            guard let block, seen.insert(block).inserted else { return nil }
            return (column, block)
        }
    }

    mutating func checkChecksums() {
        for attachment in reader.footer.attachments {
            noting("attachment \(attachment.name)") { verifier throws(BenchError) in
                _ = try verifier.reader.attachment(attachment.name)
            }
        }
        for segment in 0..<reader.segmentCount {
            // A page that can't be read was noted with the structure.
            guard let page = try? reader.page(segment) else { continue }
            for part in Constants.Part.allCases { checkConstants(part, page, segment) }
            for (column, block) in Self.ownBlocks(page) {
                report.blocks += 1
                noting("segment \(segment)") { verifier throws(BenchError) in
                    _ = try verifier.reader.file.read(block, "column \(verifier.reader.schema.columns[column].name)")
                }
            }
        }
    }

    /// A constant is one of a column of this file that has no block in the segment.
    private mutating func checkConstants(_ part: Constants.Part, _ page: DirectoryPage, _ segment: Int) {
        noting("segment \(segment)") { verifier throws(BenchError) in
            let schema = verifier.reader.schema
            for key in try verifier.reader.constants(part, of: page, segment: segment).cells.keys {
                guard let place = schema.place(key.name.description, key.role),
                    Constants.Key(schema.columns[place]) == key
                else { throw BenchError(.damaged, "a constant of a column that isn't there", at: "column \(key.name)") }
                guard page.blocks[place] == nil else {
                    throw BenchError(.damaged, "both a constant and a block", at: "column \(key.name)")
                }
            }
        }
    }

    private mutating func checkCoverage() {
        let footer = reader.footer
        let layout = footer.index
        let page = DirectoryPage.size(columns: reader.schema.columns.count, blocksPerPage: footer.blocksPerPage)
        cover(footer.directoryOffset, reader.segmentCount &* page, "segment directory")
        cover(layout.fanOutOffset, layout.pages &* layout.pageSize, "index fan-out")
        cover(layout.bucketsOffset, Int(layout.bucketsSize), "index")
        pieces.sort { ($0.start, $0.end) < ($1.start, $1.end) }
        var next: UInt64 = 0
        noting("file") { verifier throws(BenchError) in
            for piece in verifier.pieces {
                guard piece.start == next else {
                    throw BenchError(
                        .damaged, "bytes that belong to nothing, or to two things", at: piece.what, "byte \(next)")
                }
                next = piece.end
            }
        }
        // The footer reaches to the trailer, and the trailer to the end: the reader checked that.
    }

    mutating func checkIndex() {
        let layout = reader.footer.index
        // By number of run. The index has no more than ten runs a byte, so its size bounds this.
        var seen = [Bool](repeating: false, count: reader.runCount)
        var next: UInt64 = 0
        for number in 0..<layout.pages {
            noting("index") { verifier throws(BenchError) in
                let page = try verifier.reader.fanOut(number)
                guard page.extent.lowerBound == next else {
                    throw BenchError(
                        .damaged, "it doesn't begin where the page before ends", at: "fan-out page \(number)")
                }
                next = page.extent.upperBound
                for bucket in number * layout.pageBuckets..<(number + 1) * layout.pageBuckets {
                    verifier.noting("index") { verifier throws(BenchError) in
                        try verifier.checkBucket(bucket, &seen)
                    }
                }
            }
        }
        noting("index") { verifier throws(BenchError) in
            guard seen.allSatisfy({ $0 }), next == layout.bucketsSize else {
                throw BenchError(.damaged, "not all runs are in it")
            }
        }
    }

    /// What a bucket must have for itself, the reader checks as it unpacks it.
    private func checkBucket(_ number: Int, _ seen: inout [Bool]) throws(BenchError) {
        let bucket = try reader.bucket(number)
        for configuration in 0..<bucket.count {
            for location in bucket.locations(configuration) {
                guard let run = try self.number(of: location), run < seen.count, !seen[run] else {
                    throw BenchError(.damaged, "an entry's run isn't there, or occurs twice", at: "bucket \(number)")
                }
                seen[run] = true
            }
        }
    }

    /// The number of a run within the table, if it is there.
    private func number(of location: RunLocation) throws(BenchError) -> Int? {
        let page = try reader.page(Int(location.segment))
        return location.row < page.runs ? Int(clamping: page.firstRun &+ UInt64(location.row)) : nil
    }

    mutating func checkContent() {
        let schema = reader.schema
        let order = schema.digestOrder
        let metrics = schema.places(.metric)
        var identities: [RunIdentity] = []
        noting("runs") { verifier throws(BenchError) in
            var room = SegmentRoom(orThrow: .damaged)
            try verifier.reader.forEachRun { location throws(BenchError) in
                if location.row == 0 { room = SegmentRoom(orThrow: .damaged) }
                let run = try verifier.reader.run(at: location)
                let identity: RunIdentity
                do throws(BenchError) {
                    try room.take(try schema.check(run))
                    identity = try schema.identity(of: run, order: order)
                } catch {
                    // What a writer may get wrong, a file must not say.
                    throw BenchError(
                        .damaged, error.description, at: "run \(location.row) of segment \(location.segment)")
                }
                identities.append(identity)
                for metric in metrics {
                    let computed = try schema.metric(metric) { run.cells[$0] }
                    guard computed == run.cells[metric] else {
                        throw BenchError(
                            .damaged,
                            "metric \(schema.columns[metric].name) of \(identity.hash) isn't what its curve gives")
                    }
                }
            }
            guard schema.contentDigest(of: identities) == verifier.reader.contentDigest else {
                throw BenchError(.damaged, "the content digest doesn't match")
            }
            try verifier.checkIndex(against: identities)
        }
    }

    /// The index has every run where its hash belongs, those of equal hashes joined and in order of task, seed and place.
    private func checkIndex(against identities: [RunIdentity]) throws(BenchError) {
        for number in 0..<reader.footer.index.buckets {
            let bucket = try reader.bucket(number)
            do throws(BenchError) {
                var hashes: [ConfigHash] = []
                for configuration in 0..<bucket.count {
                    if let hash = try check(configuration, of: bucket, number, identities) { hashes.append(hash) }
                }
                hashes.sort()
                for (hash, next) in zip(hashes, hashes.dropFirst()) where hash == next {
                    throw BenchError(.damaged, "it divides configuration \(hash)")
                }
            } catch { throw reader.located(error, "index", "bucket \(number)") }
        }
    }

    /// Checks the runs of one configuration, and returns its hash; nil if none of them is there.
    private func check(
        _ configuration: Int, of bucket: IndexBucket, _ number: Int, _ identities: [RunIdentity]
    ) throws(BenchError) -> ConfigHash? {
        let layout = reader.footer.index
        var last: (identity: RunIdentity, location: RunLocation)?
        for location in bucket.locations(configuration) {
            guard let run = try self.number(of: location), run < identities.count else { continue }
            let next = identities[run]
            guard layout.bucket(of: next.hash) == number,
                layout.fingerprint(of: next.hash) == bucket.fingerprint(configuration)
            else { throw BenchError(.damaged, "it has run \(run) where its hash, \(next.hash), doesn't belong") }
            if let last {
                guard last.identity.hash == next.hash else {
                    throw BenchError(.damaged, "it joins two configurations at run \(run)")
                }
                guard last.identity.precedes(next) ?? (last.location < location) else {
                    throw BenchError(.damaged, "its entries are not in order of task, seed and place")
                }
            }
            last = (next, location)
        }
        return last?.identity.hash
    }
}
