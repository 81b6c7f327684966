/// Whether less or more of an objective is better.
public enum Direction: String, CaseIterable, Sendable {
    /// Less is better, as of latency or energy.
    case minimize

    /// More is better, as of accuracy.
    case maximize

    /// The value as a cost, of which less is better; exact, since it only changes the sign.
    func cost(_ value: Double) -> Double {
        switch self {
        case .minimize: value
        case .maximize: -value
        }
    }
}

/// Whether one point dominates another: it is at least as good in every objective and better in one.
///
/// Points equal in all objectives do not dominate each other. A point with a NaN neither dominates nor is
/// dominated, and neither do points whose shapes differ from that of `directions`.
///
/// Shapes: m values for each point, m directions. Complexity: O(m).
/// Source: K. Miettinen, *Nonlinear Multiobjective Optimization*, Kluwer 1999, def. 2.2.1 (Pareto optimality).
public func dominates(_ first: Span<Double>, _ second: Span<Double>, directions: [Direction]) -> Bool {
    guard first.count == directions.count, second.count == directions.count else { return false }
    var isBetter = false
    for (index, direction) in directions.enumerated() {
        let (mine, other) = (direction.cost(first[index]), direction.cost(second[index]))
        guard mine <= other else { return false }
        if mine < other { isBetter = true }
    }
    return isBetter
}
