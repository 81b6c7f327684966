public import BenchSchema
import BenchSpace

extension Surrogate {
    /// What follows from a configuration's architecture and needs no prediction: activations, FLOPs and parameters.
    ///
    /// Empty where the search space doesn't say how to count them. Throws as `predict` does.
    public func complexity(of configuration: [String: LooseValue]) throws(BenchError) -> [String: Double] {
        guard let space, space.network != nil else { return [:] }
        return try Complexity.of(space.configuration(try space.point(configuration)), in: space)
    }
}
