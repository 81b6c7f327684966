import ArgumentParser
import BenchSchema
import Conformance
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
        func write(_ kind: VectorFolder.Kind, _ name: String, _ bytes: [UInt8], _ json: String) throws {
            guard names.insert(name).inserted else { throw WrongVector("two vectors are named \(name)") }
            if try folder.write(kind, name, bytes, json: json, replacing: force) { written += 1 }
        }
        for vector in try ValidVector.all() {
            try vector.check()
            try write(.valid, vector.name, vector.bytes, vector.json)
        }
        for vector in try InvalidVector.all() {
            try vector.check()
            try write(.invalid, vector.name, vector.bytes, vector.json)
        }
        try TemporaryFolder.write(Array(try folder.listing().utf8), to: folder.checksums)
        let counts = try VectorFolder.Kind.allCases.map { "\(try folder.names($0).count) \($0.rawValue)" }
        print("\(counts.joined(separator: " and ")) vectors, \(written) written")
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
        let report = try DamageSweep.run(VectorFolder(path: folder), share: share, seed: seed)
        for line in report.wrong.prefix(100) { print(line) }
        print(report)
        guard report.wrong.isEmpty else { throw ExitCode.failure }
    }
}
