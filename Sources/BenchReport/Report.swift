package import BenchSchema
import HASBench

/// A report on files: their figures, the numbers behind them, and what there is to know of where they are from.
package struct Report {
    private let facts: [SubjectFacts]
    private let figures: [Figure]
    private let notes: [String]

    /// Reckons all figures. Nothing is drawn yet.
    ///
    /// - Parameters:
    ///   - metric: What is to be good; nil for the test error or, without one, the first metric.
    ///   - costs: What it costs; none for the time and energy of training.
    ///
    /// Throws `.usage` for a metric that a file doesn't have, `.mismatch` for units that don't convert into each other.
    package init(
        _ subjects: [ReportSubject], metric: ReportObjective? = nil, costs: [ReportObjective] = []
    ) throws(BenchError) {
        let data = try ReportData(subjects, metric: metric, costs: costs)
        facts = try subjects.map { subject throws(BenchError) in try SubjectFacts(subject) }
        var figures = [Figure.boxes(data), Figure.distribution(data), try Figure.states(data)].compactMap(\.self)
        var notes: [String] = []
        for (subject, name) in subjects.map(\.name).enumerated() {
            for (kind, figure) in [
                (
                    "costs against each other: two costs are needed, with runs that have both",
                    try Figure.costs(data, subject)
                ),
                ("frontiers: a cost is needed, with runs that have it", try Figure.frontiers(data, subject)),
                ("learning curves: \(data.quality.name) is not the end of a series", try Figure.curves(data, subject)),
                ("correlations: two metrics that vary are needed", try Figure.correlations(data, subject)),
                ("\(data.quality.name) by key: no key varies", try Figure.boxesByKey(data, subject)),
                ("coverage: there are no keys", try Figure.coverage(data, subject)),
            ] {
                if let figure { figures.append(figure) } else { notes.append("\(name), \(kind)") }
            }
            // Most files have none, and nobody misses it there.
            if let figure = try Figure.heldOut(data, subject) { figures.append(figure) }
        }
        (self.figures, self.notes) = (figures, notes)
    }

    /// Draws the figures and writes the folder: index.html, and each figure as files.
    ///
    /// The folder appears when all is done, or its files are replaced one by one where it is there already.
    /// Throws `.noProgram` without gnuplot, `.cannotWrite` for a folder that isn't empty unless `replacing`.
    package func write(
        to folder: String, formats: [ReportFormat] = [.svg], replacing: Bool = false
    ) throws(BenchError) -> [String] {
        guard Gnuplot.isThere else { throw Gnuplot.missing }
        let draft = try ReportFolder(folder, replacing: replacing)
        do throws(BenchError) {
            var script = GnuplotScript()
            for figure in figures { script.append(figure.plot, named: figure.name, as: formats) }
            try draft.write(Array(script.text.utf8), as: "figures.gp")
            try Gnuplot.run("figures.gp", in: draft.path)
            var names: [String] = []
            for figure in figures {
                try draft.write(figure.table.csv, as: "\(figure.name).csv")
                names += formats.map { "\(figure.name).\($0.rawValue)" } + ["\(figure.name).csv"]
            }
            let graphics = try figures.map { figure throws(BenchError) in try draft.read("\(figure.name).svg") }
            let page = ReportPage(facts, figures, graphics: graphics, notes: notes)
            try draft.write(page.bytes, as: "index.html")
            names += ["figures.gp", "index.html"]
            try draft.publish(names)
            return names
        } catch {
            draft.remove()
            throw error
        }
    }

    /// All numbers of the report as one JSON document.
    package var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.name("files")
            json.array { json in for fact in facts { fact.append(to: &json) } }
            json.name("figures")
            json.array { json in
                for figure in figures {
                    json.object { json in
                        for (name, text) in [
                            ("name", figure.name), ("title", figure.title), ("caption", figure.caption),
                        ] {
                            json.name(name)
                            json.string(text)
                        }
                        json.name("table")
                        figure.table.append(to: &json)
                    }
                }
            }
            json.name("not_shown")
            json.array { json in for note in notes { json.string(note) } }
        }
        return json.bytes
    }
}
