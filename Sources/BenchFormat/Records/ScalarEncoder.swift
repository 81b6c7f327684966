import BenchSchema

/// One scalar of a segment's runs, on its way into a block.
struct ScalarEncoder {
    private let name: String
    private let values: Elements
    /// How doubles are stored; nil for other types.
    private let form: FloatStream.Form?
    /// Which runs hold a value; nil where all do.
    private let present: [Bool]?

    init(_ column: Column, _ cells: ColumnCells) {
        name = column.name
        values = Elements(scalars: cells, column.type)
        form = if case .float64(let numbers) = values { FloatStream.Form(numbers) } else { nil }
        present = values.count == cells.count ? nil : cells.states.map { $0 == .present }
    }

    /// Whether the same runs hold the same values.
    func isTwin(of other: ScalarEncoder) -> Bool {
        guard holdsSameRuns(as: other) else { return false }
        return switch (values, other.values) {
        case (.float64(let a), .float64(let b)): a.elementsEqual(b) { $0.bitPattern == $1.bitPattern }
        case (.int64(let a), .int64(let b)): a == b
        default: false
        }
    }

    private func holdsSameRuns(as other: ScalarEncoder) -> Bool {
        values.count == other.values.count && present == other.present
    }

    /// Appends the stream of the values: as they are, or as what a line through another scalar misses of them where that is
    /// clearly less.
    func append(predictedBy source: ScalarEncoder?, _ zstd: ZstdCompressor, to out: inout [UInt8]) throws(BenchError) {
        if let source, let (reading, prediction) = prediction(from: source, [0..<values.count]) {
            if case .integers(let floats)? = form { try FloatStream.encodeDomain(floats, zstd, to: &out) }
            out.append(IntegerStream.ID.predicted)
            PredictionSource(name: source.name, reading: reading).append(to: &out)
            try prediction.predictor.append(zstd, to: &out)
            return try IntegerStream.encode(prediction.residuals, lengths: [values.count], zstd, to: &out)
        }
        if let form {
            try FloatStream.encode(form, lengths: [values.count], zstd, to: &out)
        } else {
            try values.encode(lengths: [values.count], zstd, to: &out)
        }
    }

    /// How many windows of how many values tell whether a prediction is worth a try.
    private static let (sampleWindows, sampleWindow) = (4, 128)

    /// About how many bits a prediction saves, judged by a sample; nil where it isn't worth a try. O(sample).
    func gain(from source: ScalarEncoder) -> Double? {
        guard values.count >= ScalarPredictions.minimumValues else { return nil }
        let windows = (0..<Self.sampleWindows).map { number in
            let start = (values.count - Self.sampleWindow) * number / (Self.sampleWindows - 1)
            return start..<start + Self.sampleWindow
        }
        return prediction(from: source, windows)?.prediction.gain
    }

    /// A line through another scalar's values, and what it misses of this one's.
    private struct Prediction {
        var predictor: Predictor
        var residuals: [Int64]
        /// About how many bits are saved.
        var gain: Double
    }

    /// The prediction of the values in some ranges; nil where it doesn't pay for reading two blocks instead of one. O(ranges).
    private func prediction(
        from source: ScalarEncoder, _ ranges: [Range<Int>]
    ) -> (reading: SourceReading, prediction: Prediction)? {
        guard holdsSameRuns(as: source), let reading = reading(of: source), let stored else { return nil }
        let values = ranges.flatMap { stored[$0] }
        let known = ranges.flatMap { source.integers(reading, $0) }
        let pairs = PairedRuns(values: values, source: known, runs: [(values.indices, known.indices)])
        // The bits of doubles are integers up to 2^62.
        guard let predictor = Predictor(affine: pairs, below: 0x1p62) else { return nil }
        let residuals = predictor.residuals(pairs)
        let lengths = ranges.map(\.count)
        let alone = IntegerStream.estimateUnordered(values, lengths: lengths)
        let gain = alone - IntegerStream.estimate(residuals, lengths: lengths)
        // Values of less than a byte repeat themselves in ways that an estimate doesn't see, but zstd does.
        guard alone > 8 * Double(values.count), gain > 0.04 * alone else { return nil }
        return (reading, Prediction(predictor: predictor, residuals: residuals, gain: gain))
    }

    /// The values as the integers that are stored; nil where these are more than one list of them, or none.
    private var stored: [Int64]? {
        switch (values, form) {
        case (.int64(let integers), _): integers
        case (_, .integers(let floats)): floats.integers
        default: nil
        }
    }

    /// Some of the values as predictions read them. O(range).
    private func integers(_ reading: SourceReading, _ range: Range<Int>) -> [Int64] {
        switch values {
        case .int64(let integers): Array(integers[range])
        case .float64(let numbers): reading.integers(Array(numbers[range]))
        case .bool, .string, .json: []
        }
    }

    /// How a source is read so that it is about a line to these values; nil where there is no such way.
    ///
    /// The bits of floats rise with the logarithm, by a broken line; other integers rise with the value.
    private func reading(of source: ScalarEncoder) -> SourceReading? {
        let isLogarithmic =
            if case .integers(let floats)? = form { [.bits, .float32].contains(floats.domain) } else { false }
        switch (source.values, source.form) {
        case (.int64, _): return isLogarithmic ? nil : .decimal(digits: 0)
        case (.float64, let form?):
            if isLogarithmic { return .singlePrecision }
            guard case .integers(let floats) = form else { return nil }
            switch floats.domain {
            case .decimal(let digits), .counts(_, let digits): return .decimal(digits: digits)
            // The digits that tell neighbours apart: three for ten bits.
            case .binary(let shift): return .decimal(digits: min(shift * 3 / 10 + 1, FloatDomain.powersOfTen.count - 1))
            case .fractions, .float32, .bits: return nil
            }
        default: return nil
        }
    }
}
