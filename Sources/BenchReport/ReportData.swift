import BenchFile
package import BenchSchema
import BenchStatistics
import HASBench

/// What a report is about: files, the metric that is to be good, and what it costs.
struct ReportData {
    let subjects: [ReportSubject]
    /// What is to be good: an error or an accuracy.
    let quality: Quantity
    /// What it costs: training time and energy, as a rule.
    let costs: [Quantity]
    /// The numbers of quality and costs, a list a subject, one number a row.
    private let known: [Quantity: [[Double]]]

    var quantities: [Quantity] { [quality] + costs }

    /// Settles on the quantities and reads them.
    ///
    /// Throws `.usage` for a quantity that a file doesn't have, naming those it has.
    init(_ subjects: [ReportSubject], metric: ReportObjective?, costs: [ReportObjective]) throws(BenchError) {
        guard let first = subjects.first else { throw BenchError(.usage, "a report needs a file") }
        self.subjects = subjects
        let quality: ReportObjective
        if let metric { quality = metric } else { quality = try Self.customaryQuality(of: first) }
        self.quality = try Self.quantity(quality, of: first)
        let chosen = costs.isEmpty ? Self.customaryCosts(of: subjects, beside: quality.name) : costs
        self.costs = try chosen.map { cost throws(BenchError) in try Self.quantity(cost, of: first) }
        var known: [Quantity: [[Double]]] = [:]
        for quantity in [self.quality] + self.costs {
            let common = CommonUnit(of: try first.benchmark.place(named: quantity.name), in: first.benchmark)
            known[quantity] = try subjects.map { subject throws(BenchError) in try subject.numbers(quantity, common) }
        }
        self.known = known
    }

    /// A quantity of a subject's rows; NaN where one lacks it.
    func numbers(_ quantity: Quantity, of subject: Int) -> [Double] { known[quantity]?[subject] ?? [] }

    private static func quantity(_ objective: ReportObjective, of subject: ReportSubject) throws(BenchError) -> Quantity
    {
        let column = subject.schema.columns[try subject.benchmark.place(named: objective.name)]
        let isMaximised = column.definition?.direction == .maximize
        return Quantity(
            name: objective.name, unit: column.unit,
            direction: objective.direction ?? (isMaximised ? .maximize : .minimize))
    }

    private static func customaryQuality(of subject: ReportSubject) throws(BenchError) -> ReportObjective {
        let names = subject.benchmark.metrics
        let customary = ["test_error", "val_error"].first(where: names.contains) ?? names.first
        guard let customary else {
            throw BenchError(
                .usage, "the file defines no metrics; name a scalar by --metric", at: subject.benchmark.reader.path)
        }
        return ReportObjective(name: customary)
    }

    /// Time and energy of training, where all files have them; else what is in seconds or watt hours.
    private static func customaryCosts(of subjects: [ReportSubject], beside quality: String) -> [ReportObjective] {
        func isEverywhere(_ name: String) -> Bool { subjects.allSatisfy { $0.benchmark.metrics.contains(name) } }
        let customary = ["train_time", "train_energy"].filter { isEverywhere($0) && $0 != quality }
        guard customary.isEmpty, let first = subjects.first else { return customary.map { ReportObjective(name: $0) } }
        let costly: Set = ["s", "min", "h", "J", "W.h", "kW.h"]
        return first.schema.places(.metric).map { first.schema.columns[$0] }
            .filter { $0.name != quality && $0.unit.map(costly.contains) == true && isEverywhere($0.name) }
            .prefix(2).map { ReportObjective(name: $0.name) }
    }
}

/// A metric or scalar that was asked for, and which way is better where that was said.
package struct ReportObjective: Sendable, Hashable {
    let name: String
    let direction: Direction?

    /// Makes an objective; without a word on what is better it is the metric's own.
    package init(name: String, isMaximised: Bool? = nil) {
        self.name = name
        direction = isMaximised.map { $0 ? .maximize : .minimize }
    }
}
