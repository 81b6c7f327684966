package import BenchSchema

/// The axis of the predicted series: whole steps, such as epochs, from the first to what a key says, or to a fixed one.
package struct Axis: Sendable, Equatable {
    /// The first step.
    package var first: Int
    /// The last step, where no key says it.
    package var last: Int
    /// The key that is the last step.
    package var key: Int?

    /// The most steps that are predicted.
    package static let maximumSteps = 1 << 16

    /// Makes an axis.
    package init(first: Int, last: Int, key: Int?) { (self.first, self.last, self.key) = (first, last, key) }

    /// The steps of a configuration, given as the cells of its keys.
    package func steps(_ cells: [Cell], _ keys: [String]) throws(BenchError) -> ClosedRange<Int> {
        guard let key else { return first...last }
        guard let last = cells[key].number.flatMap({ Int(exactly: $0) }), last >= first,
            last < Self.maximumSteps
        else {
            throw BenchError(
                .usage, "it is the number of steps, a whole number from \(max(first, 1)) to \(Self.maximumSteps)",
                at: "key \(keys[key])")
        }
        return first...last
    }
}
