/// A number predicted from a configuration: time, energy, or what else a table's metrics are.
package struct ScalarModel: Sendable, Equatable {
    /// The metric, such as train_time.
    package var metric: String
    /// The scale it is modelled on.
    package var scale: Scale
    /// Whether it adds up over the axis, so that up to a step it is the share of steps; else it stays as it is.
    package var growsAlongAxis: Bool
    /// Which kernel predicts it.
    package var kernel: Int
    /// The kernel's output that is the prediction on the scale.
    package var output: Int
    /// The kernel's output that is the logarithm of the spread.
    package var spreadOutput: Int
    /// How wide the intervals around the kernel's prediction are.
    package var calibration: Calibration
    /// XGBoost's trees for the same.
    package var trees: TreeEnsemble
    /// How wide the intervals around the trees' prediction are.
    package var treeCalibration: Calibration
    /// Whether the trees are what is answered, because they did better on runs held out.
    package var prefersTrees: Bool

    /// Makes a model.
    package init(
        metric: String, scale: Scale, growsAlongAxis: Bool, kernel: Int, output: Int, spreadOutput: Int,
        calibration: Calibration, trees: TreeEnsemble, treeCalibration: Calibration, prefersTrees: Bool
    ) {
        (self.metric, self.scale, self.growsAlongAxis) = (metric, scale, growsAlongAxis)
        (self.kernel, self.output, self.spreadOutput) = (kernel, output, spreadOutput)
        self.calibration = calibration
        (self.trees, self.treeCalibration, self.prefersTrees) = (trees, treeCalibration, prefersTrees)
    }

    /// The prediction, from the kernel's outputs and the features; `share` of it where it adds up along the axis.
    func value(
        _ outputs: [Float], _ features: [Float], share: Double, trees asksTrees: Bool, normal: (() -> Float)?
    ) -> Prediction.Value {
        let tree = prefersTrees || asksTrees ? trees.value(features) : outputs[output]
        let centre = prefersTrees ? tree : outputs[output]
        let width = prefersTrees ? 1 : Vector(repeating: outputs[spreadOutput]).exponential[0]
        let calibration = prefersTrees ? treeCalibration : calibration
        // Both ends of three intervals, the trees' number and the draw, in one vector.
        var ends = Vector.zero
        for place in Calibration.shares.indices {
            ends[place] = centre - width * calibration[place]
            ends[place + 3] = centre + width * calibration[place]
        }
        let deviation = width * calibration.deviation
        ends[6] = tree
        ends[7] = normal.map { centre + deviation * $0() } ?? centre
        let restored = scale.restored(ends)
        let moments = Restored(scale, centre: Vector(repeating: centre), deviation: Vector(repeating: deviation))
        return Prediction.Value(
            mean: Double(normal == nil ? moments.mean[0] : restored[7]) * share,
            spread: Double(moments.spread[0]) * share,
            intervals: Calibration.shares.indices.map { place in
                Prediction.Interval(
                    share: Calibration.shares[place], lower: Double(restored[place]) * share,
                    upper: Double(restored[place + 3]) * share)
            }, trees: prefersTrees || asksTrees ? Double(restored[6]) * share : nil)
    }
}
