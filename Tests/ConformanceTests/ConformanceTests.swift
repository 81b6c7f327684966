import BenchFile
import BenchSchema
import Conformance
import TestSupport
import Testing

/// The vectors of Specs/vectors: what is said of them is what a reader finds.
@Suite struct ConformanceTests {
    private static let folder = VectorFolder.ofSpecification

    @Test func thereAreEnough() throws {
        for kind in VectorFolder.Kind.allCases { #expect(try Self.folder.names(kind).count >= 60) }
    }

    /// The vectors of a release are never changed: a reader of each later one must read them.
    @Test func theyAreThoseOfTheirChecksums() throws {
        let listed = String(decoding: try TemporaryFolder.bytes(Self.folder.checksums), as: UTF8.self)
        #expect(try Self.folder.listing() == listed, "see Specs/vectors/README.md")
    }

    @Test func theyAreNotOverwritten() throws {
        let folder = try TemporaryFolder()
        let vectors = VectorFolder(path: folder.path)
        #expect(try vectors.write(.valid, "a", [1, 2], json: "{}"))
        #expect(try !vectors.write(.valid, "a", [1, 2], json: "{}"))
        #expect(throws: BenchError.self) { try vectors.write(.valid, "a", [1, 3], json: "{}") }
        #expect(throws: BenchError.self) { try vectors.write(.valid, "a", [1, 2], json: "[]") }
        #expect(try vectors.bytes(.valid, "a") == [1, 2])
        #expect(try vectors.write(.valid, "a", [1, 3], json: "{}", replacing: true))
        #expect(try vectors.bytes(.valid, "a") == [1, 3])
    }

    @Test(arguments: try folder.names(.valid)) func valid(name: String) throws {
        let reader = try BenchReader(Self.folder.file(.valid, name))
        #expect(reader.verify(deep: true).problems == [])
        // The first line is a sentence for people.
        let text = try Self.folder.text(.valid, name)
        let sentence = text.prefix { $0 != "\n" }
        #expect(text.dropFirst(sentence.count + 1) == "\(try TableContents(reader).json)}\n")
    }

    @Test(arguments: try folder.names(.invalid)) func invalid(name: String) throws {
        let found = errors(inFileAt: Self.folder.file(.invalid, name))
        let code = try #require(found.first?.code, "nothing is found wrong")
        let text = try Self.folder.text(.invalid, name)
        #expect(text.hasSuffix("\"code\":\"\(code.nameInVectors)\"}\n"), "\(found)")
    }

    /// Each encoding of the registry is in one of them.
    @Test func allEncodingsOccur() throws {
        var found: Set<String> = []
        for name in try Self.folder.names(.valid) {
            for column in try BenchReader(Self.folder.file(.valid, name)).usage() { found.formUnion(column.encodings) }
        }
        for encoding in [
            "constant", "planes 0", "planes 8", "centred", "delta 1", "delta 2", "delta 1, linear 4",
            "delta 2, linear 4",
            "split", "repeated", "dictionary of ", "running minimum of ", "affine of ", "knots of ", "remaining of ",
            "proportional of ", "decimal ", "bits", "counts of ", "map of ", "float32", "quotients", "binary ",
            "fractions of ", "strings", "block of ",
        ] {
            #expect(found.contains { $0.hasPrefix(encoding) }, "\(encoding) is in no vector")
        }
    }
}
