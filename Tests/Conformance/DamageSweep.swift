import BenchFile
import BenchFormat
import BenchSchema
import Dispatch
import Foundation
import Synchronization
import TestSupport

/// Damages a file in many ways: whatever is asked of it then must get the right answer or a typed error, and a full check
/// must notice. Where checksums are mended after the damage, the check must notice unless the file still says the same.
package struct DamageSweep {
    /// What was found.
    package struct Report {
        /// Files with a bit flipped.
        package var flips = 0
        /// Files that were cut.
        package var prefixes = 0
        /// Files in which two pieces were swapped.
        package var swaps = 0
        /// Files with a bit flipped and all checksums mended.
        package var forgeries = 0
        /// Of these, files that a full check takes, and that say what they said before.
        package var harmless = 0
        /// Cases of damage in which the file was refused on opening.
        package var refused = 0
        /// Cases in which some answer was an error, and all others were right.
        package var partly = 0
        /// Cases in which every answer was right.
        package var right = 0
        /// What must not be: a wrong answer, or damage that a full check doesn't see.
        package var wrong: [String] = []

        /// Starts with no case.
        package init() {}

        /// How many cases of damage there were.
        package var cases: Int { flips + prefixes + swaps }

        /// Adds another one's cases.
        package mutating func add(_ other: Report) {
            flips += other.flips
            prefixes += other.prefixes
            swaps += other.swaps
            forgeries += other.forgeries
            harmless += other.harmless
            refused += other.refused
            partly += other.partly
            right += other.right
            wrong += other.wrong
        }
    }

    private let name: String
    private let bytes: [UInt8]
    private let truth: TableContents
    private let extents: [Range<Int>]
    private let seals: Seals
    /// A configuration that isn't in the table.
    private let stranger = ConfigHash(high: 0x0123_4567_89AB_CDEF, low: 1)
    private let folder: TemporaryFolder
    private let path: String
    private var report = Report()

    /// Prepares to damage a file that can be read.
    package init(_ name: String, _ bytes: [UInt8]) throws {
        (self.name, self.bytes) = (name, bytes)
        folder = try TemporaryFolder()
        path = folder.file("damaged.hasb")
        try TemporaryFolder.write(bytes, to: path)
        let reader = try BenchReader(path)
        truth = try TableContents(reader)
        seals = try Seals(reader, bytes)
        var extents: Set<Range<Int>> = []
        for segment in 0..<reader.segmentCount {
            let page = try reader.page(segment)
            for extent in page.blocks.compactMap(\.self) + page.constants where extent.size > 0 {
                extents.insert(Int(extent.offset)..<Int(extent.end))
            }
        }
        for attachment in reader.footer.attachments {
            extents.insert(Int(attachment.offset)..<Int(attachment.offset + attachment.storedSize))
        }
        self.extents = extents.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Sweeps all valid vectors of a folder, on all processors; parameters as for one.
    package static func run(_ folder: VectorFolder, share: Double = 1, seed: UInt64 = 0) throws -> Report {
        let names = try folder.names(.valid)
        let total = Mutex(Report())
        DispatchQueue.concurrentPerform(iterations: names.count) { number in
            do {
                var sweep = try DamageSweep(names[number], try folder.bytes(.valid, names[number]))
                let report = try sweep.run(share: share, seed: seed &+ UInt64(number))
                total.withLock { $0.add(report) }
            } catch {
                total.withLock { $0.wrong.append("\(names[number]): \(error)") }
            }
        }
        return total.withLock { $0 }
    }

    /// Does it all: each bit of each byte, each prefix, each pair of blocks, sections of constants or attachments.
    ///
    /// - Parameter share: About which part of the cases is tried, chosen by the seed; 1 for all.
    package mutating func run(share: Double = 1, seed: UInt64 = 0) throws -> Report {
        var random = SeededGenerator(seed: seed)
        func isChosen() -> Bool { share >= 1 || Double.random(in: 0..<1, using: &random) < share }
        for place in bytes.indices {
            for bit in 0..<8 where isChosen() {
                report.flips += 1
                try overwrite(place, bytes[place] ^ 1 << UInt8(bit))
                check("byte \(place), bit \(bit)")
                try overwrite(place, bytes[place])
                try forge(place, bit)
            }
        }
        for count in bytes.indices where isChosen() {
            report.prefixes += 1
            try TemporaryFolder.write(bytes.prefix(count), to: path)
            let refusedBefore = report.refused
            check("the first \(count) bytes")
            if report.refused == refusedBefore { report.wrong.append("\(name): the first \(count) bytes open") }
        }
        for (number, first) in extents.enumerated() {
            for second in extents[(number + 1)...] where bytes[first] != bytes[second] && isChosen() {
                report.swaps += 1
                let damaged =
                    bytes[..<first.lowerBound] + bytes[second] + bytes[first.upperBound..<second.lowerBound]
                    + bytes[first] + bytes[second.upperBound...]
                try TemporaryFolder.write(damaged, to: path)
                check("bytes \(first) and \(second) swapped")
            }
        }
        return report
    }

    private func overwrite(_ place: Int, _ byte: UInt8) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: [byte])
        try file.close()
    }

    /// Flips a bit and mends the checksums; the file is whole again afterwards.
    private mutating func forge(_ place: Int, _ bit: Int) throws {
        var forged = bytes
        forged[place] ^= 1 << UInt8(bit)
        seals.mend(&forged)
        guard forged != bytes else { return }
        report.forgeries += 1
        try TemporaryFolder.write(forged, to: path)
        defer { try? TemporaryFolder.write(bytes, to: path) }
        guard let reader = try? BenchReader(path) else { return }
        for hash in truth.index.keys { _ = try? reader.locations(of: hash) }
        for (segment, runs) in truth.segments.enumerated() {
            for row in runs.indices {
                for column in reader.schema.columns.indices {
                    _ = try? reader.cell(column, at: RunLocation(segment: UInt32(segment), row: UInt16(row)))
                }
            }
        }
        guard reader.verify(deep: true).problems.isEmpty else { return }
        // Neither attachments nor the minor version are covered by the content digest.
        var found = try? TableContents(reader)
        found?.attachments = truth.attachments
        found?.version = truth.version
        if found?.json == truth.json {
            report.harmless += 1
        } else {
            report.wrong.append("\(name), byte \(place), bit \(bit), checksums mended: verify takes another table")
        }
    }

    /// Asks the damaged file for all that it has.
    private mutating func check(_ what: String) {
        guard let reader = try? BenchReader(path) else {
            report.refused += 1
            return
        }
        var errors = 0
        func expect(_ isRight: () throws(BenchError) -> Bool, _ answer: @autoclosure () -> String) {
            do throws(BenchError) {
                if try !isRight() { report.wrong.append("\(name), \(what): \(answer()) is wrong") }
            } catch {
                errors += 1
            }
        }
        expect({ reader.schema == truth.schema }, "the schema")
        expect({ reader.contentDigest == truth.digest }, "the content digest")
        expect({ reader.runCount == truth.segments.reduce(0) { $0 + $1.count } }, "the number of runs")
        expect({ reader.attachmentNames == truth.attachments.map(\.name) }, "the list of attachments")
        for attachment in truth.attachments {
            expect(
                { () throws(BenchError) in try reader.attachment(attachment.name) == attachment.content },
                "attachment \(attachment.name)")
        }
        for (segment, runs) in truth.segments.enumerated() {
            for (row, run) in runs.enumerated() {
                let location = RunLocation(segment: UInt32(segment), row: UInt16(row))
                for column in run.cells.indices {
                    expect(
                        { () throws(BenchError) in try reader.cell(column, at: location) == run.cells[column] },
                        "column \(column) of run \(row) of segment \(segment)")
                }
            }
        }
        for (hash, locations) in truth.index {
            expect({ () throws(BenchError) in try reader.locations(of: hash) == locations }, "where \(hash) is")
        }
        expect({ () throws(BenchError) in try reader.locations(of: stranger).isEmpty }, "a hash that isn't there")
        if reader.verify(deep: true).problems.isEmpty { report.wrong.append("\(name), \(what): verify finds nothing") }
        if errors > 0 { report.partly += 1 } else { report.right += 1 }
    }
}

extension DamageSweep.Report: CustomStringConvertible {
    /// The counts, as a sentence.
    package var description: String {
        "\(cases) cases: \(flips) bits flipped, \(prefixes) prefixes, \(swaps) swaps; \(refused) refused on opening, "
            + "\(partly) with errors, \(right) with right answers alone; \(forgeries) forgeries, of which \(harmless) say the "
            + "same and the others are refused; \(wrong.count) wrong"
    }
}
