package import BenchSchema
package import BenchSpace

/// The numbers that follow from an architecture, by the names of the metrics that they are in a table.
package enum Complexity {
    /// The names.
    package static let names = ["acts", "flops", "params"]

    /// Those of a configuration, as the search space's network builder counts them.
    package static func of(
        _ configuration: [String: LooseValue], in space: SearchSpace?
    ) throws(BenchError) -> [String: Double] {
        guard let builder = space?.network else {
            throw BenchError(.damaged, "it needs complexities, but has no search space that says how to count them")
        }
        let network = try RegNet(configuration, by: builder)
        return ["acts": Double(network.acts), "flops": Double(network.flops), "params": Double(network.params)]
    }
}
