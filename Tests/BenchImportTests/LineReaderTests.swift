import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

@Suite struct LineReaderTests {
    private func open(_ path: String, window: Int = 1 << 18) throws -> LineReader {
        guard let source = try ByteSource.open(path) else { throw BenchError(.noInput, "there is no file") }
        return LineReader(source, window: window)
    }

    private func lines(_ path: String, window: Int = 1 << 18) throws -> (lines: [String], failure: BenchError?) {
        var reader = try open(path, window: window)
        var lines: [String] = []
        while let range = reader.next() { lines.append(String(decoding: reader.buffer[range], as: UTF8.self)) }
        return (lines, reader.failure)
    }

    /// A zstd frame of one stored block.
    static func frame(_ bytes: [UInt8]) -> [UInt8] {
        let header = UInt32(bytes.count) << 3 | 1
        return [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38] + (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) }
            + bytes
    }

    @Test func findsLinesInSmallWindows() throws {
        let folder = try TemporaryFolder()
        let text = (0..<50).map { String(repeating: "x", count: $0) }
        try TemporaryFolder.write(Array((text.joined(separator: "\n")).utf8), to: folder.file("a"))
        for window in [1, 2, 7, 64, 4096] { #expect(try lines(folder.file("a"), window: window).lines == text) }
    }

    @Test func takesFilesWithoutLines() throws {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write([], to: folder.file("a"))
        #expect(try lines(folder.file("a")).lines == [])
        #expect(throws: BenchError.self) { try lines(folder.file("b")) }
    }

    @Test func unpacksFrames() throws {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(
            Self.frame(Array("ab\nc".utf8)) + Self.frame(Array("d\ne".utf8)), to: folder.file("a.zst"))
        let (found, failure) = try lines(folder.file("a"), window: 2)
        #expect(found == ["ab", "cd", "e"] && failure == nil)
    }

    @Test func reportsDamagedFrames() throws {
        let folder = try TemporaryFolder()
        let whole = Self.frame(Array("one\ntwo\n".utf8))
        try TemporaryFolder.write(whole.dropLast(3), to: folder.file("a.zst"))
        let cut = try lines(folder.file("a"))
        #expect(cut.failure?.code == .damaged)
        try TemporaryFolder.write(whole + [1, 2, 3, 4, 5, 6, 7, 8], to: folder.file("b.zst"))
        let garbage = try lines(folder.file("b"))
        #expect(garbage.failure?.code == .damaged && garbage.lines.prefix(2) == ["one", "two"])
    }

    @Test func leavesTooLongLinesOut() throws {
        let folder = try TemporaryFolder()
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: LineReader.longestLine + 10)
        try TemporaryFolder.write(Array("a\n".utf8) + long + Array("\nb\n".utf8), to: folder.file("a"))
        var reader = try open(folder.file("a"))
        var found: [Int: Int] = [:]
        while let range = reader.next() { found[reader.line] = range.count }
        #expect(found == [1: 1, 3: 1] && reader.longLines == [2])
    }
}
