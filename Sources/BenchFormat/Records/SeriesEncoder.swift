import BenchSchema

/// One series or axis of a segment's runs, on its way into a block.
struct SeriesEncoder {
    let column: Column
    private let cells: [Cell]
    private let series: [Series]
    /// Which runs hold the series.
    private let present: [Int]
    /// How many values each of these has.
    let lengths: [Int]
    private let hasStates: Bool
    let values: Elements
    /// The values as integers, where they are numbers.
    private let floats: FloatIntegers?
    private let integers: [Int64]?

    /// Throws `.limit` where a block can't hold that many elements.
    init(_ column: Column, _ cells: [Cell]) throws(BenchError) {
        self.column = column
        self.cells = cells
        var series: [Series] = []
        var present: [Int] = []
        for (run, cell) in cells.enumerated() {
            guard case .series(let found) = cell else { continue }
            series.append(found)
            present.append(run)
        }
        let elements = series.reduce(0) { $0 + $1.count }
        guard elements <= ColumnBlock.maximumElements else {
            throw BenchError(
                .limit, "\(elements) elements in one segment; put fewer runs in a segment", at: "column \(column.name)")
        }
        self.series = series
        self.present = present
        lengths = series.map { series in series.states.map { $0.count { $0 == .value } } ?? series.count }
        hasStates = series.contains { $0.states != nil }
        values = Elements(series: series, column.type)
        switch values {
        case .float64(let numbers):
            let found = FloatIntegers(numbers)
            (floats, integers) = (found, found.integers)
        case .int64(let numbers): (floats, integers) = (nil, numbers)
        case .bool, .string, .json: (floats, integers) = (nil, nil)
        }
    }

    /// Appends the block's bytes after the presence states.
    func append(
        predictedBy choice: (source: SeriesEncoder, kind: Predictor.Kind)?, _ zstd: ZstdCompressor,
        to out: inout [UInt8]
    ) throws(BenchError) {
        if column.role == .axis {
            let counts = series.map { Int64($0.count) }
            try IntegerStream.encode(counts, lengths: [counts.count], zstd, to: &out)
        }
        if hasStates {
            out[0] |= ColumnBlock.Flags.elementStates
            let states = series.flatMap { $0.states ?? Array(repeating: .value, count: $0.count) }
            try Section.append(states.map(\.rawValue), zstd, to: &out)
        }
        if let choice, let prediction = prediction(from: choice.source, choice.kind, minimumGain: 0.02) {
            if let floats = prediction.floats { try FloatStream.encodeDomain(floats, zstd, to: &out) }
            Predicted.append(
                source: choice.source.column.name, digits: prediction.digits, prediction.predictor, to: &out)
            return try IntegerStream.encode(prediction.residuals, lengths: lengths, zstd, to: &out)
        }
        if let floats {
            try FloatStream.encodeDomain(floats, zstd, to: &out)
            try IntegerStream.encode(floats.integers, lengths: lengths, zstd, to: &out)
        } else {
            try values.encode(lengths: lengths, zstd, to: &out)
        }
    }

    /// A prediction that saves bits.
    struct Prediction {
        var predictor: Predictor
        var digits: Int
        var floats: FloatIntegers?
        var residuals: [Int64]
        /// How many bits it is expected to save.
        var gain: Double
    }

    /// The prediction of a kind from another series, or nil where it doesn't save that share of the bits. O(n).
    func prediction(from source: SeriesEncoder, _ kind: Predictor.Kind, minimumGain: Double) -> Prediction? {
        guard let integers, !hasStates, !source.hasStates, source.lengths == lengths, source.present == present,
            let (known, digits) = source.sourceIntegers
        else { return nil }
        var target = integers
        var domain = floats
        if kind == .runningMinimum, case .float64(let numbers) = values {
            // A minimum is one of the source's own values, so both must be integers of one kind.
            let decimals = FloatIntegers(numbers, .decimal(digits: digits))
            guard decimals.places.count * 16 <= numbers.count else { return nil }
            (target, domain) = (decimals.integers, decimals)
        }
        let places = Predicted.starts(lengths)
        let pairs = PairedRuns(values: target, source: known, runs: Predicted.ranges(lengths, places))
        guard let predictor = Predictor(kind, fitting: pairs) else { return nil }
        let residuals = predictor.residuals(pairs)
        let alone = IntegerStream.estimate(integers, lengths: lengths)
        let gain = alone - IntegerStream.estimate(residuals, lengths: lengths)
        guard gain > 64, gain > minimumGain * alone else { return nil }
        return Prediction(predictor: predictor, digits: digits, floats: domain, residuals: residuals, gain: gain)
    }

    /// Whether prediction could help at all: not where most runs share a few series.
    var isNoisy: Bool { integers.map { Repeated.distinct($0, lengths: lengths) == nil } ?? false }

    /// The values as another series' prediction reads them, and the digits that this takes.
    private var sourceIntegers: (integers: [Int64], digits: Int)? {
        guard let floats, case .float64(let numbers) = values else { return integers.map { ($0, 0) } }
        let digits =
            switch floats.domain {
            case .decimal(let digits), .counts(_, let digits): digits
            case .quotient: 6
            case .bits: -1
            }
        return digits < 0 ? nil : (SourceIntegers.integers(numbers, digits: digits), digits)
    }
}
