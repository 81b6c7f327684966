import Conformance
import Testing

/// A part of what `make soak` does with every vector: damage gives right answers or typed errors, and is seen.
@Suite struct DamageSweepTests {
    private static let folder = VectorFolder.ofSpecification
    /// Which part of all cases is tried.
    private static let share = 0.02

    @Test(arguments: try folder.names(.valid)) func damage(name: String) throws {
        var sweep = try DamageSweep(name, try Self.folder.bytes(.valid, name))
        let report = try sweep.run(share: Self.share, seed: UInt64(name.utf8.reduce(0) { $0 &* 31 &+ UInt32($1) }))
        #expect(report.cases > 10)
        #expect(report.refused + report.partly + report.right == report.cases)
        #expect(report.wrong == [])
    }
}
