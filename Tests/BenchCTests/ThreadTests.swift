import BenchFile
import BenchSchema
import CHasbench
import HASBench
import Synchronization
import TestSupport
import Testing

@testable import BenchC

/// What the C interface shares among threads; `make soak` runs these under the thread sanitizer.
@Suite struct ThreadTests {
    @Test func coresDoEachPieceOnce() throws {
        let counts = Mutex([Int](repeating: 0, count: 10_000))
        try Cores.run(10_000) { number in counts.withLock { $0[number] += 1 } }
        #expect(counts.withLock { $0.allSatisfy { $0 == 1 } })
    }

    @Test func theErrorIsThatOfTheLeastNumber() throws {
        for _ in 0..<200 {
            let error = #expect(throws: BenchError.self) {
                try Cores.run(50) { number throws(BenchError) in
                    if number % 10 == 3 { throw BenchError(.damaged, "\(number)") }
                }
            }
            #expect(error?.message == "3")
        }
    }

    /// Streams of one file, each read by all cores, in several threads at once.
    @Test func streamsOfOneFileAtOnce() async throws {
        let folder = try TemporaryFolder()
        var writer = try BenchWriter(
            path: folder.file("a.hasb"), schema: try SampleTable.schema(), provenance: "{}",
            options: WriterOptions(segmentRuns: 7))
        for run in try SampleTable.runs(60, seed: 5) { try writer.append(run) }
        _ = try writer.finish()
        let file = try OpenFile(folder.file("a.hasb"))
        let rows = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<8 { group.addTask { try file.streamedRows() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(rows == [Int64](repeating: 60, count: 8))
    }
}

/// A file that was opened through the C interface.
private final class OpenFile: @unchecked Sendable {
    private var file: OpaquePointer?
    /// Columns of every kind that Arrow has a place for.
    private static let options =
        #"{"columns": ["hash", "NET.DEPTH", "OPTIM.NAME", "test.epoch", "test.error", "test_error"]}"#

    init(_ path: String) throws {
        var error = hasb_error()
        guard hasb_open(path, 20_000, &file, &error) == HASB_OK else { throw Self.failure(error.message) }
    }

    deinit { hasb_close(file) }

    private static func failure(_ message: UnsafePointer<CChar>?) -> BenchError {
        BenchError(.io, message.map { String(cString: $0) } ?? "no message")
    }

    /// How many rows a stream has.
    func streamedRows() throws -> Int64 {
        var (stream, error) = (ArrowArrayStream(), hasb_error())
        guard hasb_stream(file, Self.options, &stream, &error) == HASB_OK else { throw Self.failure(error.message) }
        defer { stream.release(&stream) }
        var rows: Int64 = 0
        while true {
            var batch = ArrowArray()
            guard stream.get_next(&stream, &batch) == 0 else { throw Self.failure(stream.get_last_error(&stream)) }
            guard let release = batch.release else { return rows }
            rows += batch.length
            release(&batch)
        }
    }
}
