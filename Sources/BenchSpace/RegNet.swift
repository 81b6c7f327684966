public import BenchSchema
import Glibc

/// The network that a RegNet's configuration stands for, and what it costs.
///
/// After pycls (github.com/facebookresearch/pycls, MIT; models/regnet.py, models/anynet.py and models/blocks.py),
/// whose formulas these are, and Radosavovic, Kosaraju, Girshick, He and Dollar, "Designing Network Design Spaces", 2020.
public struct RegNet: Hashable, Sendable {
    /// The stages, from the image on.
    public let stages: [Stage]
    /// Weights and biases.
    public let params: Int64
    /// Multiplications with additions, for one image.
    public let flops: Int64
    /// Outputs of convolutions (and what else the trainer counts), for one image.
    public let acts: Int64

    /// Blocks of the same width, one after another.
    public struct Stage: Hashable, Sendable {
        /// Channels.
        public let width: Int
        /// Blocks.
        public let depth: Int
        /// Channels of a group.
        public let groupWidth: Int
    }

    /// Who builds the network; `network` in a search space's `meta`.
    public enum Builder: String, Hashable, Sendable, CaseIterable {
        /// pycls: images of 3 channels, and widths are rounded to the group width.
        case pycls = "regnet"
        /// data/nas-toy/train.py: images of 1 channel, widths as they come in WIDTH // GROUP_W groups, and the head's bias and
        /// outputs not counted among flops and acts.
        case digits = "regnet-digits"
    }

    /// Works out the network of a configuration; leaves that it lacks have pycls' defaults.
    ///
    /// Throws `.infeasible` where no network can be built, saying why, `.usage` where DEPTH, W0, WA, WM or GROUP_W is
    /// missing or no number, `.unsupported` for a block or stem that isn't counted, `.limit` for a network beyond all use.
    public init(_ configuration: [String: LooseValue], by builder: Builder) throws(BenchError) {
        let settings = try RegNetSettings(configuration)
        stages = try settings.stages(by: builder)
        var cost = RegNetCost(size: settings.imageSize, channels: builder == .pycls ? 3 : 1)
        cost.stem(settings)
        for stage in stages {
            for block in 0..<stage.depth {
                cost.block(stage, stride: block == 0 ? settings.stride : 1, settings)
            }
        }
        cost.head(settings, by: builder)
        guard let params = Int64(exactly: cost.params), let flops = Int64(exactly: cost.flops),
            let acts = Int64(exactly: cost.acts)
        else { throw BenchError(.limit, "the network is too large to be counted") }
        (self.params, self.flops, self.acts) = (params, flops, acts)
    }
}

/// The leaves of a configuration that decide on the network.
struct RegNetSettings {
    let (depth, initialWidth, groupWidth): (Int, Int, Int)
    let (slope, ratio): (Double, Double)
    let (stem, stemWidth, stride, headWidth): (String, Int, Int, Int)
    let (bottleneck, squeeze): (Double, Double)
    let (imageSize, classes): (Int, Int)

    init(_ configuration: [String: LooseValue]) throws(BenchError) {
        let leaves = Leaves(configuration)
        depth = try leaves.integer("REGNET.DEPTH", 1...4096)
        initialWidth = try leaves.integer("REGNET.W0", 8...Self.maximumWidth)
        slope = try leaves.number("REGNET.WA", 0...1e6)
        ratio = try leaves.number("REGNET.WM", 1...1e6)
        groupWidth = try leaves.integer("REGNET.GROUP_W", 1...Self.maximumWidth)
        stemWidth = try leaves.integer("REGNET.STEM_W", 1...Self.maximumWidth, or: 32)
        stride = try leaves.integer("REGNET.STRIDE", 1...64, or: 2)
        headWidth = try leaves.integer("REGNET.HEAD_W", 0...Self.maximumWidth, or: 0)
        bottleneck = try leaves.number("REGNET.BOT_MUL", 1e-3...64, or: 1)
        squeeze = try leaves.bool("REGNET.SE_ON", or: true) ? try leaves.number("REGNET.SE_R", 0...64, or: 0.25) : 0
        imageSize = try leaves.integer("TRAIN.IM_SIZE", 1...65536, or: 224)
        classes = try leaves.integer("MODEL.NUM_CLASSES", 1...Self.maximumWidth, or: 10)
        stem = leaves.text("REGNET.STEM_TYPE", or: "simple_stem_in")
        guard ["simple_stem_in", "res_stem_cifar", "res_stem_in"].contains(stem) else {
            throw BenchError(.unsupported, "the cost of REGNET.STEM_TYPE \(stem) is not known")
        }
        let block = leaves.text("REGNET.BLOCK_TYPE", or: "res_bottleneck_block")
        guard block == "res_bottleneck_block" else {
            throw BenchError(.unsupported, "the cost of REGNET.BLOCK_TYPE \(block) is not known")
        }
        guard initialWidth % 8 == 0, ratio > 1 else {
            throw BenchError(
                .infeasible, "no RegNet can be built: REGNET.W0 must be divisible by 8 and REGNET.WM more than 1")
        }
    }

    private static let maximumWidth = 1 << 20

    /// Stages of the widths that the formula gives, made fit for the group width or refused.
    func stages(by builder: RegNet.Builder) throws(BenchError) -> [RegNet.Stage] {
        var stages: [(width: Int, depth: Int)] = []
        for block in 0..<depth {
            let wanted = Double(initialWidth) + slope * Double(block)
            let power = (log(wanted / Double(initialWidth)) / log(ratio)).rounded(.toNearestOrEven)
            let eighths = (Double(initialWidth) * pow(ratio, power) / 8).rounded(.toNearestOrEven)
            guard eighths * 8 <= Double(Self.maximumWidth) else {
                throw BenchError(.limit, "a RegNet of more than \(Self.maximumWidth) channels is too large")
            }
            let width = Int(eighths) * 8
            if stages.last?.width == width {
                stages[stages.count - 1].depth += 1
            } else {
                stages.append((width, 1))
            }
        }
        var result: [RegNet.Stage] = []
        for stage in stages {
            let (width, groupWidth) =
                builder == .pycls ? try fitted(stage.width) : (stage.width, try groupWidth(of: stage.width))
            result.append(RegNet.Stage(width: width, depth: stage.depth, groupWidth: groupWidth))
        }
        return result
    }

    /// The group width that the digits' trainer makes of a stage: of as many groups as go whole into the width.
    private func groupWidth(of width: Int) throws(BenchError) -> Int {
        let groups = width / min(groupWidth, width)
        guard width % groups == 0 else {
            throw BenchError(
                .infeasible,
                "no RegNet can be built: REGNET.GROUP_W \(groupWidth) makes \(groups) groups, which do not divide the "
                    + "width \(width) of a stage")
        }
        return width / groups
    }

    /// The width and group width that pycls makes of a stage's, so that groups divide the bottleneck.
    private func fitted(_ width: Int) throws(BenchError) -> (width: Int, groupWidth: Int) {
        let inner = Int(max(1, Double(width) * bottleneck))
        let group = min(groupWidth, inner)
        var multiple = group
        if bottleneck > 1 {
            guard let factor = Int(exactly: bottleneck) else {
                throw BenchError(.infeasible, "no RegNet can be built: REGNET.BOT_MUL above 1 must be an integer")
            }
            multiple = group / Self.divisor(group, factor) * factor
        }
        let rounded = Int((Double(inner) / Double(multiple)).rounded(.toNearestOrEven)) * multiple
        let fitted = Int(Double(max(multiple, rounded)) / bottleneck)
        guard (Double(fitted) * bottleneck).truncatingRemainder(dividingBy: Double(group)) == 0 else {
            throw BenchError(
                .infeasible,
                "no RegNet can be built: REGNET.GROUP_W \(groupWidth) does not fit the width \(width) of a stage")
        }
        return (fitted, group)
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}

/// Leaves by name, with defaults.
private struct Leaves {
    let configuration: [String: LooseValue]

    init(_ configuration: [String: LooseValue]) { self.configuration = configuration }

    func integer(_ name: String, _ range: ClosedRange<Int>, or other: Int? = nil) throws(BenchError) -> Int {
        guard let value = configuration[name] else { return try fallback(name, other) }
        guard case .int64(let number)? = value.cell(as: .int64), range ~= Int(number) else {
            throw BenchError(
                .usage,
                "\(name) is \(value.shown); a RegNet needs an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }

    func number(_ name: String, _ range: ClosedRange<Double>, or other: Double? = nil) throws(BenchError) -> Double {
        guard let value = configuration[name] else { return try fallback(name, other) }
        guard case .float64(let bits)? = value.cell(as: .float64), range ~= bits.value else {
            throw BenchError(
                .usage,
                "\(name) is \(value.shown); a RegNet needs a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return bits.value
    }

    func bool(_ name: String, or other: Bool) throws(BenchError) -> Bool {
        guard let value = configuration[name] else { return other }
        guard case .bool(let truth)? = value.cell(as: .bool) else {
            throw BenchError(.usage, "\(name) is \(value.shown); a RegNet needs true or false")
        }
        return truth
    }

    func text(_ name: String, or other: String) -> String {
        guard case .string(let text)? = configuration[name]?.cell(as: .string) else { return other }
        return text.description
    }

    private func fallback<Value>(_ name: String, _ other: Value?) throws(BenchError) -> Value {
        guard let other else { throw BenchError(.usage, "a RegNet's complexity needs \(name), which is missing") }
        return other
    }
}
