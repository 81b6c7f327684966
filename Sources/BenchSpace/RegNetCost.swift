/// Counts what a network costs, layer by layer, as pycls counts (models/blocks.py there, "complexity").
///
/// 128 bits hold whatever the bounds of the settings allow.
struct RegNetCost {
    private var size: Int128
    private var width: Int128
    private(set) var params: Int128 = 0
    private(set) var flops: Int128 = 0
    private(set) var acts: Int128 = 0

    init(size: Int, channels: Int) { (self.size, width) = (Int128(size), Int128(channels)) }

    mutating func stem(_ settings: RegNetSettings) {
        let isDeep = settings.stem == "res_stem_in"
        convolve(to: settings.stemWidth, kernel: isDeep ? 7 : 3, stride: settings.stem == "res_stem_cifar" ? 1 : 2)
        guard isDeep else { return }
        // Its pooling.
        size = (size - 1) / 2 + 1
        acts += width * size * size
    }

    /// A residual bottleneck block: 1x1, 3x3 in groups, 1x1, and a projection where the shape changes.
    mutating func block(_ stage: RegNet.Stage, stride: Int, _ settings: RegNetSettings) {
        let (inputWidth, inputSize) = (width, size)
        if inputWidth != stage.width || stride != 1 {
            convolve(to: stage.width, kernel: 1, stride: stride)
            (width, size) = (inputWidth, inputSize)
        }
        let inner = Int((Double(stage.width) * settings.bottleneck).rounded(.toNearestOrEven))
        convolve(to: inner, kernel: 1)
        convolve(to: inner, kernel: 3, stride: stride, groups: max(inner / stage.groupWidth, 1))
        let squeezed = Int((Double(inputWidth) * settings.squeeze).rounded(.toNearestOrEven))
        if squeezed > 0 {
            let wide = size
            size = 1
            convolve(to: squeezed, kernel: 1, hasBias: true)
            convolve(to: inner, kernel: 1, hasBias: true)
            size = wide
        }
        convolve(to: stage.width, kernel: 1)
    }

    mutating func head(_ settings: RegNetSettings, by builder: RegNet.Builder) {
        if settings.headWidth > 0 { convolve(to: settings.headWidth, kernel: 1) }
        let classes = Int128(settings.classes)
        params += width * classes + classes
        flops += width * classes + (builder == .pycls ? classes : 0)
        acts += builder == .pycls ? classes : 0
    }

    /// A convolution, and the batch normalisation that stands for its bias.
    private mutating func convolve(
        to output: Int, kernel: Int128, stride: Int = 1, groups: Int = 1, hasBias: Bool = false
    ) {
        let output = Int128(output)
        size = (size - 1) / Int128(stride) + 1
        flops += kernel * kernel * width * output * size * size / Int128(groups) + (hasBias ? output : 0)
        params += kernel * kernel * width * output / Int128(groups) + (hasBias ? output : 2 * output)
        acts += output * size * size
        width = output
    }
}
