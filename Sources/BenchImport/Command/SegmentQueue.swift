import BenchFile
import BenchSchema

/// Encodes segments in several tasks and gives them back in order.
///
/// At most `jobs` segments are being encoded or wait for their turn.
struct SegmentQueue {
    /// An encoded segment, with what became of its runs.
    struct Segment: Sendable {
        /// Nil if no run could be stored.
        var encoded: EncodedSegment?
        var keys: [(position: Int, key: RunKey)] = []
        var refused: [(position: Int, reason: String)] = []
    }

    private let segments: [[Int]]
    private var encoder: SegmentEncoder
    private let builder: RunBuilder
    private let options: ConvertOptions
    private var started = 0
    private var running: [Task<Result<Segment, BenchError>, Never>] = []

    init(runs: [Int], size: Int, encoder: SegmentEncoder, builder: RunBuilder, options: ConvertOptions) {
        segments = stride(from: 0, to: runs.count, by: max(1, size)).map {
            Array(runs[$0..<min($0 + max(1, size), runs.count)])
        }
        (self.encoder, self.builder, self.options) = (encoder, builder, options)
    }

    /// Lets the encoder learn from some of the first segment's runs, whatever the number of jobs.
    mutating func learn(_ pass: FirstPass) throws(BenchError) {
        guard let first = segments.first else { return }
        var sample: [Run] = []
        for place in stride(from: 0, to: first.count, by: max(first.count / Self.sampleRuns, 1)) {
            let position = first[place]
            let folder = pass.summaries[position].folder
            var parsed = pass.kept[position]
            if parsed == nil { parsed = try folder.parse(sharing: nil, keepErrors: options.keepErrors) }
            guard let parsed else { continue }
            do throws(BenchError) { sample.append(try builder.build(parsed)) } catch { throw error.within(folder.name) }
        }
        try encoder.learn(from: sample)
    }

    private static let sampleRuns = 12

    /// The next segment; nil after the last. Takes the runs out of `pass` as they are needed.
    mutating func next(_ pass: inout FirstPass) async throws(BenchError) -> Segment? {
        while started < segments.count, running.count < options.jobs {
            let runs = segments[started].map { position in
                defer { pass.kept[position] = nil }
                return (position, pass.summaries[position].folder, pass.kept[position])
            }
            let (encoder, builder, keepErrors) = (encoder, builder, options.keepErrors)
            running.append(Task { Self.encode(runs, encoder, builder, keepErrors) })
            started += 1
        }
        guard !running.isEmpty else { return nil }
        return try await running.removeFirst().value.get()
    }

    private static func encode(
        _ runs: [(position: Int, folder: RunFolder, parsed: ParsedRun?)], _ encoder: SegmentEncoder,
        _ builder: RunBuilder, _ keepErrors: Bool
    ) -> Result<Segment, BenchError> {
        var segment = Segment()
        var built: [Run] = []
        do throws(BenchError) {
            for (position, folder, parsed) in runs {
                var again = parsed
                if again == nil { again = try folder.parse(sharing: nil, keepErrors: keepErrors) }
                guard let parsed = again else { continue }
                let run: Run
                do throws(BenchError) { run = try builder.build(parsed) } catch { throw error.within(folder.name) }
                do throws(BenchError) {
                    let schema = builder.plan.schema
                    let hash = try schema.configHash(of: run)
                    segment.keys.append(
                        (position, RunKey(hash: hash, seed: schema.seed.map { run.cells[$0] } ?? .absent)))
                    built.append(run)
                } catch {
                    segment.refused.append((position, error.description))
                }
            }
            if !built.isEmpty { segment.encoded = try encoder.encode(built) }
        } catch { return .failure(error) }
        return .success(segment)
    }
}
