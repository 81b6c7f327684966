import Foundation
import TestSupport
import Testing

/// What the fuzzer once failed on, and what it starts from, is read again without it; the harness is the fuzzer's own.
@Suite struct FuzzCorpusTests {
    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fuzzing/Corpus/file")

    @Test func pastFailures() throws {
        let folder = try TemporaryFolder()
        let part = try FuzzedPart(folder: folder.path)
        let files = try FileManager.default.contentsOfDirectory(at: Self.corpus, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files { part.read(Array(try Data(contentsOf: file))) }
    }

    /// Each seed, and each with one byte changed at every seventh place.
    @Test func seeds() throws {
        let folder = try TemporaryFolder()
        let part = try FuzzedPart(folder: folder.path)
        let seeds = try part.seeds()
        #expect(seeds.count > 25)
        for seed in seeds {
            part.read(seed)
            for place in stride(from: 1, to: seed.count, by: 7) {
                var changed = seed
                changed[place] ^= 0x81
                part.read(changed)
            }
        }
    }
}
