import BenchFile
import BenchSchema

extension ConversionReport {
    /// A short summary to read.
    var summary: String {
        var lines: [String] = []
        let states = states.map { "\($0.count) \($0.state.rawValue)" }.joined(separator: ", ")
        let (stored, left) = (tally.stored, tally.notStored)
        lines.append("\(stored) runs: \(states.isEmpty ? "none" : states)" + (left > 0 ? "; \(left) not stored" : ""))
        lines.append("keys: " + plan.choice.keys.map(\.path).joined(separator: ", "))
        if !plan.choice.leftOut.isEmpty {
            lines.append("vary, but are no keys: " + plan.choice.leftOut.joined(separator: ", "))
        }
        var size = "\(Self.size(tally.bytesIn)) read"
        if tally.bytesUnpacked != tally.bytesIn { size += " (\(Self.size(tally.bytesUnpacked)) unpacked)" }
        if let written { size += " -> \(Self.size(written.bytes)) in \(options.output)" }
        lines.append("\(size), \(Self.decimal(seconds)) s")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The problems for standard error, the first ten of them.
    var warnings: String {
        let all = problems
        var text = all.prefix(10).map { "warning: \($0)\n" }.joined()
        if all.count > 10 { text += "warning: and \(all.count - 10) more, see --report FILE.json\n" }
        return text
    }

    /// The summary as one JSON object.
    var json: [UInt8] {
        var out = JSONWriter()
        out.object { out in
            writeTotals(&out)
            out.name("seconds")
            out.number(seconds)
        }
        return out.bytes + [0x0A]
    }

    /// The report: the totals, and each run that isn't complete or of which something was found.
    var full: [UInt8] {
        var out = JSONWriter()
        out.object { out in
            writeTotals(&out)
            out.name("notes")
            out.array { out in
                for note in notes { out.string(note) }
            }
            out.name("sources")
            out.array { out in
                for (name, findings) in sources {
                    out.object { out in
                        out.name("source")
                        out.string(name)
                        Self.write(findings, &out)
                    }
                }
            }
            out.name("problems")
            out.array { out in
                for run in tally.problems { Self.write(run, &out) }
            }
            out.name("problems_left_out")
            out.number(tally.problemsLeft)
        }
        return out.bytes + [0x0A]
    }

    private func writeTotals(_ out: inout JSONWriter) {
        out.name("file")
        if written == nil { out.null() } else { out.string(options.output) }
        out.name("runs")
        out.number(tally.stored)
        out.name("not_stored")
        out.number(tally.notStored)
        out.name("states")
        out.object { out in
            for (state, count) in states {
                out.name(state.rawValue)
                out.number(count)
            }
        }
        out.name("keys")
        out.array { out in
            for key in plan.choice.keys { out.string(key.path) }
        }
        out.name("left_out")
        out.array { out in
            for path in plan.choice.leftOut { out.string(path) }
        }
        for (name, number) in [("bytes_in", tally.bytesIn), ("bytes_unpacked", tally.bytesUnpacked)] {
            out.name(name)
            out.number(number)
        }
        if let written {
            out.name("bytes_out")
            out.number(written.bytes)
            out.name("segments")
            out.number(written.segments)
            out.name("content_digest")
            out.string(written.contentDigest.description)
        }
    }

    private static func write(_ run: RunSummary, _ out: inout JSONWriter) {
        out.object { out in
            out.name("run")
            out.string(run.name)
            out.name("stored")
            out.bool(run.isStored)
            out.name("state")
            out.string(run.judgement.state.rawValue)
            out.name("causes")
            out.array { out in
                for cause in run.judgement.causes {
                    out.object { out in
                        out.name("state")
                        out.string(cause.state.rawValue)
                        out.name("reason")
                        out.string(cause.reason)
                    }
                }
            }
            write(run.findings, &out)
        }
    }

    private static func write(_ findings: Findings, _ out: inout JSONWriter) {
        out.name("findings")
        out.array { out in
            for finding in findings.list { write(finding, &out) }
        }
        out.name("findings_left_out")
        out.number(findings.left)
    }

    private static func write(_ finding: Finding, _ out: inout JSONWriter) {
        out.object { out in
            out.name("kind")
            out.string(finding.weight.rawValue)
            out.name("file")
            out.string(finding.file)
            out.name("line")
            if let line = finding.line { out.number(line) } else { out.null() }
            out.name("reason")
            out.string(finding.reason)
        }
    }

    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((max(0, min(value, 1e9)) * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func size(_ bytes: Int) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        return bytes < 1_000_000 ? "\(decimal(Double(bytes) / 1e3)) kB" : "\(decimal(Double(bytes) / 1e6)) MB"
    }
}
