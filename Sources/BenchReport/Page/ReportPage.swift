import HASBench

/// The page index.html: all in one file, without a script, and with nothing from elsewhere.
struct ReportPage {
    private(set) var bytes: [UInt8] = []

    /// More rows than these are only in the CSV file.
    private static let mostRows = 100

    /// - Parameters:
    ///   - graphics: What gnuplot drew of each figure, as SVG.
    ///   - notes: Why a figure that somebody could miss isn't there.
    init(_ facts: [SubjectFacts], _ figures: [Figure], graphics: [[UInt8]], notes: [String]) {
        let names = facts.map(\.subject.name).joined(separator: ", ")
        add(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="hasbench report">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <title>\(HTML.escaped(names)): report</title>
            <link rel="icon" href="data:,">
            <style>
            \(Style.sheet)
            </style></head><body>
            <header><h1>\(HTML.escaped(names))</h1>
            <nav aria-label="Figures"><ul>

            """)
        for figure in figures { add("<li><a href=\"#\(figure.name)\">\(HTML.escaped(figure.title))</a></li>\n") }
        add("</ul></nav></header><main>\n")
        for fact in facts { add(Self.section(fact)) }
        for (figure, graphic) in zip(figures, graphics) {
            add("<figure id=\"\(figure.name)\"><h2>\(HTML.escaped(figure.title))</h2>\n")
            // On a phone a figure keeps its size and can be moved, so that its words stay readable.
            add("<div class=\"wide\">")
            bytes += EmbeddedGraphic(graphic, name: figure.name, description: HTML.escaped(figure.description)).bytes
            add("</div><figcaption>\(HTML.escaped(figure.caption))</figcaption>\n")
            add("<details><summary>The numbers</summary>\n")
            add(HTML.table(figure.table, limit: Self.mostRows, file: "\(figure.name).csv"))
            add("</details></figure>\n")
        }
        if !notes.isEmpty {
            add("<section><h2>What is not shown</h2><ul>\n")
            for note in notes { add("<li>\(HTML.escaped(note))</li>\n") }
            add("</ul></section>\n")
        }
        add(
            "</main><footer class=\"soft\"><p>Made by hasbench report. Figures and their numbers stand beside this page, each as a file.</p></footer></body></html>\n"
        )
    }

    private mutating func add(_ text: String) { bytes += text.utf8 }

    private static func section(_ facts: SubjectFacts) -> String {
        func list(_ pairs: [(name: String, text: String)]) -> String {
            "<dl>" + pairs.map { "<dt>\(HTML.escaped($0.name))</dt><dd>\(HTML.escaped($0.text))</dd>\n" }.joined()
                + "</dl>\n"
        }
        return "<section><h2>\(HTML.escaped(facts.subject.name))</h2>\n" + list(facts.counts)
            + (facts.origin.isEmpty
                ? "<p>The file says nothing of where its data is from.</p>"
                : "<h3>Provenance</h3>\n" + list(facts.origin))
            + "<h3>Metrics</h3>\n" + HTML.table(facts.metrics, limit: 200, file: "") + "</section>\n"
    }
}
