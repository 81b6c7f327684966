import BenchFile
import BenchFormat
import BenchSchema
import TestSupport
import Testing

/// What no reader would take, no writer makes.
@Suite struct LimitTests {
    private static let depth = Column("depth", role: .key, type: .int64)

    private func limited(_ body: () throws -> Void) {
        let error = #expect(throws: BenchError.self) { try body() }
        #expect(error?.code == .limit)
    }

    @Test func attachments() throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(path: folder.file("a"), schema: try Schema([Self.depth]), provenance: "{}")
        let long = String(repeating: "a", count: 1 << 20 + 1)
        for (name, type, count) in [("a", "x/y", 1 << 28 + 1), (long, "x/y", 0), ("a", long, 0)] {
            let bytes = [UInt8](repeating: 0, count: count)
            do throws(BenchError) {
                try writer.attach(name, mediaType: type, bytes)
                Issue.record("\(count) bytes were attached")
            } catch { #expect(error.code == .limit) }
        }
        let provenance = ByteString([UInt8](repeating: 0x20, count: 1 << 28 + 1))
        limited {
            _ = try BenchWriter(path: folder.file("b"), schema: try Schema([Self.depth]), provenance: provenance)
        }
        for number in 1..<65_536 { try writer.attach("\(number)", mediaType: "x/y", []) }
        do throws(BenchError) {
            try writer.attach("one more", mediaType: "x/y", [])
            Issue.record("65,537 attachments")
        } catch { #expect(error.code == .limit) }
        _ = try writer.finish()
        #expect(try BenchReader(folder.file("a")).attachmentNames.count == 65_536)
    }

    @Test func attachmentsOfOneName() throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(path: folder.file("a"), schema: try Schema([Self.depth]), provenance: "{}")
        try writer.attach("e\u{301}", mediaType: "x/y", [1])
        try writer.attach("\u{E9}", mediaType: "x/y", [2])
        do throws(BenchError) {
            try writer.attach("provenance", mediaType: "x/y", [])
            Issue.record("two provenances")
        } catch { #expect(error.code == .mismatch) }
        _ = try writer.finish()
        let reader = try BenchReader(folder.file("a"))
        #expect(try reader.attachment("e\u{301}") == [1])
        #expect(try reader.attachment("\u{E9}") == [2])
    }

    @Test func constants() throws {
        var constants = Constants()
        constants.add(
            Column("note", role: .setting, type: .string), .string(ByteString([UInt8](repeating: 0, count: 1 << 28))))
        constants.add(Self.depth, .int64(1))
        limited { _ = try constants.bytes(.settings) }
        #expect(try constants.bytes(.others).count == 18)
    }

    @Test func theFooter() throws {
        let unit = String(repeating: "a", count: 1 << 20)
        let columns = (0..<256).map { Column("c\($0)", role: .scalar, type: .int64, unit: unit) }
        let folder = try TemporaryFolder()
        let schema = try Schema(columns)
        limited { _ = try BenchWriter(path: folder.file("a"), schema: schema, provenance: "{}").finish() }
        #expect(try folder.names() == [])
    }
}
