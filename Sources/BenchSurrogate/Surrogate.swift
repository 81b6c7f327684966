public import BenchSchema
public import BenchSpace

/// Predicts the run of a configuration that was never trained, from what `hasbench fit` stored (Specs/surrogate.md).
///
/// Immutable and Sendable. A prediction needs neither the table nor a library.
public struct Surrogate: Sendable {
    /// The media type of the attachment.
    public static let mediaType = "application/vnd.hasbench.surrogate"
    /// The most bytes that an attachment has.
    public static let maximumBytes = 1 << 20

    /// The content digest of the table that it was fitted on.
    public let contentDigest: Digest
    /// The search space that it was fitted on; nil if the table had none.
    public let space: SearchSpace?
    /// The text of that space, ConfigSpace's JSON; empty without one.
    package let spaceText: ByteString
    /// The steps that a run has.
    package let axis: Axis
    /// How a configuration becomes numbers.
    package let encoding: FeatureEncoding
    /// Each feature of all known configurations, feature after feature.
    package let points: [Float]
    /// The Gaussian processes; the first is that of the curves.
    package let kernels: [KernelModel]
    /// The series that are predicted.
    package let curves: [CurveModel]
    /// The metrics that are predicted without a series.
    package let scalars: [ScalarModel]

    /// Puts a surrogate together; the first kernel is that of the curves.
    package init(
        contentDigest: Digest, spaceText: ByteString, axis: Axis, encoding: FeatureEncoding, points: [Float],
        kernels: [KernelModel], curves: [CurveModel], scalars: [ScalarModel]
    ) throws(BenchError) {
        space = spaceText.bytes.isEmpty ? nil : try SearchSpace(json: spaceText.bytes, source: "search space")
        (self.contentDigest, self.spaceText) = (contentDigest, spaceText)
        (self.axis, self.encoding) = (axis, encoding)
        (self.points, self.kernels, self.curves, self.scalars) = (points, kernels, curves, scalars)
    }

    /// The names of the key parameters.
    public var keys: [String] { encoding.keys.map(\.name) }
    /// The columns whose course it predicts.
    public var columns: [String] { curves.map(\.column) }
    /// The metrics that it predicts.
    public var metrics: [String] { curves.flatMap(\.metrics) + scalars.map(\.metric) }

    /// Predicts the run of a configuration.
    ///
    /// - Parameters:
    ///   - configuration: The key parameters.
    ///   - epoch: The last step; none for all.
    ///   - members: Whether each network of the Bezier ensemble is asked too, and the trees.
    ///
    /// Throws `.usage` for a configuration outside of the search space, naming the key and what is allowed; without a
    /// space, for a key that is missing or unknown and a level that no fitted run had. Throws `.infeasible` for one that no
    /// network can be built of.
    public func predict(
        _ configuration: [String: LooseValue], upTo epoch: Int? = nil, members: Bool = false
    ) throws(BenchError) -> Prediction {
        let input = try input(configuration)
        return adding(
            input.complexity, to: predict(input.features, steps: input.steps, upTo: epoch, members: members))
    }

    /// Draws one run of a configuration from its prediction, the same for the same seed.
    ///
    /// Its intervals and spreads are those of the prediction.
    public func draw(
        _ configuration: [String: LooseValue], upTo epoch: Int? = nil, seed: UInt64
    ) throws(BenchError) -> Prediction {
        let input = try input(configuration)
        var random = NormalNumbers(seed: seed)
        return adding(
            input.complexity,
            to: predict(input.features, steps: input.steps, upTo: epoch, members: false) { random.next() })
    }

    /// What follows from the architecture needs no prediction, and has no interval.
    private func adding(_ complexity: [String: Double], to prediction: Prediction) -> Prediction {
        var prediction = prediction
        for (name, number) in complexity {
            prediction.metrics[name] = Prediction.Value(mean: number, spread: 0, intervals: [])
        }
        return prediction
    }

    /// What the models are asked: the features of a configuration and its steps; and what needs no model.
    package func input(
        _ configuration: [String: LooseValue]
    ) throws(BenchError) -> (features: [Float], steps: ClosedRange<Int>, complexity: [String: Double]) {
        var whole = configuration
        if let space { whole = space.configuration(try space.point(configuration)) }
        let cells = try cells(whole)
        let complexity =
            encoding.derived.isEmpty && space?.network == nil ? [:] : try Complexity.of(whole, in: space)
        return (try encoding.encode(cells, derived: complexity), try axis.steps(cells, keys), complexity)
    }

    /// The cells of a configuration's keys, in order.
    private func cells(_ configuration: [String: LooseValue]) throws(BenchError) -> [Cell] {
        var cells: [Cell] = []
        for key in encoding.keys {
            guard let value = configuration[key.name] else {
                throw BenchError(.usage, "the configuration lacks \(key.name); \(keysText)")
            }
            guard let cell = value.cell(as: key.type) else {
                throw BenchError(.usage, "\(key.name) is \(key.type.name), which \(value) isn't")
            }
            cells.append(cell)
        }
        if space == nil, configuration.count > cells.count {
            let known = Set(keys)
            let unknown = configuration.keys.filter { !known.contains($0) }.sorted()
            throw BenchError(.usage, "\(unknown.joined(separator: ", ")) is no key of this table; \(keysText)")
        }
        return cells
    }

    private var keysText: String { "the keys are \(keys.joined(separator: ", "))" }

    /// Predicts, or draws where there are normal numbers to draw with.
    package func predict(
        _ features: [Float], steps all: ClosedRange<Int>, upTo epoch: Int?, members: Bool, normal: (() -> Float)? = nil
    ) -> Prediction {
        let last = max(all.lowerBound - 1, min(epoch ?? all.upperBound, all.upperBound))
        let steps = Array(all.lowerBound..<last + 1)
        let length = Float(max(1, all.count - 1))
        let places = all.count == 1 ? steps.map { _ in Float(1) } : steps.map { Float($0 - all.lowerBound) / length }
        var prediction = Prediction(steps: steps, curves: [:], metrics: [:])
        let (architecture, training) = split(features)
        let allOutputs = kernels.map { $0.outputs(features) }
        let outputs = allOutputs[0]
        for model in curves {
            let nodes = model.atNodes(outputs)
            let between = Interpolation(of: places, between: model.nodes)
            var curve = Prediction.Curve(
                mean: normal.map { between.values(model.drawn(outputs, $0)) } ?? between.values(nodes.mean),
                spread: between.values(nodes.spread),
                intervals: Calibration.shares.indices.map { share in
                    Prediction.Band(
                        share: Calibration.shares[share], lower: between.values(nodes.lower[share]),
                        upper: between.values(nodes.upper[share]))
                })
            if members {
                curve.members = model.memberCurves(architecture: architecture, training: training, at: places)
                curve.bezier = model.summary(of: curve.members)
            }
            if !steps.isEmpty {
                for metric in model.metrics { prediction.metrics[metric] = curve.value(at: steps.count - 1) }
            }
            prediction.curves[model.column] = curve
        }
        let share = Double(steps.count) / Double(all.count)
        for model in scalars {
            prediction.metrics[model.metric] =
                model.value(
                    allOutputs[model.kernel], features, share: model.growsAlongAxis ? share : 1, trees: members,
                    normal: normal)
        }
        return prediction
    }

    private func split(_ features: [Float]) -> (architecture: [Float], training: [Float]) {
        var (architecture, training): ([Float], [Float]) = ([], [])
        for (feature, value) in zip(encoding.features, features) {
            if feature.isArchitecture { architecture.append(value) } else { training.append(value) }
        }
        return (architecture, training)
    }
}

extension Prediction.Curve {
    fileprivate func value(at step: Int) -> Prediction.Value {
        Prediction.Value(
            mean: mean[step], spread: spread[step],
            intervals: intervals.map {
                Prediction.Interval(share: $0.share, lower: $0.lower[step], upper: $0.upper[step])
            })
    }
}
