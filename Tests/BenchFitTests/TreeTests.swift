import BenchSurrogate
import TestSupport
import Testing

@testable import BenchFit

/// The trees are walked as libxgboost walks them.
@Suite struct TreeTests {
    @Test func everyPredictionIsThatOfTheLibraryToTheLastBit() throws {
        var random = SeededGenerator(seed: 1)
        func rows(_ count: Int) -> [[Float]] {
            // Some features take few values, so that many stand right on a threshold's side.
            (0..<count).map { _ in
                (0..<12).map { feature in
                    feature < 4
                        ? Float(Int.random(in: 0...3, using: &random)) : Float.random(in: -2...2, using: &random)
                }
            }
        }
        let known = rows(400)
        let targets = known.map { $0[0] * $0[5] + $0[7] * 3 + Float.random(in: -0.1...0.1, using: &random) }
        let fit = try TreeFit(features: known, targets: targets, seed: 1)
        let asked = rows(10_000)
        let ensemble = try fit.ensemble()
        #expect(ensemble.trees == 300)
        let library = try fit.predictions(asked)
        let differing = zip(asked, library).count { ensemble.value($0).bitPattern != $1.bitPattern }
        #expect(differing == 0)
    }

    @Test func textThatIsNoTreeIsRefused() {
        for text in ["", "0:leaf=x", "0:[f0<1] yes=1,no=2,missing=1\n\t1:leaf=0.5", "1:leaf=1", "0:[x<1] yes=1"] {
            #expect(throws: (any Error).self, "\(text)") { try TreeFit.preorder(text) }
        }
    }
}
