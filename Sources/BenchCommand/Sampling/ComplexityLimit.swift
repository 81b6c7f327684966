import BenchSchema
import BenchSpace

/// A bound on what a network costs: `params<=60000`.
struct ComplexityLimit {
    /// What is bounded.
    enum Quantity: String, CaseIterable {
        case params, flops, acts, stages

        func value(_ network: RegNet) -> Int64 {
            switch self {
            case .params: network.params
            case .flops: network.flops
            case .acts: network.acts
            case .stages: Int64(network.stages.count)
            }
        }
    }

    private let quantity: Quantity
    private let relation: Relation
    private let bound: Double

    init(_ text: String) throws(BenchError) {
        let sign = text.prefix { "<>=".contains($0) == false }.endIndex
        let rest = text[sign...]
        let end = rest.firstIndex { !"<>=".contains($0) } ?? rest.endIndex
        let relations: [Relation] = [.less, .lessOrEqual, .equal, .greater, .greaterOrEqual]
        guard let quantity = Quantity(rawValue: String(text[..<sign])),
            let relation = relations.first(where: { $0.sign == rest[..<end] }),
            case .float64(let bound)? = LooseValue.string(ByteString(text[end...])).cell(as: .float64)
        else {
            throw BenchError(
                .usage,
                "--limit is \(Quantity.allCases.map(\.rawValue).joined(separator: ", ")), then <, <=, =, >= or >, then a "
                    + "number, such as params<=60000; not \"\(text)\"")
        }
        (self.quantity, self.relation, self.bound) = (quantity, relation, bound.value)
    }

    func holds(_ network: RegNet) -> Bool { relation.holds(Double(quantity.value(network)), bound) }
}
