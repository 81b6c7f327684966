import BenchFile
import BenchSchema
import Foundation
import Glibc
import TestSupport
import Testing

/// What killed processes leave, the next one for the same file takes away; what others still write, it doesn't.
@Suite struct OutputFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write() throws {
        var file = try OutputFile(folder.file("a"), replacing: true)
        try file.append([1, 2, 3])
        try file.commit()
    }

    @Test func draftsOfTheDeadAreRemoved() throws {
        for name in [".a.12345.tmp", ".a.1.tmp", ".a.x.tmp", ".b.12345.tmp", ".a.b.12345.tmp", "a.12345.tmp"] {
            try TemporaryFolder.write([9], to: folder.file(name))
        }
        try write()
        #expect(try folder.names() == [".a.b.12345.tmp", ".a.x.tmp", ".b.12345.tmp", "a", "a.12345.tmp"])
        #expect(try TemporaryFolder.bytes(folder.file("a")) == [1, 2, 3])
    }

    @Test func draftsOfTheLivingStay() throws {
        try TemporaryFolder.write([9], to: folder.file(".a.12345.tmp"))
        let handle = try #require(FileHandle(forUpdatingAtPath: folder.file(".a.12345.tmp")))
        #expect(flock(handle.fileDescriptor, LOCK_EX) == 0)
        try write()
        #expect(try folder.names() == [".a.12345.tmp", "a"])
        try handle.close()
        try write()
        #expect(try folder.names() == ["a"])
    }

    @Test func aLinkIsNoDraft() throws {
        try TemporaryFolder.write([9], to: folder.file("elsewhere"))
        #expect(symlink(folder.file("elsewhere"), folder.file(".a.7.tmp")) == 0)
        try write()
        #expect(try folder.names() == [".a.7.tmp", "a", "elsewhere"])
    }
}
