import ArgumentParser
import BenchSchema
import Conformance
import Dispatch
import Foundation
import Synchronization
import TestSupport

/// Makes the vectors of the specification, and sweeps them.
struct HasbVectors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hasb-vectors", abstract: "Makes the vectors of the specification, or damages them in every way.",
        subcommands: [MakeCommand.self, SweepCommand.self])
}

/// Writes the vectors that aren't there yet.
struct MakeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Writes the vectors that aren't there yet, and the list of their checksums.")

    @Argument(help: "The folder.") var folder = VectorFolder.ofSpecification.path
    @Flag(help: "Write those anew that are there: never for the vectors of a release.") var force = false

    func run() throws {
        let folder = VectorFolder(path: folder)
        var written = 0
        var names: Set<String> = []
        func write(_ bytes: [UInt8], _ path: String) throws {
            if let known = try? TemporaryFolder.bytes(path) {
                if known == bytes { return }
                guard force else {
                    throw ValidationError("\(path) is there, and differs; vectors of a release are never changed")
                }
            }
            try TemporaryFolder.write(bytes, to: path)
            written += 1
        }
        for vector in try ValidVector.all() {
            guard names.insert(vector.name).inserted else { throw WrongVector("two vectors are named \(vector.name)") }
            try vector.check()
            try write(vector.bytes, "\(folder.path)/valid/\(vector.name).hasb")
            try write(Array(vector.json.utf8), "\(folder.path)/valid/\(vector.name).json")
        }
        for vector in try InvalidVector.all() {
            guard names.insert(vector.name).inserted else { throw WrongVector("two vectors are named \(vector.name)") }
            try vector.check()
            try write(vector.bytes, "\(folder.path)/invalid/\(vector.name).hasb")
            try write(Array(vector.json.utf8), "\(folder.path)/invalid/\(vector.name).json")
        }
        try TemporaryFolder.write(Array(try folder.listing().utf8), to: folder.checksums)
        let counts = try VectorFolder.Kind.allCases.map { "\(try folder.names($0).count) \($0.rawValue)" }
        print("\(counts.joined(separator: " and ")) vectors, \(written) files written")
    }
}

/// Damages every valid vector.
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Damages every valid vector in every way, and asks the reader for everything.")

    @Argument(help: "The folder.") var folder = VectorFolder.ofSpecification.path
    @Option(help: "Which part of the cases to try, 1 for all.") var share = 1.0
    @Option(help: "Chooses the cases.") var seed: UInt64 = 0

    func run() throws {
        let folder = VectorFolder(path: folder)
        let names = try folder.names(.valid)
        let results = Mutex<(report: DamageSweep.Report, failures: [String])>((DamageSweep.Report(), []))
        let (share, seed) = (share, seed)
        DispatchQueue.concurrentPerform(iterations: names.count) { number in
            do {
                var sweep = try DamageSweep(names[number], try folder.bytes(.valid, names[number]))
                let report = try sweep.run(share: share, seed: seed &+ UInt64(number))
                results.withLock { $0.report.add(report) }
            } catch {
                results.withLock { $0.failures.append("\(names[number]): \(error)") }
            }
        }
        let (report, failures) = results.withLock { $0 }
        for line in report.wrong.prefix(100) + failures { print(line) }
        print(report)
        guard report.wrong.isEmpty, failures.isEmpty else { throw ExitCode.failure }
    }
}
