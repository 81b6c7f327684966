public import BenchSchema
public import BenchSpace
public import BenchSurrogate

/// Predicts configurations that a table doesn't have, by the surrogate that its file holds.
///
/// A configuration outside of the search space is an error, never an extrapolation.
public struct Predictor: Sendable {
    /// What was fitted.
    public let surrogate: Surrogate
    /// Which configurations there are; nil where the surrogate was fitted without.
    public let space: SearchSpace?

    /// The prediction of a configuration's run, up to an epoch of it; members are what the parts of the ensemble say.
    ///
    /// Numbers that follow from the architecture are computed, not predicted: their spread is 0. Throws `.usage` for a
    /// configuration outside of the search space, or whose network can't be built.
    public func predict(
        _ configuration: Configuration, upTo epoch: Int? = nil, members: Bool = false
    ) throws(BenchError) -> Prediction {
        let computed = try computed(configuration)
        return adding(
            computed, try surrogate.predict(configuration, derived: computed, upTo: epoch, members: members))
    }

    /// One run as it might have been, drawn around the prediction: the same for the same seed.
    public func draw(
        _ configuration: Configuration, upTo epoch: Int? = nil, seed: UInt64
    ) throws(BenchError) -> Prediction {
        let computed = try computed(configuration)
        return adding(computed, try surrogate.draw(configuration, derived: computed, upTo: epoch, seed: seed))
    }

    /// What the surrogate wants to know of the architecture.
    private func computed(_ configuration: Configuration) throws(BenchError) -> [String: Double] {
        // With the constants of the space, which are no keys.
        let whole = try space.map { space throws(BenchError) in space.configuration(try space.point(configuration)) }
        guard !surrogate.derived.isEmpty else { return [:] }
        guard let builder = space?.network else {
            throw BenchError(
                .mismatch,
                "the surrogate wants \(surrogate.derived.joined(separator: ", ")), and no search space says which network "
                    + "a configuration is; fit it again with a search space that does")
        }
        let network = try RegNet(whole ?? configuration, by: builder)
        let numbers = ["params": network.params, "flops": network.flops, "acts": network.acts]
        return numbers.filter { surrogate.derived.contains($0.key) }.mapValues { Double($0) }
    }

    private func adding(_ computed: [String: Double], _ prediction: Prediction) -> Prediction {
        var prediction = prediction
        for (name, number) in computed {
            prediction.metrics[name] = Prediction.Value(mean: number, spread: 0, intervals: [])
        }
        return prediction
    }
}

/// Whether a file can predict.
public enum SurrogateState: Sendable {
    /// It has no surrogate.
    case none
    /// It has one of another table or another search space, and why.
    case stale(String)
    /// It can.
    case ready(Predictor)
}
