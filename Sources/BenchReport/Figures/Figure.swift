import BenchStatistics
import HASBench

/// One figure of a report: what is drawn, what it says, and the numbers behind it.
struct Figure: Sendable {
    /// The name of its files: letters, digits and dashes.
    let name: String
    let title: String
    /// What is drawn, and what was left out.
    let caption: String
    /// What is to be seen, for those who don't see it.
    let description: String
    let table: DataTable
    let plot: Plot
}

extension Figure {
    /// A name that only has letters, digits and dashes, of a figure of one of several files.
    static func name(_ kind: String, _ subject: Int, of data: ReportData) -> String {
        data.subjects.count == 1 ? kind : "\(kind)-\(subject + 1)"
    }

    /// A title, with the file's name where there are several.
    static func title(_ words: String, _ subject: Int, of data: ReportData) -> String {
        data.subjects.count == 1 ? words : "\(words): \(data.subjects[subject].name)"
    }

    /// "1 run", "3 runs".
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// What is told of rows without a number, where there are any: diverged runs have none.
    static func missing(_ count: Int, _ quantities: [Quantity]) -> String {
        guard count > 0 else { return "" }
        let names = quantities.map(\.name).joined(separator: " or ")
        return " \(Self.count(count, "run")) without a finite \(names) \(count == 1 ? "is" : "are") left out."
    }
}

extension Axis {
    /// An axis of a quantity, in powers of ten where its numbers span more than one and a half.
    init(_ quantity: Quantity, of numbers: some Sequence<Double>) {
        self.init()
        isLogarithmic = Self.spansPowers(numbers)
        let finite = numbers.filter(\.isFinite)
        let most = finite.reduce(0) { max($0, $1.magnitude) }
        let unit = ShownUnit(quantity.unit, largest: most)
        (label, factor) = (unit.label(quantity.name), unit.factor)
        // Not out to the next power of ten, which may be far.
        if isLogarithmic, let least = finite.min() { range = least / 1.3...most * 1.3 }
    }

    /// An axis with names instead of numbers, at 0, 1, ..., of a panel of which so many stand side by side.
    init(_ label: String, names: [String], beside columns: Int = 1) {
        self.init()
        self.label = label
        self.names = names.enumerated().map { (Double($0.offset), $0.element) }
        range = -0.6...(Double(names.count) - 0.4)
        hasGrid = false
        // As many letters as find room, with two between names.
        isTurned = names.reduce(0) { $0 + $1.count + 2 } * columns > 100
    }

    /// Whether numbers are all above 0 and the largest is more than thirty times the least.
    static func spansPowers(_ numbers: some Sequence<Double>) -> Bool {
        var (least, largest) = (Double.infinity, 0.0)
        for number in numbers where number.isFinite {
            (least, largest) = (min(least, number), max(largest, number))
        }
        return least > 0 && least < .infinity && largest > 30 * least
    }
}

extension Layer.BoxMark {
    init(_ box: BoxPlot) {
        self.init(
            lowerWhisker: box.lowerWhisker, lowerQuartile: box.lowerQuartile, median: box.median,
            upperQuartile: box.upperQuartile, upperWhisker: box.upperWhisker,
            // Thousands of fliers in one place are one mark.
            fliers: Array(Set(box.fliers)).sorted())
    }
}
