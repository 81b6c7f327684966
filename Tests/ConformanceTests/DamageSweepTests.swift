import Conformance
import Testing

/// A part of what `make soak` does with every vector: damage gives right answers or typed errors, and is seen.
@Suite struct DamageSweepTests {
    @Test func damageIsSeen() throws {
        let report = try DamageSweep.run(.ofSpecification, share: 0.02, seed: 8)
        print("vectors: \(report)")
        #expect(report.cases > 5000)
        #expect(report.forgeries > 5000)
        #expect(report.refused + report.partly + report.right == report.cases)
        #expect(report.wrong == [])
    }
}
