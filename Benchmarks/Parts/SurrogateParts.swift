import BenchSchema
import BenchSurrogate

/// A prediction, of a surrogate as large as that of 1,332 runs with ten keys.
enum SurrogateParts {
    static var all: [PartMaker] {
        [
            prediction("surrogate-predict", members: false), prediction("surrogate-members", members: true), parsing,
        ]
    }

    private static let (points, nodes, epochs) = (1332, 48, 200)

    private static func prediction(_ name: String, members: Bool) -> PartMaker {
        PartMaker(name, count: 1, per: "configuration") {
            let surrogate = try Surrogate(parsing: try made().bytes)
            return (
                "\(points) points, two curves of \(epochs) epochs, five scalars" + (members ? ", 5 networks each" : ""),
                {
                    let prediction = try surrogate.predict(configuration, members: members)
                    return Int(prediction.curves["a"]?.mean.last ?? 0)
                }
            )
        }
    }

    private static var parsing: PartMaker {
        PartMaker("surrogate-parse", count: 1, per: "surrogate") {
            let bytes = try made().bytes
            return ("\(bytes.count) bytes", { try Surrogate(parsing: bytes).metrics.count })
        }
    }

    private static let configuration: [String: LooseValue] = [
        "LR": 0.1, "POLICY": "cos", "E": 200, "OPT": "sgd", "REGNET.DEPTH": 8, "REGNET.GROUP_W": 4, "REGNET.W0": 24,
        "REGNET.WA": 9.5,
        "REGNET.WM": 2.5, "CUT": 2,
    ]

    private static let space =
        #"{"meta": {"network": "regnet-digits"}, "hyperparameters": ["#
        + [
            ("LR", 0.001, 1), ("E", 25, 200), ("REGNET.DEPTH", 4, 12), ("REGNET.GROUP_W", 1, 16),
            ("REGNET.W0", 8, 48), ("REGNET.WA", 4, 16), ("REGNET.WM", 1.5, 3), ("CUT", 0, 2),
        ].map {
            #"{"type": "uniform_float", "name": "\#($0)", "lower": \#($1), "upper": \#($2), "default_value": \#($1), "#
                + #""log": false, "meta": null}, "#
        }.joined()
        + #"{"type": "categorical", "name": "POLICY", "choices": ["cos", "exp", "lin"], "weights": null, "#
        + #""default_value": "cos", "meta": null}, "#
        + #"{"type": "categorical", "name": "OPT", "choices": ["adam", "adamw", "sgd"], "weights": null, "#
        + #""default_value": "sgd", "meta": null}], "conditions": [], "forbiddens": [], "format_version": 0.4}"#

    private static func made() throws -> Surrogate {
        var data = SampleData(seed: 40)
        func numbers(_ count: Int, _ scale: Double = 1) -> [Float] {
            (0..<count).map { _ in Float((data.uniform() - 0.5) * scale) }
        }
        let keys = [
            "LR", "POLICY", "E", "OPT", "REGNET.DEPTH", "REGNET.GROUP_W", "REGNET.W0", "REGNET.WA", "REGNET.WM", "CUT",
        ].map {
            FeatureEncoding.Key($0, ["POLICY", "OPT"].contains($0) ? .string : .float64)
        }
        var features: [FeatureEncoding.Feature] = []
        for (key, levels) in [(1, ["cos", "exp", "lin"]), (3, ["adam", "adamw", "sgd"])] {
            for level in levels {
                features.append(.init(.level(key: key, ByteString(level)), isArchitecture: false))
            }
        }
        for key in [0, 2, 4, 5, 6, 7, 8, 9] { features.append(.init(.number(key: key), isArchitecture: key > 3)) }
        for name in Complexity.names { features.append(.init(.derived(name), isArchitecture: true)) }
        let width = features.count
        let known = numbers(points * width, 4)
        func kernel(_ outputs: Int) -> KernelModel {
            KernelModel(
                pointFeatures: known, inverseLengths: numbers(width), means: numbers(outputs),
                weights: numbers(outputs * points))
        }
        func network() -> DenseNetwork {
            let architecture = features.count(where: \.isArchitecture)
            let sizes = [(architecture, 48), (width - architecture, 48), (96, 48), (48, 48), (48, 48), (48, 8)]
            return DenseNetwork(
                sizes.map { DenseLayer(inputs: $0, outputs: $1, parameters: numbers(($0 + 1) * $1, 0.2)) })
        }
        let calibration = Calibration(factors: [0.6, 1.2, 2])
        let curves = ["a", "b"].enumerated().map { place, name in
            CurveModel(
                column: name, metrics: [name], scale: .logistic(bound: 100, offset: 0.001),
                nodes: (0..<nodes).map { Float($0) / Float(nodes - 1) },
                course: .init(firstOutput: place * 16, count: 12, mean: numbers(nodes), basis: numbers(12 * nodes)),
                spread: .init(firstOutput: place * 16 + 12, count: 4, mean: numbers(nodes), basis: numbers(4 * nodes)),
                continuity: numbers(nodes), calibrations: (0..<nodes).map { _ in calibration },
                bezier: BezierEnsemble(degree: 4, members: (0..<5).map { _ in network() }, calibration: calibration))
        }
        func tree(_ depth: Int) -> [TreeEnsemble.Node] {
            guard depth > 0 else { return [TreeEnsemble.Node(feature: -1, value: numbers(1)[0])] }
            let feature = Int32(data.next() % UInt64(width))
            return [TreeEnsemble.Node(feature: feature, value: numbers(1)[0])] + tree(depth - 1) + tree(depth - 1)
        }
        let scalars = (0..<5).compactMap { place -> ScalarModel? in
            guard let trees = TreeEnsemble(base: 0.5, preorder: (0..<300).flatMap { _ in tree(4) }) else { return nil }
            return ScalarModel(
                metric: "m\(place)", scale: .logarithmic, growsAlongAxis: true, kernel: 1, output: place,
                spreadOutput: place + 5, calibration: calibration, trees: trees, treeCalibration: calibration,
                prefersTrees: false)
        }
        guard let digest = Digest([UInt8](repeating: 1, count: 32)) else {
            throw BenchError(.damaged, "a digest has 32 bytes")
        }
        return try Surrogate(
            contentDigest: digest, spaceText: ByteString(space),
            axis: Axis(first: 1, last: epochs, key: 2), encoding: FeatureEncoding(keys: keys, features: features),
            points: known, kernels: [kernel(32), kernel(10)], curves: curves, scalars: scalars)
    }
}
