import BenchSchema
import BenchSurrogate

/// A prediction of a run that was held out, as a line of JSON.
struct PredictionLine {
    let hash: ConfigHash
    let fold: Int
    let prediction: Prediction

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.name("hash")
            json.string(hash.description)
            json.name("fold")
            json.number(fold)
            json.name("metrics")
            json.object { json in
                for (name, value) in prediction.metrics.sorted(by: { $0.key < $1.key }) {
                    json.name(name)
                    json.object { json in
                        json.name("mean")
                        json.number(value.mean)
                        json.name("spread")
                        json.number(value.spread)
                        if let trees = value.trees {
                            json.name("trees")
                            json.number(trees)
                        }
                    }
                }
            }
            json.name("curves")
            json.object { json in
                for (name, curve) in prediction.curves.sorted(by: { $0.key < $1.key }) {
                    json.name(name)
                    json.object { json in
                        for (part, values) in [
                            ("mean", curve.mean), ("spread", curve.spread), ("lower_80", curve.intervals[1].lower),
                            ("upper_80", curve.intervals[1].upper), ("bezier", curve.bezier.mean),
                        ] {
                            json.name(part)
                            json.array { json in for value in values { json.number(value) } }
                        }
                    }
                }
            }
        }
        return writer.bytes + [0x0A]
    }
}
