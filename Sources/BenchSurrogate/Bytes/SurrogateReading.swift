import BenchFormat
public import BenchSchema

extension Surrogate {
    /// Reads an attachment, checking all that a prediction relies on.
    ///
    /// Throws `.damaged`, `.unsupported` or `.limit`; takes time and memory in proportion to the bytes.
    public init(parsing bytes: [UInt8]) throws(BenchError) {
        do throws(BenchError) {
            guard bytes.count <= Self.maximumBytes else {
                throw BenchError(.limit, "it has \(bytes.count) bytes; at most \(Self.maximumBytes) are read")
            }
            var cursor = ByteCursor(bytes[...])
            try self.init(&cursor)
            try cursor.end()
        } catch { throw error.within("surrogate") }
    }

    private init(_ cursor: inout ByteCursor) throws(BenchError) {
        guard try cursor.slice(SurrogateBytes.magic.count).elementsEqual(SurrogateBytes.magic) else {
            throw BenchError(.damaged, "these bytes are no surrogate")
        }
        let major: UInt16 = try cursor.load()
        let minor: UInt16 = try cursor.load()
        guard major == SurrogateBytes.version.major else {
            throw BenchError(
                .unsupported, "a surrogate of version \(major).\(minor); this hasbench reads version 1: fit it anew")
        }
        guard let digest = Digest(Array(try cursor.slice(32))) else {
            throw BenchError(.damaged, "a digest has 32 bytes")
        }
        let space = try cursor.byteString()
        let encoding = try cursor.encoding()
        let axis = try cursor.axis(keys: encoding.keys)
        let width = encoding.features.count
        let count = try cursor.count(cursor.remaining / 4)
        let points = try cursor.floats(count, times: width)
        var kernels: [KernelModel] = []
        for _ in 0..<(try cursor.count(SurrogateBytes.maximumKernels)) {
            let lengths = try cursor.floats(width)
            let means = try cursor.floats(try cursor.count(SurrogateBytes.maximumOutputs))
            let weights = try cursor.floats(count, times: means.count)
            kernels.append(
                KernelModel(pointFeatures: points, inverseLengths: lengths, means: means, weights: weights))
        }
        guard let first = kernels.first else { throw BenchError(.damaged, "it has no kernel") }
        var curves: [CurveModel] = []
        for _ in 0..<(try cursor.count(SurrogateBytes.maximumModels)) {
            let architecture = encoding.features.count(where: \.isArchitecture)
            curves.append(
                try cursor.curve(
                    outputs: first.means.count, architecture: architecture, training: width - architecture))
        }
        var scalars: [ScalarModel] = []
        for _ in 0..<(try cursor.count(SurrogateBytes.maximumModels)) {
            scalars.append(try cursor.scalar(outputs: kernels.map(\.means.count), features: width))
        }
        try self.init(
            contentDigest: digest, spaceText: space, axis: axis, encoding: encoding, points: points, kernels: kernels,
            curves: curves, scalars: scalars)
    }
}

extension ByteCursor {
    private mutating func float() throws(BenchError) -> Float {
        let value = Float(bitPattern: try load())
        guard value.isFinite else { throw BenchError(.damaged, "a number isn't finite") }
        return value
    }

    fileprivate mutating func floats(_ count: Int, times factor: Int = 1) throws(BenchError) -> [Float] {
        let (total, overflows) = count.multipliedReportingOverflow(by: factor)
        guard !overflows, total <= remaining / 4 else {
            throw BenchError(.damaged, "\(count) times \(factor) numbers are more than there are bytes for")
        }
        let values = try integers(UInt32.self, total).map { Float(bitPattern: $0) }
        guard values.allSatisfy(\.isFinite) else { throw BenchError(.damaged, "a number isn't finite") }
        return values
    }

    /// Integers one after another, little-endian; the caller made sure that the count is no larger than the bytes.
    private mutating func integers<T: FixedWidthInteger & BitwiseCopyable>(
        _: T.Type, _ count: Int
    ) throws(BenchError) -> [T] {
        let size = MemoryLayout<T>.size
        let bytes = try slice(count * size)
        return unsafe bytes.withUnsafeBytes { raw in
            (0..<count).map { place in
                unsafe T(littleEndian: raw.loadUnaligned(fromByteOffset: place * size, as: T.self))
            }
        }
    }

    private mutating func flag() throws(BenchError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw BenchError(.damaged, "a flag is 0 or 1")
        }
    }

    private mutating func index(below limit: Int) throws(BenchError) -> Int {
        guard limit > 0 else { throw BenchError(.damaged, "a place in an empty list") }
        return try count(limit - 1)
    }

    fileprivate mutating func encoding() throws(BenchError) -> FeatureEncoding {
        var keys: [FeatureEncoding.Key] = []
        for _ in 0..<(try count(SurrogateBytes.maximumKeys)) {
            let name = try string()
            guard let type = ValueType(rawValue: try byte()) else {
                throw BenchError(.unsupported, "a key's type needs a newer hasbench")
            }
            keys.append(FeatureEncoding.Key(name, type))
        }
        var features: [FeatureEncoding.Feature] = []
        for _ in 0..<(try count(SurrogateBytes.maximumFeatures)) {
            let source: FeatureEncoding.Source
            switch SurrogateBytes.Source(rawValue: try byte()) {
            case .number: source = .number(key: try index(below: keys.count))
            case .logarithm: source = .logarithm(key: try index(below: keys.count))
            case .level: source = .level(key: try index(below: keys.count), try byteString())
            case .derived: source = .derived(try string())
            case nil: throw BenchError(.unsupported, "a feature needs a newer hasbench")
            }
            let isArchitecture = try flag()
            let (mean, deviation) = (Double(bitPattern: try load()), Double(bitPattern: try load()))
            guard mean.isFinite, deviation.isFinite, deviation > 0 else {
                throw BenchError(.damaged, "a feature's mean or deviation is impossible")
            }
            features.append(
                FeatureEncoding.Feature(source, isArchitecture: isArchitecture, mean: mean, deviation: deviation))
        }
        guard !features.isEmpty else { throw BenchError(.damaged, "it has no features") }
        return FeatureEncoding(keys: keys, features: features)
    }

    fileprivate mutating func axis(keys: [FeatureEncoding.Key]) throws(BenchError) -> Axis {
        let (first, last): (Int64, Int64) = (try load(), try load())
        let key = try count(keys.count)
        let limit = Int64(Axis.maximumSteps)
        guard first >= -limit, last <= limit, first <= last else {
            throw BenchError(.damaged, "an axis from \(first) to \(last)")
        }
        return Axis(first: Int(first), last: Int(last), key: key == 0 ? nil : key - 1)
    }

    private mutating func scale() throws(BenchError) -> Scale {
        switch SurrogateBytes.ScaleKind(rawValue: try byte()) {
        case .linear: return .linear
        case .logarithmic: return .logarithmic
        case .logistic: return .logistic(bound: try float(), offset: try float())
        case nil: throw BenchError(.unsupported, "a scale needs a newer hasbench")
        }
    }

    private mutating func components(outputs: Int, nodes: Int) throws(BenchError) -> CurveModel.Components {
        let first = try count(outputs)
        let components = try count(outputs - first)
        return CurveModel.Components(
            firstOutput: first, count: components, mean: try floats(nodes),
            basis: try floats(components, times: nodes))
    }

    private mutating func calibration() throws(BenchError) -> Calibration {
        Calibration(factors: try floats(Calibration.shares.count))
    }

    fileprivate mutating func curve(
        outputs: Int, architecture: Int, training: Int
    ) throws(BenchError) -> CurveModel {
        let column = try string()
        var metrics: [String] = []
        for _ in 0..<(try count(SurrogateBytes.maximumModels)) { metrics.append(try string()) }
        let scale = try scale()
        let nodes = try floats(try count(SurrogateBytes.maximumNodes))
        guard nodes.count >= 2, nodes[0] == 0, nodes[nodes.count - 1] == 1, zip(nodes, nodes.dropFirst()).allSatisfy(<)
        else { throw BenchError(.damaged, "the nodes don't ascend from 0 to 1", at: "curve \(column)") }
        let course = try components(outputs: outputs, nodes: nodes.count)
        let spread = try components(outputs: outputs, nodes: nodes.count)
        let continuity = try floats(nodes.count)
        guard continuity.allSatisfy({ abs($0) <= 1 }) else {
            throw BenchError(.damaged, "a correlation beyond 1", at: "curve \(column)")
        }
        var calibrations: [Calibration] = []
        for _ in nodes { calibrations.append(try calibration()) }
        return CurveModel(
            column: column, metrics: metrics, scale: scale, nodes: nodes, course: course, spread: spread,
            continuity: continuity, calibrations: calibrations,
            bezier: try bezier(architecture: architecture, training: training))
    }

    private mutating func bezier(architecture: Int, training: Int) throws(BenchError) -> BezierEnsemble {
        let (degree, count) = (Int(try byte()), Int(try byte()))
        guard SurrogateBytes.degrees.contains(degree), (1...SurrogateBytes.maximumMembers).contains(count) else {
            throw BenchError(.damaged, "\(count) networks of degree \(degree)")
        }
        let calibration = try calibration()
        var widths: [Int] = []
        for _ in 0..<(try self.count(SurrogateBytes.layers.upperBound)) {
            widths.append(try self.count(SurrogateBytes.maximumWidth))
        }
        guard SurrogateBytes.layers.contains(widths.count), widths.last == 2 * degree else {
            throw BenchError(.damaged, "a network's layers can't be of these sizes")
        }
        var members: [DenseNetwork] = []
        for _ in 0..<count {
            var layers: [DenseLayer] = []
            for (place, outputs) in widths.enumerated() {
                let inputs =
                    switch place {
                    case 0: architecture
                    case 1: training
                    case 2: widths[0] + widths[1]
                    default: widths[place - 1]
                    }
                layers.append(
                    DenseLayer(inputs: inputs, outputs: outputs, parameters: try halves((inputs + 1) * outputs)))
            }
            members.append(DenseNetwork(layers))
        }
        return BezierEnsemble(degree: degree, members: members, calibration: calibration)
    }

    /// Numbers of 16 bits (IEEE 754 binary16).
    private mutating func halves(_ count: Int) throws(BenchError) -> [Float] {
        guard count <= remaining / 2 else {
            throw BenchError(.damaged, "a layer has more numbers than there are bytes")
        }
        let values = try integers(UInt16.self, count).map { Float(Float16(bitPattern: $0)) }
        guard values.allSatisfy(\.isFinite) else { throw BenchError(.damaged, "a network's number isn't finite") }
        return values
    }

    fileprivate mutating func scalar(outputs: [Int], features: Int) throws(BenchError) -> ScalarModel {
        let metric = try string()
        let scale = try scale()
        let (grows, prefersTrees) = (try flag(), try flag())
        let kernel = try index(below: outputs.count)
        let (output, spreadOutput) = (try index(below: outputs[kernel]), try index(below: outputs[kernel]))
        let (calibration, treeCalibration) = (try calibration(), try calibration())
        let base = try float()
        let count = try count(remaining / 6)
        let compared = try integers(UInt16.self, count)
        guard compared.allSatisfy({ $0 <= features }) else {
            throw BenchError(.damaged, "a tree compares a feature that there isn't", at: "metric \(metric)")
        }
        let nodes = zip(compared, try floats(count)).map {
            TreeEnsemble.Node(feature: Int32($0) - 1, value: $1)
        }
        guard let trees = TreeEnsemble(base: base, preorder: nodes) else {
            throw BenchError(.damaged, "the last tree has no end", at: "metric \(metric)")
        }
        return ScalarModel(
            metric: metric, scale: scale, growsAlongAxis: grows, kernel: kernel, output: output,
            spreadOutput: spreadOutput,
            calibration: calibration, trees: trees, treeCalibration: treeCalibration, prefersTrees: prefersTrees)
    }
}
