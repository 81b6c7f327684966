import BenchFile
import BenchSchema

/// What became of a damaged file, as text and as JSON.
struct RecoveryOutput {
    let file: String
    let output: String
    let report: RecoveryReport

    /// For people: the damage, what was made anew, what was lost, and last what was saved.
    var text: String {
        var lines = report.problems.map { "damage: \($0)" }
        if report.problemsLeftOut > 0 { lines.append("damage: and \(report.problemsLeftOut) more") }
        lines += report.remade.map { "made anew: \($0)" }
        lines += report.attachmentsLost.map { "lost: attachment \($0.name): \($0.reason)" }
        for lost in report.lost {
            let numbers = lost.runs.map {
                $0.count == 1 ? "run \($0.lowerBound)" : "runs \($0.lowerBound) to \($0.upperBound - 1)"
            }
            lines.append("lost: \(numbers ?? "the runs") of segment \(lost.segment): \(lost.reason)")
            lines += lost.configurations.map { "    \($0)" }
        }
        if report.lostLeftOut > 0 { lines.append("lost: and \(report.lostLeftOut) more") }
        if let summary = report.summary {
            let inPart = report.runsInPart > 0 ? " (\(report.runsInPart) in part)" : ""
            lines.append(
                "\(output): \(report.runsSaved) of \(report.runsStated) runs\(inPart), \(summary.bytes) bytes, content "
                    + "\(summary.contentDigest)\(report.isComplete ? ", as it was: no run is lost" : "")")
        }
        return lines.map { "\($0)\n" }.joined()
    }

    /// One document.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.name("file")
            json.string(file)
            json.name("output")
            if report.summary != nil { json.string(output) } else { json.null() }
            for (name, value) in [
                ("runs_stated", report.runsStated), ("runs_saved", report.runsSaved),
                ("runs_in_part", report.runsInPart),
            ] {
                json.name(name)
                json.number(value)
            }
            json.name("complete")
            json.bool(report.isComplete)
            if let summary = report.summary {
                json.name("bytes")
                json.number(summary.bytes)
                json.name("content_digest")
                json.string(summary.contentDigest.description)
            }
            json.name("problems_left_out")
            json.number(report.problemsLeftOut)
            json.name("problems")
            json.array { json in
                for problem in report.problems { json.object { $0.members(of: problem) } }
            }
            json.name("made_anew")
            json.array { json in
                for made in report.remade { json.string(made) }
            }
            json.name("attachments_lost")
            json.array { json in
                for lost in report.attachmentsLost {
                    json.object { json in
                        json.name("name")
                        json.string(lost.name)
                        json.name("reason")
                        json.string(lost.reason)
                    }
                }
            }
            json.name("lost_left_out")
            json.number(report.lostLeftOut)
            json.name("lost")
            json.array { json in
                for lost in report.lost { json.object { $0.members(of: lost) } }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}

extension JSONWriter {
    /// Appends the members that say what is wrong, and where.
    mutating func members(of problem: BenchError) {
        name("place")
        array { json in
            for place in problem.place { json.string(place) }
        }
        name("message")
        string(problem.message)
    }

    fileprivate mutating func members(of lost: RecoveryReport.LostRuns) {
        name("segment")
        number(lost.segment)
        name("first_run")
        if let runs = lost.runs { number(runs.lowerBound) } else { null() }
        name("runs")
        if let runs = lost.runs { number(runs.count) } else { null() }
        name("configurations")
        array { json in
            for hash in lost.configurations { json.string(hash.description) }
        }
        name("reason")
        string(lost.reason.description)
    }
}
