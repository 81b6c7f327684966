import BenchSchema
import Testing

@testable import BenchReport

/// What is drawn, before gnuplot draws it.
@Suite struct PlotTests {
    @Test(arguments: [
        ("it's", "'it''s'"), ("a\nb\u{0}c", "'a b c'"), ("`id`", "'\u{2BC}id\u{2BC}'"), ("\\n", "'\\n'"), ("", "''"),
    ])
    func wordsCantLeaveTheirQuotes(words: String, quoted: String) {
        #expect(GnuplotScript.quoted(words) == quoted)
    }

    @Test func aScriptDrawsEachPanelInEachFormat() {
        let panel = Panel(title: "t", layers: [.points([Layer.Point(x: 1, y: .nan)], .blue, .dot, title: nil)])
        var script = GnuplotScript()
        script.append(Plot([panel, panel], columns: 2), named: "twice", as: [.svg, .pdf])
        #expect(script.text.split(separator: "\n").count { $0.hasPrefix("plot ") } == 4)
        #expect(script.text.contains("set output 'twice.svg'") && script.text.contains("set output 'twice.pdf'"))
        #expect(script.text.contains("\n1.0 NaN\n"))
    }

    @Test(
        arguments: [
            ("kW.h", 5.2e-5, "mW·h", 1e6), ("s", 30, "s", 1), ("s", 0.004, "ms", 1000.0),
            ("s", 36_000, "h", 1.0 / 3600),
            ("MiBy", 3_000_000, "GiB", 1.0 / 1024), ("Cel", 40, "°C", 1), ("%", 0.001, "%", 1),
            ("{image}/s", 1e9, "{image}/s", 1),
        ] as [(String, Double, String, Double)])
    func unitsLeaveFewZeros(code: String, largest: Double, text: String, factor: Double) {
        let shown = ShownUnit(code, largest: largest)
        #expect(shown.text == text && shown.factor == factor)
    }

    @Test func aUnitThatIsNotDeclaredIsNotShown() {
        #expect(ShownUnit(nil, largest: 1e-9).label("params") == "params")
        #expect(ShownUnit("kW.h").label("energy") == "energy (kW·h)")
    }

    @Test func coloursAndNamesAreReplacedWithinTagsOnly() {
        let svg = """
            <?xml version="1.0"?>
            <svg 
             viewBox="0 0 10 10"
             xmlns="http://www.w3.org/2000/svg"
            >
            <title>x</title>
            <g id="gnuplot_canvas">
            <rect fill="#fefefe"/>
            <g fill="none" color="black" stroke="currentColor">
            </g>
            <g fill="none" color="black" stroke="rgb(  1,   2,   3)">
            <use xlink:href='#gpPt6'/><text>id='a' rgb(1,2,3)</text>
            </g>
            </g>
            </svg>
            """
        let graphic = EmbeddedGraphic(Array(svg.utf8), name: "f", description: "d &amp; e")
        #expect(
            String(decoding: graphic.bytes, as: UTF8.self) == """
                <svg class="plot" role="img" aria-label="d &amp; e" viewBox="0 0 10 10" xmlns="http://www.w3.org/2000/svg">
                <g id="f-gnuplot_canvas">
                <rect fill="none"/>
                <g fill="none" color="currentColor" stroke="currentColor">
                <use href='#f-gpPt6'/><text>id='a' rgb(1,2,3)</text>
                </g>
                </g>
                </svg>

                """)
    }

    @Test func marksKeepAllPointsAndTheirNumberIsBounded() {
        let count = 50_000
        let x = (0..<count).map { Double($0 % 997) + 1 }
        let y = (0..<count).map { Double($0 * 7919 % 10_007) * 1e-3 + 1e-9 }
        for (isX, isY) in [(false, false), (true, true)] {
            let marks = Thinning(x, isX, y, isY).marks
            #expect(marks.count <= 16_000 && marks.count > 100)
            #expect(marks.flatMap(\.rows).sorted() == Array(0..<count))
        }
        #expect(Thinning([1, 1, 1], false, [2, 2, 2], true).marks.count == 3)
        #expect(Thinning([], false, [], false).marks.isEmpty)
    }
}
