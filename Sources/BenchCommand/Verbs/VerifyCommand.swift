import ArgumentParser
import BenchFile
import BenchSchema

/// `hasbench verify`: is the file whole?
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that files are whole.",
        discussion: """
            In tiers, each with the time it took: structure (every byte belongs to one thing), checksums (of every \
            byte), index (every run is in it once), and with --deep content (everything is decoded; hashes, metrics and \
            the content digest are computed anew). Exit code 1 if damage is found.
            """)

    @Argument(help: ArgumentHelp("The .hasb files.", valueName: "FILE"))
    var files: [String]

    @Flag(help: "Decode and compute everything anew.")
    var deep = false

    @Flag(help: "Print one JSON object a file.")
    var json = false

    func run() throws {
        var isWhole = true
        for file in files {
            let report = try check(file)
            isWhole = isWhole && report.problems.isEmpty
            try StandardOutput.write(json ? document(file, report) : text(file, report))
        }
        if !isWhole { throw NegativeAnswer() }
    }

    /// Damage that keeps the file from being opened is a finding too.
    private func check(_ file: String) throws(BenchError) -> VerifyReport {
        do throws(BenchError) {
            return try BenchReader(file).verify(deep: deep)
        } catch {
            guard error.code == .damaged else { throw error }
            var report = VerifyReport()
            report.add(error)
            return report
        }
    }

    private func text(_ file: String, _ report: VerifyReport) -> String {
        let tiers = report.tiers.map { tier in
            let result = tier.problems == 0 ? "" : tier.problems == 1 ? "1 problem, " : "\(tier.problems) problems, "
            return "\(tier.subject.rawValue) \(result)\(tier.duration.milliseconds) ms"
        }
        return result(file, report) + (tiers.isEmpty ? "" : "\(file): \(tiers.joined(separator: "; "))\n")
    }

    private func result(_ file: String, _ report: VerifyReport) -> String {
        guard report.problems.isEmpty else {
            let more = report.problemsLeftOut > 0 ? "\(file): and \(report.problemsLeftOut) more\n" : ""
            let count = report.problems.count + report.problemsLeftOut
            return report.problems.map { "\($0)\n" }.joined() + more
                + "\(file): \(count) \(count == 1 ? "problem" : "problems")\n"
        }
        let digest = report.contentDigest.map { ", content \($0)" } ?? ""
        return "\(file): whole; \(report.runs) runs, \(report.segments) segments, \(report.blocks) blocks, "
            + "\(report.bytes) bytes\(deep ? ", everything decoded" : "")\(digest)\n"
    }

    private func document(_ file: String, _ report: VerifyReport) -> String {
        var json = JSONWriter()
        json.object { json in
            json.name("file")
            json.string(file)
            json.name("whole")
            json.bool(report.problems.isEmpty)
            json.name("deep")
            json.bool(deep)
            for (name, value) in [
                ("runs", report.runs), ("segments", report.segments), ("blocks", report.blocks),
                ("bytes", report.bytes),
            ] {
                json.name(name)
                json.number(value)
            }
            if let digest = report.contentDigest {
                json.name("content_digest")
                json.string(digest.description)
            }
            json.name("tiers")
            json.array { json in
                for tier in report.tiers {
                    json.object { json in
                        json.name("name")
                        json.string(tier.subject.rawValue)
                        json.name("problems")
                        json.number(tier.problems)
                        json.name("seconds")
                        json.number(tier.duration / .seconds(1))
                    }
                }
            }
            json.name("problems_left_out")
            json.number(report.problemsLeftOut)
            json.name("problems")
            json.array { json in
                for problem in report.problems {
                    json.object { $0.members(of: problem) }
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}

extension Duration {
    /// The time to a tenth of a millisecond.
    fileprivate var milliseconds: Double { ((self / .milliseconds(1)) * 10).rounded() / 10 }
}
