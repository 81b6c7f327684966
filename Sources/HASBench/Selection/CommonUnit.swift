import BenchFile
package import BenchSchema

/// The unit in which a metric is told that several files have: that of the first of them.
package struct CommonUnit {
    /// The metric in the first file.
    package let column: Column
    private let path: String

    /// Takes the unit and direction of a metric or scalar.
    package init(of place: Int, in benchmark: Benchmark) {
        (column, path) = (benchmark.schema.columns[place], benchmark.reader.path)
    }

    /// What turns another file's numbers into this unit.
    ///
    /// Throws `.mismatch`, naming both, where the units are not convertible, one file declares none, or what is better in one
    /// file is worse in the other.
    package func conversion(of place: Int, in benchmark: Benchmark) throws(BenchError) -> UnitConversion {
        let other = benchmark.schema.columns[place]
        func mismatch(_ what: String, _ hint: String) -> BenchError {
            BenchError(.mismatch, "\(other.name) \(what) in \(path): \(hint)", at: benchmark.reader.path)
        }
        if let mine = column.definition?.direction, let theirs = other.definition?.direction, mine != theirs {
            throw mismatch(
                "is \(theirs.name)imized here and \(mine.name)imized",
                "they are not the same metric; look at the files one by one")
        }
        switch (other.unit, column.unit) {
        case (nil, nil): return .identity
        case (let unit?, let wanted?):
            if let conversion = UnitConversion(from: unit, to: wanted) { return conversion }
            throw mismatch("is in \(unit) here and in \(wanted)", "there is no way from one to the other")
        case (let unit, let wanted):
            throw mismatch(
                "\(unit.map { "is in \($0)" } ?? "has no unit") here and \(wanted.map { "is in \($0)" } ?? "has none")",
                "convert again with \"units\" in the recipe")
        }
    }
}

extension Selection {
    /// As `numbers`, converted.
    package func numbers(_ place: Int, _ conversion: UnitConversion) throws(BenchError) -> [Double?] {
        let numbers = try self.numbers(place)
        return conversion.isIdentity ? numbers : numbers.map { $0.map { conversion($0) } }
    }
}
