import BenchSurrogate
import CBLAS

/// A network's numbers while it is trained: all layers' parameters in one list, as `DenseLayer` orders them.
struct TrainedNetwork {
    let shape: NetworkShape
    var parameters: [Float]

    /// Uniform numbers within sqrt(6 / inputs) of 0 (He and others 2015), constants 0 but in the last layer.
    init(shape: NetworkShape, lastConstants: [Float], random: inout NormalNumbers) {
        self.shape = shape
        parameters = []
        for layer in shape.layers {
            let isLast = layer.outputs == shape.outputs && layer.start == shape.layers.last?.start
            parameters += isLast ? lastConstants : [Float](repeating: 0, count: layer.outputs)
            let bound = (6 / Float(max(layer.inputs, 1))).squareRoot() * (isLast ? 0.1 : 1)
            for _ in 0..<layer.inputs * layer.outputs {
                parameters.append(Float.random(in: -bound...bound, using: &random))
            }
        }
    }

    /// The network as it is stored.
    var network: DenseNetwork {
        DenseNetwork(
            shape.layers.map { layer in
                DenseLayer(
                    inputs: layer.inputs, outputs: layer.outputs, parameters: Array(parameters[layer.range]))
            })
    }

    /// All layers' outputs for a batch of rows, and what the slope of a loss by the last ones is by all parameters.
    ///
    /// `loss` gets the last layer's outputs and gives their slopes; without it there is none to follow.
    func pass(
        architecture: [Float], training: [Float], rows: Int, loss: (([Float]) -> [Float])? = nil
    ) -> (outputs: [Float], slopes: [Float]) {
        let layers = shape.layers
        var inputs: [[Float]] = [architecture, training]
        let encoded = [
            forward(layers[0], architecture, rows, isLast: false), forward(layers[1], training, rows, isLast: false),
        ]
        inputs.append(joined(encoded[0], layers[0].outputs, encoded[1], layers[1].outputs, rows))
        for place in 2..<layers.count {
            inputs.append(forward(layers[place], inputs[place], rows, isLast: place == layers.count - 1))
        }
        let outputs = inputs.removeLast()
        guard let loss else { return (outputs, []) }
        var slopes = [Float](repeating: 0, count: parameters.count)
        var slope = loss(outputs)
        for place in stride(from: layers.count - 1, through: 2, by: -1) {
            let before = backward(layers[place], inputs[place], slope, rows, &slopes)
            slope = zip(before, inputs[place]).map { $1 > 0 ? $0 : 0 }
        }
        let width = layers[0].outputs + layers[1].outputs
        for (place, start) in [(0, 0), (1, layers[0].outputs)] {
            var part: [Float] = []
            for row in 0..<rows { part += slope[row * width + start..<row * width + start + layers[place].outputs] }
            _ = backward(layers[place], inputs[place], part, rows, &slopes)
        }
        return (outputs, slopes)
    }

    private func joined(_ a: [Float], _ aWidth: Int, _ b: [Float], _ bWidth: Int, _ rows: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows * (aWidth + bWidth))
        for row in 0..<rows {
            result += a[row * aWidth..<(row + 1) * aWidth]
            result += b[row * bWidth..<(row + 1) * bWidth]
        }
        return result
    }

    private func forward(_ layer: NetworkShape.Layer, _ input: [Float], _ rows: Int, isLast: Bool) -> [Float] {
        var output: [Float] = []
        output.reserveCapacity(rows * layer.outputs)
        for _ in 0..<rows { output += parameters[layer.start..<layer.weights] }
        if layer.inputs > 0 {
            unsafe parameters.withUnsafeBufferPointer { all in
                unsafe output.withUnsafeMutableBufferPointer { out in
                    unsafe cblas_sgemm(
                        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(layer.outputs),
                        Int32(layer.inputs), 1, input, Int32(layer.inputs),
                        unsafe all.baseAddress.map { unsafe $0 + layer.weights },
                        Int32(layer.outputs), 1, out.baseAddress, Int32(layer.outputs))
                }
            }
        }
        if !isLast { for place in output.indices { output[place] = max(output[place], 0) } }
        return output
    }

    /// Adds the slopes by a layer's parameters; gives those by its inputs.
    private func backward(
        _ layer: NetworkShape.Layer, _ input: [Float], _ slope: [Float], _ rows: Int, _ slopes: inout [Float]
    ) -> [Float] {
        for row in 0..<rows {
            for output in 0..<layer.outputs { slopes[layer.start + output] += slope[row * layer.outputs + output] }
        }
        var before = [Float](repeating: 0, count: rows * layer.inputs)
        guard layer.inputs > 0 else { return before }
        let (inner, outer, batch) = (Int32(layer.inputs), Int32(layer.outputs), Int32(rows))
        unsafe slopes.withUnsafeMutableBufferPointer { out in
            unsafe cblas_sgemm(
                CblasRowMajor, CblasTrans, CblasNoTrans, inner, outer, batch, 1, input, inner, slope, outer, 0,
                unsafe out.baseAddress.map { unsafe $0 + layer.weights }, outer)
        }
        unsafe parameters.withUnsafeBufferPointer { all in
            unsafe before.withUnsafeMutableBufferPointer { out in
                unsafe cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, batch, inner, outer, 1, slope, outer,
                    unsafe all.baseAddress.map { unsafe $0 + layer.weights }, outer, 0, out.baseAddress, inner)
            }
        }
        return before
    }
}

/// Where each layer's parameters stand: two encoders, three hidden layers, the last one.
struct NetworkShape: Sendable {
    /// A layer's place among the parameters.
    struct Layer: Sendable {
        let inputs, outputs, start: Int
        var weights: Int { start + outputs }
        var range: Range<Int> { start..<start + (inputs + 1) * outputs }
    }
    let layers: [Layer]
    let outputs: Int

    /// The numbers in each encoder's and each hidden layer's output.
    static let width = 48

    init(architecture: Int, training: Int, outputs: Int, width: Int = NetworkShape.width) {
        let sizes = [
            (architecture, width), (training, width), (2 * width, width), (width, width), (width, width),
            (width, outputs),
        ]
        var layers: [Layer] = []
        for (inputs, count) in sizes {
            layers.append(Layer(inputs: inputs, outputs: count, start: layers.last?.range.upperBound ?? 0))
        }
        (self.layers, self.outputs) = (layers, outputs)
    }
}
