public import BenchSchema
public import BenchSurrogate

/// A small surrogate with one of everything, made from a seed.
public enum SampleSurrogate {
    /// The search space that it is of.
    public static let space = ByteString(
        """
        {"hyperparameters": [
        {"type": "uniform_int", "name": "NET.DEPTH", "lower": 2, "upper": 9, "default_value": 2, "log": false, "meta": null},
        {"type": "categorical", "name": "OPTIM", "choices": ["adam", "sgd"], "weights": null, "default_value": "sgd", "meta": null},
        {"type": "ordinal", "name": "EPOCHS", "sequence": [10, 20], "default_value": 10, "meta": null}
        ], "conditions": [], "forbiddens": [], "format_version": 0.4}
        """)
    /// A configuration in it.
    public static let configuration: [String: LooseValue] = ["NET.DEPTH": 4, "OPTIM": "sgd", "EPOCHS": 20]

    /// The surrogate, of a table of this digest, or of 0, 1, ..., 31.
    public static func made(
        contentDigest: Digest? = nil, space: ByteString = SampleSurrogate.space,
        prefersTrees: Bool = false
    ) throws -> Surrogate {
        var random = SeededGenerator(seed: 7)
        func numbers(_ count: Int, _ size: Float = 1) -> [Float] {
            (0..<count).map { _ in Float.random(in: -size...size, using: &random) }
        }
        let keys = [
            FeatureEncoding.Key("NET.DEPTH", .int64), FeatureEncoding.Key("OPTIM", .string),
            FeatureEncoding.Key("EPOCHS", .int64),
        ]
        let features: [FeatureEncoding.Feature] = [
            .init(.number(key: 0), isArchitecture: true, mean: 5, deviation: 2),
            .init(.level(key: 1, "adam"), isArchitecture: false), .init(.level(key: 1, "sgd"), isArchitecture: false),
            .init(.logarithm(key: 2), isArchitecture: false, mean: 2.6, deviation: 0.3),
        ]
        let points = numbers(13 * features.count)
        func kernel(_ outputs: Int) -> KernelModel {
            KernelModel(
                pointFeatures: points, inverseLengths: [0.5, 1, 1, 0.8], means: numbers(outputs),
                weights: numbers(13 * outputs))
        }
        let places: [Float] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1]
        func network() -> DenseNetwork {
            let sizes = [(1, 5), (3, 5), (10, 5), (5, 5), (5, 8)]
            return DenseNetwork(
                sizes.map {
                    DenseLayer(inputs: $0, outputs: $1, parameters: numbers(($0 + 1) * $1).map { Float(Float16($0)) })
                })
        }
        let curve = CurveModel(
            column: "test.error", metrics: ["test_error"], scale: .logistic(bound: 100, offset: 0.001), nodes: places,
            course: .init(firstOutput: 0, count: 2, mean: numbers(10), basis: numbers(20)),
            spread: .init(firstOutput: 2, count: 1, mean: numbers(10), basis: numbers(10)),
            continuity: numbers(10), calibrations: places.map { _ in Calibration(factors: [0.7, 1.3, 2]) },
            bezier: BezierEnsemble(
                degree: 4, members: [network(), network()], calibration: Calibration(factors: [1, 2, 3])))
        let nodes: [TreeEnsemble.Node] = [
            .init(feature: 0, value: 0.25), .init(feature: -1, value: 1), .init(feature: 3, value: 0),
            .init(feature: -1, value: 2), .init(feature: -1, value: 4), .init(feature: -1, value: 0.125),
        ]
        guard let trees = TreeEnsemble(base: 0.5, preorder: nodes),
            let digest = contentDigest ?? Digest([UInt8](0..<32))
        else { throw BenchError(.usage, "the sample is none") }
        let scalar = ScalarModel(
            metric: "train_time", scale: .logarithmic, growsAlongAxis: true, kernel: 1, output: 0, spreadOutput: 1,
            calibration: Calibration(factors: [0.5, 1, 2]), trees: trees,
            treeCalibration: Calibration(factors: [0.6, 1.1, 2.2]), prefersTrees: prefersTrees)
        return try Surrogate(
            contentDigest: digest, spaceText: space,
            axis: Axis(first: 1, last: 20, key: 2), encoding: FeatureEncoding(keys: keys, features: features),
            points: points, kernels: [kernel(3), kernel(2)], curves: [curve], scalars: [scalar])
    }
}
