import BenchFile
package import BenchSchema
import Crypto
import Foundation
import TestSupport

/// The folder of vectors: pairs of a .hasb file and a JSON of what it says, or of how a reader refuses it.
package struct VectorFolder {
    /// Its path.
    package let path: String

    /// The folder that belongs to the specification.
    package static let ofSpecification = VectorFolder(
        path: "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Specs/vectors")

    /// Takes a folder.
    package init(path: String) { self.path = path }

    /// The two kinds of vectors, by the names of their folders.
    package enum Kind: String, CaseIterable, Sendable {
        /// Files that a reader reads.
        case valid
        /// Files that a reader refuses.
        case invalid
    }

    /// The names of the vectors of a kind, sorted.
    package func names(_ kind: Kind) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(kind.rawValue)")
            .filter { $0.hasSuffix(".hasb") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// The path of a vector's file.
    package func file(_ kind: Kind, _ name: String) -> String { "\(path)/\(kind.rawValue)/\(name).hasb" }

    /// The bytes of a vector's file.
    package func bytes(_ kind: Kind, _ name: String) throws -> [UInt8] {
        try TemporaryFolder.bytes(file(kind, name))
    }

    /// The text of a vector's JSON.
    package func text(_ kind: Kind, _ name: String) throws -> String {
        String(decoding: try TemporaryFolder.bytes("\(path)/\(kind.rawValue)/\(name).json"), as: UTF8.self)
    }

    /// Writes a vector; whether it wasn't there already.
    ///
    /// Throws where another one of this name is, unless that may be replaced: vectors of a release never may.
    package func write(
        _ kind: Kind, _ name: String, _ bytes: [UInt8], json: String, replacing: Bool = false
    ) throws -> Bool {
        let base = "\(path)/\(kind.rawValue)/\(name)"
        var isNew = false
        for (file, content) in [(base + ".hasb", bytes), (base + ".json", Array(json.utf8))] {
            let known = try? TemporaryFolder.bytes(file)
            guard known != content else { continue }
            guard known == nil || replacing else {
                throw BenchError(
                    .cannotWrite, "it is there and differs; vectors of a release are never changed", at: file)
            }
            try TemporaryFolder.write(content, to: file)
            isNew = true
        }
        return isNew
    }

    /// What must never change: each file's name and SHA-256, in the form of `sha256sum`.
    package var checksums: String { path + "/SHA256SUMS" }

    /// What `checksums` has to say of the files that are there.
    package func listing() throws -> String {
        var lines: [String] = []
        for kind in Kind.allCases {
            for file in try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(kind.rawValue)").sorted() {
                let digest = SHA256.hash(data: try TemporaryFolder.bytes("\(path)/\(kind.rawValue)/\(file)"))
                let hex = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                lines.append("\(hex)  \(kind.rawValue)/\(file)\n")
            }
        }
        return lines.joined()
    }
}

extension BenchError.Code {
    /// The name of a code that a file may earn, as the vectors' JSON has it.
    package var nameInVectors: String {
        switch self {
        case .damaged: "damaged"
        case .unsupported: "unsupported"
        default: "another"
        }
    }
}

/// What is wrong with a file: the error of opening it, or all that a full check finds.
package func errors(inFileAt path: String) -> [BenchError] {
    do throws(BenchError) { return try BenchReader(path).verify(deep: true).problems } catch { return [error] }
}
