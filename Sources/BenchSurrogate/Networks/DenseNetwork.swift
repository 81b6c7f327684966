/// A fully connected network with two encoders: one reads the architecture's features, one those of its training.
///
/// What both give is joined and goes through the hidden layers; each layer but the last ends in max(0, x).
package struct DenseNetwork: Sendable, Equatable {
    /// The encoders, of architecture and training, then the hidden layers and the last one.
    package let layers: [DenseLayer]

    /// Makes a network of the two encoders and what follows.
    package init(_ layers: [DenseLayer]) { self.layers = layers }

    /// The numbers that the last layer gives. O(weights).
    func outputs(architecture: [Float], training: [Float]) -> [Float] {
        var values = layers[0].values(architecture, isLast: false) + layers[1].values(training, isLast: false)
        for place in 2..<layers.count { values = layers[place].values(values, isLast: place == layers.count - 1) }
        return values
    }
}

/// One layer: sums of weighted inputs and a constant.
package struct DenseLayer: Sendable, Equatable {
    /// The number of inputs.
    package let inputs: Int
    /// The number of outputs.
    package let outputs: Int
    /// The constants, then the weights of the first input, of the second, and so on.
    package let parameters: [Float]
    private let rows: [Vector]

    /// Makes a layer of (inputs + 1) * outputs parameters.
    package init(inputs: Int, outputs: Int, parameters: [Float]) {
        (self.inputs, self.outputs, self.parameters) = (inputs, outputs, parameters)
        rows = (0...inputs).flatMap { parameters[$0 * outputs..<($0 + 1) * outputs].vectors }
    }

    fileprivate func values(_ input: [Float], isLast: Bool) -> [Float] {
        let width = (outputs + 7) / 8
        var sums = Array(rows[..<width])
        // Unsafe for speed: places are below the counts that `init` made these lists with.
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                for place in 0..<inputs {
                    let value = Vector(repeating: input[place])
                    let start = (place + 1) * width
                    for column in 0..<width { unsafe sums[column] += value * rows[start + column] }
                }
            }
        }
        if !isLast { for column in sums.indices { sums[column] = pointwiseMax(sums[column], .zero) } }
        return sums.numbers(outputs)
    }
}
