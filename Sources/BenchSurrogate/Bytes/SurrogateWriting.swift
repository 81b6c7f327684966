import BenchFormat
import BenchSchema

extension Surrogate {
    /// The surrogate as an attachment (Specs/surrogate.md).
    package var bytes: [UInt8] {
        var out = SurrogateBytes.magic
        out.append(littleEndian: SurrogateBytes.version.major)
        out.append(littleEndian: SurrogateBytes.version.minor)
        out += contentDigest.bytes
        out.append(counted: spaceText.bytes)
        out.append(encoding)
        out.append(signed: axis.first)
        out.append(signed: axis.last)
        out.append(count: axis.key.map { $0 + 1 } ?? 0)
        out.append(count: encoding.features.isEmpty ? 0 : points.count / encoding.features.count)
        out.append(floats: points)
        out.append(count: kernels.count)
        for kernel in kernels {
            out.append(floats: kernel.inverseLengths)
            out.append(count: kernel.means.count)
            out.append(floats: kernel.means)
            out.append(floats: kernel.weights)
        }
        out.append(count: curves.count)
        for curve in curves { out.append(curve) }
        out.append(count: scalars.count)
        for scalar in scalars { out.append(scalar) }
        return out
    }
}

extension [UInt8] {
    fileprivate mutating func append(signed value: Int) { append(littleEndian: Int64(value)) }

    fileprivate mutating func append(floats: [Float]) {
        for value in floats { append(littleEndian: value.bitPattern) }
    }

    fileprivate mutating func append(_ encoding: FeatureEncoding) {
        append(count: encoding.keys.count)
        for key in encoding.keys {
            append(counted: key.name.utf8)
            append(key.type.rawValue)
        }
        append(count: encoding.features.count)
        for feature in encoding.features {
            switch feature.source {
            case .number(let key):
                append(SurrogateBytes.Source.number.rawValue)
                append(count: key)
            case .logarithm(let key):
                append(SurrogateBytes.Source.logarithm.rawValue)
                append(count: key)
            case .level(let key, let level):
                append(SurrogateBytes.Source.level.rawValue)
                append(count: key)
                append(counted: level.bytes)
            case .derived(let name):
                append(SurrogateBytes.Source.derived.rawValue)
                append(counted: name.utf8)
            }
            append(feature.isArchitecture ? 1 : 0)
            append(littleEndian: feature.mean.bitPattern)
            append(littleEndian: feature.deviation.bitPattern)
        }
    }

    fileprivate mutating func append(_ scale: Scale) {
        switch scale {
        case .linear: append(SurrogateBytes.ScaleKind.linear.rawValue)
        case .logarithmic: append(SurrogateBytes.ScaleKind.logarithmic.rawValue)
        case .logistic(let bound, let offset):
            append(SurrogateBytes.ScaleKind.logistic.rawValue)
            append(floats: [bound, offset])
        }
    }

    fileprivate mutating func append(_ curve: CurveModel) {
        append(counted: curve.column.utf8)
        append(count: curve.metrics.count)
        for metric in curve.metrics { append(counted: metric.utf8) }
        append(curve.scale)
        append(count: curve.nodes.count)
        append(floats: curve.nodes)
        for part in [curve.course, curve.spread] {
            append(count: part.firstOutput)
            append(count: part.count)
            append(floats: part.mean)
            append(floats: part.basis)
        }
        append(floats: curve.continuity)
        for calibration in curve.calibrations { append(floats: calibration.factors) }
        append(UInt8(curve.bezier.degree))
        append(UInt8(curve.bezier.members.count))
        append(floats: curve.bezier.calibration.factors)
        append(count: curve.bezier.members.first?.layers.count ?? 0)
        for layer in curve.bezier.members.first?.layers ?? [] { append(count: layer.outputs) }
        for member in curve.bezier.members {
            for layer in member.layers {
                for value in layer.parameters { append(littleEndian: Float16(value).bitPattern) }
            }
        }
    }

    fileprivate mutating func append(_ scalar: ScalarModel) {
        append(counted: scalar.metric.utf8)
        append(scalar.scale)
        self += [scalar.growsAlongAxis ? 1 : 0, scalar.prefersTrees ? 1 : 0]
        append(count: scalar.kernel)
        append(count: scalar.output)
        append(count: scalar.spreadOutput)
        append(floats: scalar.calibration.factors + scalar.treeCalibration.factors)
        append(floats: [scalar.trees.base])
        append(count: scalar.trees.nodes.count)
        for node in scalar.trees.nodes { append(littleEndian: UInt16(node.feature + 1)) }
        append(floats: scalar.trees.nodes.map(\.value))
    }
}
