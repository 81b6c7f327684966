import BenchSchema
import BenchSpace
import BenchSurrogate
import TestSupport
import Testing

@Suite struct PredictionTests {
    private let surrogate: Surrogate

    init() throws { surrogate = try SampleSurrogate.made() }

    @Test func isTheSameAfterWritingAndReading() throws {
        let read = try Surrogate(parsing: surrogate.bytes)
        #expect(read.bytes == surrogate.bytes)
        let (a, b) = (SampleSurrogate.configuration, true)
        #expect(try read.predict(a, members: b) == surrogate.predict(a, members: b))
        #expect(read.contentDigest == surrogate.contentDigest)
        #expect(read.space?.parameters.map(\.name) == ["NET.DEPTH", "OPTIM", "EPOCHS"])
    }

    @Test func hasAllStepsAndWhatTheLastOneSays() throws {
        let prediction = try surrogate.predict(SampleSurrogate.configuration)
        let curve = try #require(prediction.curves["test.error"])
        #expect(prediction.steps == Array(1...20))
        #expect(curve.mean.count == 20 && curve.mean.allSatisfy { (0...100).contains($0) })
        let value = try #require(prediction.metrics["test_error"])
        #expect(value.mean == curve.mean.last && value.spread == curve.spread.last)
        for band in curve.intervals {
            #expect(zip(band.lower, band.upper).allSatisfy { $0 <= $1 })
        }
        #expect(curve.intervals[0].lower[3] >= curve.intervals[2].lower[3])
        #expect(curve.members.isEmpty && prediction.metrics["train_time"]?.trees == nil)
    }

    @Test func isCutAtAnEpochWithTheCostUpToIt() throws {
        let whole = try surrogate.predict(SampleSurrogate.configuration)
        let cut = try surrogate.predict(SampleSurrogate.configuration, upTo: 5)
        #expect(cut.steps == Array(1...5))
        #expect(cut.curves["test.error"]?.mean == Array(whole.curves["test.error"]!.mean.prefix(5)))
        let (all, part) = (try #require(whole.metrics["train_time"]), try #require(cut.metrics["train_time"]))
        #expect(abs(part.mean - all.mean / 4) < 1e-12 * all.mean)
        #expect(cut.metrics["test_error"]?.mean == whole.curves["test.error"]?.mean[4])
    }

    @Test(arguments: [Int.min, -3, 0]) func hasNoStepsBeforeTheFirst(epoch: Int) throws {
        let prediction = try surrogate.predict(SampleSurrogate.configuration, upTo: epoch, members: true)
        #expect(prediction.steps.isEmpty && prediction.metrics["test_error"] == nil)
        #expect(prediction.metrics["train_time"]?.mean == 0)
    }

    @Test func refusesWhatIsOutsideOfTheSpace() throws {
        for (key, value) in [("NET.DEPTH", 10), ("OPTIM", "lion"), ("EPOCHS", 15)] as [(String, LooseValue)] {
            var configuration = SampleSurrogate.configuration
            configuration[key] = value
            let error = #expect(throws: BenchError.self) { try surrogate.predict(configuration) }
            #expect(error?.code == .usage && error?.description.contains(key) == true)
        }
    }

    @Test func refusesWithoutASpaceWhatNothingFittedWasLike() throws {
        let surrogate = try SampleSurrogate.made(space: "")
        let wrong: [[String: LooseValue]] = [
            ["OPTIM": "lion"], ["EPOCHS": 0], ["EPOCHS": 1e18], ["NET.DEPTH": "deep"], ["MORE": 1],
        ]
        for change in wrong {
            let configuration = SampleSurrogate.configuration.merging(change) { $1 }
            let error = #expect(throws: BenchError.self) { try surrogate.predict(configuration) }
            #expect(error?.description.contains(change.keys.first ?? "?") == true)
        }
    }

    @Test func drawsTheSameRunForTheSameSeedAndOthersAsWideAsTheSpread() throws {
        let configuration = SampleSurrogate.configuration
        #expect(try surrogate.draw(configuration, seed: 3) == surrogate.draw(configuration, seed: 3))
        let expected = try #require(try surrogate.predict(configuration).metrics["train_time"])
        let interval = expected.intervals[1]
        let inside = try (0..<1000).count { seed in
            let value = try surrogate.draw(configuration, seed: UInt64(seed)).metrics["train_time"]?.mean ?? 0
            return interval.lower <= value && value <= interval.upper
        }
        // The interval holds 80 %; four standard deviations of 1000 draws are 5 %.
        #expect(abs(inside - 800) < 51)
    }

    @Test func answersWithTheTreesWhereTheyAreBetter() throws {
        let surrogate = try SampleSurrogate.made(prefersTrees: true)
        // Depth 4 is -0.5 and 20 epochs are above 0: base 0.5, then 1 from the first tree, 0.125 from the second.
        let value = try #require(try surrogate.predict(SampleSurrogate.configuration).metrics["train_time"])
        #expect(abs(try #require(value.trees) - exponential(1.625)) < 1e-5)
        #expect(value.intervals[1].lower < value.mean && value.mean < value.intervals[1].upper)
    }
}
