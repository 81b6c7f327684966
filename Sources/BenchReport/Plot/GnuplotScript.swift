/// Plots as a script for gnuplot, with all numbers in it.
///
/// Words come from files that anybody may have made: they stand between single quotes, where gnuplot replaces nothing.
struct GnuplotScript {
    private(set) var text = ""
    private var blocks = 0

    /// Adds a plot that is drawn to `NAME.FORMAT` for each format.
    mutating func append(_ plot: Plot, named name: String, as formats: [ReportFormat]) {
        text += "\n# \(name)\n"
        // Numbers first, as panels are drawn once a format.
        let panels = plot.panels.map { panel in (panel, panel.layers.map { block($0, panel) }) }
        for format in formats {
            text += "set terminal \(Self.terminal(format, plot))\nset output '\(name).\(format.rawValue)'\n"
            if plot.panels.count > 1 { text += "set multiplot layout \(plot.rows),\(plot.columns)\n" }
            for (panel, blocks) in panels { append(panel, blocks) }
            if plot.panels.count > 1 { text += "unset multiplot\n" }
            text += "unset output\n"
        }
    }

    private static func terminal(_ format: ReportFormat, _ plot: Plot) -> String {
        switch format {
        case .svg:
            return "svg size \(Plot.width),\(plot.height) dynamic font 'sans-serif,13' background '\(Palette.paper)'"
        case .png: return "pngcairo size \(Plot.width * 2),\(plot.height * 2) fontscale 1.6 linewidth 2 pointscale 2"
        case .pdf:
            let (width, height) = (Double(Plot.width) / 96, Double(plot.height) / 96)
            return "pdfcairo size \(width)in,\(height)in fontscale 0.75 linewidth 1 pointscale 0.7"
        }
    }

    private mutating func append(_ panel: Panel, _ blocks: [String]) {
        text +=
            "reset\nset border 3 lc rgb '\(Palette.ink)'\nset tics nomirror out scale 0.5 textcolor rgb '\(Palette.ink)'\n"
        text += "set title \(Self.quoted(panel.title)) noenhanced textcolor rgb '\(Palette.ink)'\n"
        append(panel.x, "x")
        append(panel.y, "y")
        text += "set boxwidth 0.6\n"
        if let colours = panel.colours {
            let steps = colours.palette.colours.enumerated().map { "\($0.offset) '\($0.element)'" }
            text += "set palette defined (\(steps.joined(separator: ", ")))\n"
            text += "set cblabel \(Self.quoted(colours.label)) noenhanced textcolor rgb '\(Palette.ink)'\n"
            text += "set cbrange [\(colours.range.lowerBound):\(colours.range.upperBound)]\n"
            if colours.isLogarithmic { text += "set logscale cb\n" }
        }
        if let legend = panel.legend {
            text += "set key \(legend.rawValue) noenhanced textcolor rgb '\(Palette.ink)' samplen 2 noopaque\n"
        } else {
            text += "unset key\n"
        }
        for layer in panel.layers { appendLabels(layer, panel) }
        let layers = zip(panel.layers, blocks).filter { !$0.0.isEmpty }.map { Self.commands($0, $1) }
        text += "plot \(layers.joined(separator: ", \\\n     "))\n"
    }

    private mutating func append(_ axis: Axis, _ letter: String) {
        text += "set \(letter)label \(Self.quoted(axis.label)) noenhanced textcolor rgb '\(Palette.ink)'\n"
        if axis.isLogarithmic { text += "set logscale \(letter)\nset format \(letter) '%.3g'\n" }
        if let range = axis.range {
            text += "set \(letter)range [\(range.lowerBound * axis.factor):\(range.upperBound * axis.factor)]\n"
        }
        if axis.hasGrid { text += "set grid \(letter)tics lc rgb '\(Palette.rule)' lw 1 dt solid\n" }
        guard !axis.names.isEmpty else { return }
        let names = axis.names.map { "\(Self.quoted($0.name)) \($0.place)" }.joined(separator: ", ")
        text += "set \(letter)tics (\(names)) noenhanced\(axis.isTurned ? " rotate by 40 right" : "")\n"
    }

    /// What a single-quoted string of gnuplot can hold: no line ends, no command substitution, quotes doubled.
    static func quoted(_ words: String) -> String {
        var quoted = "'"
        for scalar in words.unicodeScalars {
            switch scalar {
            case "'": quoted += "''"
            case "`": quoted += "\u{2BC}"
            case let scalar where scalar.properties.generalCategory == .control: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "'"
    }
}

extension GnuplotScript {
    /// Writes a layer's numbers, a row a mark, and gives the name that they are plotted by.
    private mutating func block(_ layer: Layer, _ panel: Panel) -> String {
        let (x, y) = (panel.x.factor, panel.y.factor)
        blocks += 1
        let name = "$d\(blocks)"
        text += "\(name) << end\n"
        switch layer {
        case .boxes(let boxes, _):
            for (place, box) in boxes {
                row(
                    place, y * box.lowerQuartile, y * box.lowerWhisker, y * box.upperWhisker, y * box.upperQuartile,
                    y * box.median)
            }
            // A second set of rows, after two empty lines.
            text += "\n\n"
            for (place, box) in boxes { for flier in box.fliers { row(place, y * flier) } }
        case .points(let points, _, _, _), .line(let points, _, _, _), .steps(let points, _, _):
            for point in points { row(x * point.x, y * point.y) }
        case .coloured(let points): for (point, value) in points { row(x * point.x, y * point.y, value) }
        case .band(let points, _, _, _): for point in points { row(x * point.x, y * point.lower, y * point.upper) }
        case .bars(let bars, _, _): for bar in bars { row(bar.place, y * bar.height) }
        case .cells(let cells):
            for cell in cells { row(Double(cell.column), Double(cell.row), cell.value) }
        case .labels: break
        }
        text += "end\n"
        return name
    }

    private mutating func row(_ numbers: Double...) {
        text += numbers.map { $0.isFinite ? $0.description : "NaN" }.joined(separator: " ") + "\n"
    }

    private static func title(_ words: String?) -> String { words.map { "title \(quoted($0))" } ?? "notitle" }

    private static func commands(_ layer: Layer, _ block: String) -> String {
        switch layer {
        case .boxes(let boxes, let hue):
            let color = "lc rgb '\(hue.rawValue)'"
            let fliers = boxes.contains { !$0.box.fliers.isEmpty }
            return """
                \(block) index 0 using 1:2:3:4:5 notitle with candlesticks \(color) fs solid 0.55 border whiskerbars 0.5, \
                '' index 0 using 1:6:6:6:6 with candlesticks fs empty lc rgb '\(Palette.ink)' lw 2 notitle
                """
                    + (fliers ? ", '' index 1 using 1:2 with points pt 6 ps 0.35 \(color) notitle" : "")
        case .points(_, let hue, let mark, let words):
            return "\(block) using 1:2 with points \(mark.style) lc rgb '\(hue.rawValue)' \(title(words))"
        case .coloured: return "\(block) using 1:2:3 with points pt 7 ps 0.45 lc palette notitle"
        case .line(_, let hue, let words, let isDashed):
            return
                "\(block) using 1:2 with lines lw 2\(isDashed ? " dt '-'" : "") lc rgb '\(hue.rawValue)' \(title(words))"
        case .steps(_, let hue, let words):
            return "\(block) using 1:2 with steps lw 2 lc rgb '\(hue.rawValue)' \(title(words))"
        case .band(_, let hue, let words, let strength):
            return "\(block) using 1:2:3 with filledcurves fs transparent solid \(strength) noborder "
                + "fc rgb '\(hue.rawValue)' \(title(words))"
        case .bars(_, let hue, let width):
            return "\(block) using 1:2:(\(width)) with boxes lc rgb '\(hue.rawValue)' fs solid 0.55 border notitle"
        case .cells:
            return "\(block) using 1:2:(0.48):(0.48):3 with boxxyerror fs solid noborder lc palette notitle"
        case .labels: return ""
        }
    }

    /// Words are set before the panel is drawn: as data they would need another kind of quoting.
    private mutating func appendLabels(_ layer: Layer, _ panel: Panel) {
        switch layer {
        case .cells(let cells):
            for cell in cells {
                let color = Palette.text(on: cell.value, of: panel.colours)
                appendLabel(
                    Double(cell.column), Double(cell.row), cell.text, "center font ',10' textcolor rgb '\(color)'")
            }
        case .labels(let labels):
            for label in labels {
                appendLabel(
                    label.at.x * panel.x.factor, label.at.y * panel.y.factor, label.text,
                    "center offset 0,0.6 font ',11' textcolor rgb '\(Palette.ink)'")
            }
        default: break
        }
    }

    private mutating func appendLabel(_ x: Double, _ y: Double, _ words: String, _ style: String) {
        text +=
            "set label \(Self.quoted(words)) at \(x),\(y) \(style) noenhanced front\n"
    }
}

extension Layer.Mark {
    fileprivate var style: String {
        switch self {
        case .dot: "pt 7 ps 0.3"
        case .disc: "pt 7 ps 0.6"
        case .diamond: "pt 13 ps 1.0"
        case .ring: "pt 6 ps 0.9"
        }
    }
}
