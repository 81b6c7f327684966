import BenchSchema
import BenchStatistics

/// A sample as one JSON object, numbers in full.
enum StatsJSON {
    static func append(
        _ sample: MetricSample, _ method: QuantileMethod, withDistribution: Bool, to json: inout JSONWriter
    ) {
        let statistics = OrderStatistics(sample.values.span)
        json.object { json in
            for (name, text) in [
                ("file", sample.file), ("metric", sample.metric), ("unit", sample.unit),
                ("converted_from", sample.convertedFrom),
            ] {
                guard let text else { continue }
                json.name(name)
                json.string(text)
            }
            if let (key, cell) = sample.by {
                json.name("by")
                json.object { json in
                    json.name(key)
                    json.cell(cell)
                }
            }
            json.name("repeats")
            json.string(sample.repeats.rawValue)
            append(sample, Summary(statistics, method: method), &json)
            if let box = BoxPlot(statistics) { append(box, &json) }
            if withDistribution { append(DistributionFunction(statistics), &json) }
            append(sample.flagged, &json)
        }
    }

    private static func append(_ sample: MetricSample, _ summary: Summary, _ json: inout JSONWriter) {
        var counts = [(sample.predicted == nil ? "runs" : "table", sample.runs)]
        if let predicted = sample.predicted { counts.append(("predicted", predicted)) }
        if let configurations = sample.configurations { counts.append(("configurations", configurations)) }
        counts += [
            ("count", summary.count), ("absent", sample.absent), ("nan", summary.missing),
            ("infinite", summary.infinities), ("diverged", sample.diverged),
        ]
        for (name, count) in counts {
            json.name(name)
            json.number(count)
        }
        for (name, value) in [
            ("mean", summary.mean), ("sd", summary.standardDeviation), ("min", summary.minimum),
            ("q1", summary.lowerQuartile), ("median", summary.median), ("q3", summary.upperQuartile),
            ("max", summary.maximum),
        ] {
            json.name(name)
            if let value { json.number(value) } else { json.null() }
        }
    }

    private static func append(_ box: BoxPlot, _ json: inout JSONWriter) {
        json.name("box")
        json.object { json in
            for (name, value) in [
                ("q1", box.lowerQuartile), ("median", box.median), ("q3", box.upperQuartile),
                ("whisker_low", box.lowerWhisker), ("whisker_high", box.upperWhisker),
            ] {
                json.name(name)
                json.number(value)
            }
            json.name("fliers")
            json.array { json in
                for flier in box.fliers { json.number(flier) }
            }
        }
    }

    private static func append(_ function: DistributionFunction, _ json: inout JSONWriter) {
        json.name("distribution")
        json.array { json in
            for step in function.steps {
                json.array { json in
                    json.number(step.value)
                    json.number(step.share)
                }
            }
        }
    }

    private static func append(_ flagged: [FlaggedRun], _ json: inout JSONWriter) {
        guard !flagged.isEmpty else { return }
        json.name("flagged")
        json.array { json in
            for run in flagged {
                json.object { json in
                    json.name("hash")
                    json.string(run.hash.description)
                    if run.task != .absent {
                        json.name("task")
                        json.cell(run.task)
                    }
                    if let seed = run.seed {
                        json.name("seed")
                        json.number(seed)
                    }
                    json.name("diverged")
                    json.bool(run.isDiverged)
                    json.name("value")
                    if let value = run.value { json.number(value) } else { json.null() }
                }
            }
        }
    }
}
