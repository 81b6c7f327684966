import BenchSchema

/// One series or axis of a segment's runs, on its way into a block.
struct SeriesEncoder {
    let column: Column
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
    init(_ column: Column, _ cells: ColumnCells) throws(BenchError) {
        self.column = column
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
        predictedBy choice: (source: Source, kind: Kind)?, _ zstd: ZstdCompressor,
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
        if let choice, let alone = bitsAlone,
            let prediction = prediction(from: choice.source, choice.kind, alone: alone, minimumGain: 0.02)
        {
            return try append(prediction, zstd, to: &out)
        }
        if let floats {
            try FloatStream.encodeDomain(floats, zstd, to: &out)
            try IntegerStream.encode(floats.integers, lengths: lengths, zstd, to: &out)
        } else {
            try values.encode(lengths: lengths, zstd, to: &out)
        }
    }

    private func append(
        _ prediction: Prediction, _ zstd: ZstdCompressor, to out: inout [UInt8]
    ) throws(BenchError) {
        switch prediction.method {
        case .map(let map): try FloatStream.encode(map, of: prediction.source, zstd, to: &out)
        case .predictor(let predictor, let floats, let residuals):
            if let floats { try FloatStream.encodeDomain(floats, zstd, to: &out) }
            out.append(IntegerStream.ID.predicted)
            prediction.source.append(to: &out)
            try predictor.append(zstd, to: &out)
            try IntegerStream.encode(residuals, lengths: lengths, zstd, to: &out)
        }
    }

    /// A prediction that saves bits.
    struct Prediction {
        var source: PredictionSource
        var method: Method
        /// How many bits it is expected to save.
        var gain: Double

        enum Method {
            case predictor(Predictor, FloatIntegers?, residuals: [Int64])
            case map(ValueMap)
        }
    }

    /// How one series may be predicted from another.
    enum Kind {
        case predictor(Predictor.Kind)
        case map

        static let all = Predictor.Kind.allCases.map(Kind.predictor) + [.map]
    }

    /// A series as others are predicted from it.
    struct Source {
        fileprivate var name: String
        fileprivate var integers: [Int64]
        /// The digits after the point that the integers stand for.
        fileprivate var digits: Int
        fileprivate var lengths: [Int]
        fileprivate var present: [Int]
    }

    /// The series as a source; nil where it can't be one. O(n).
    var source: Source? {
        guard !hasStates, let (integers, digits) = sourceIntegers else { return nil }
        return Source(name: column.name, integers: integers, digits: digits, lengths: lengths, present: present)
    }

    /// About how many bits the values take without a prediction; nil where there can't be one. O(n).
    var bitsAlone: Double? {
        hasStates ? nil : integers.map { IntegerStream.estimate($0, lengths: lengths) }
    }

    /// The prediction of a kind from another series, or nil where it doesn't save that share of the bits. O(n).
    ///
    /// - Parameter alone: `bitsAlone`, computed once by the caller.
    func prediction(from source: Source, _ kind: Kind, alone: Double, minimumGain: Double) -> Prediction? {
        guard source.lengths == lengths, source.present == present else { return nil }
        let method: Prediction.Method
        let bits: Double
        switch kind {
        case .map:
            guard case .float64(let numbers) = values, let map = ValueMap(numbers, source: source.integers) else {
                return nil
            }
            (method, bits) = (.map(map), map.bits)
        case .predictor(let kind):
            guard let fitted = predictor(kind, source: source.integers, digits: source.digits) else { return nil }
            (method, bits) = (.predictor(fitted.0, fitted.1, residuals: fitted.residuals), fitted.bits)
        }
        guard alone - bits > max(64, minimumGain * alone) else { return nil }
        let reference = PredictionSource(name: source.name, reading: .decimal(digits: source.digits))
        return Prediction(source: reference, method: method, gain: alone - bits)
    }

    private func predictor(
        _ kind: Predictor.Kind, source: [Int64], digits: Int
    ) -> (Predictor, FloatIntegers?, residuals: [Int64], bits: Double)? {
        guard var target = integers else { return nil }
        var domain = floats
        if kind == .runningMinimum, case .float64(let numbers) = values {
            // A minimum is one of the source's own values, so both must be integers of one kind.
            let decimals = FloatIntegers(numbers, .decimal(digits: digits))
            guard decimals.places.count * 16 <= numbers.count else { return nil }
            (target, domain) = (decimals.integers, decimals)
        }
        let runs = Predicted.ranges(lengths, Predicted.starts(lengths))
        let pairs = PairedRuns(values: target, source: source, runs: runs)
        guard let predictor = Predictor(kind, fitting: pairs) else { return nil }
        let residuals = predictor.residuals(pairs)
        return (predictor, domain, residuals, IntegerStream.estimate(residuals, lengths: lengths))
    }

    /// Whether prediction could help at all: not where most runs share a few series.
    var isNoisy: Bool { integers.map { Repeated.distinct($0, lengths: lengths) == nil } ?? false }

    /// The values as another series' prediction reads them, and the digits that this takes.
    private var sourceIntegers: (integers: [Int64], digits: Int)? {
        guard let floats, case .float64(let numbers) = values else { return integers.map { ($0, 0) } }
        let digits =
            switch floats.domain {
            case .decimal(let digits), .counts(_, let digits): digits
            case .binary, .fractions, .bits, .float32: -1
            }
        return digits < 0 ? nil : (SourceReading.decimal(digits: digits).integers(numbers), digits)
    }
}
