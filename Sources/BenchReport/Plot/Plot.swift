/// A figure's panels as they are to be drawn: numbers and words only, and nothing of the program that draws.
struct Plot: Sendable {
    var panels: [Panel]
    /// How many panels stand side by side.
    var columns: Int
    /// The height of one row of panels, in pixels; the width of all is `width`.
    var rowHeight = 380

    static let width = 860

    init(_ panels: [Panel], columns: Int = 1, rowHeight: Int = 380) {
        (self.panels, self.columns, self.rowHeight) = (panels, max(1, columns), rowHeight)
    }

    var rows: Int { (panels.count + columns - 1) / columns }
    var height: Int { rows * rowHeight }
}

/// Axes and what is drawn between them.
struct Panel: Sendable {
    var title = ""
    var x = Axis()
    var y = Axis()
    /// What the colours of coloured points and cells mean.
    var colours: ColourScale?
    var layers: [Layer]
    /// Where the names of the layers stand; nil for nowhere.
    var legend: Legend?

    enum Legend: String, Sendable {
        case lowerRight = "bottom right"
        case above = "tmargin center horizontal maxcols 3"
    }
}

/// One axis of a panel.
struct Axis: Sendable {
    var label = ""
    var isLogarithmic = false
    /// What numbers are multiplied by, for the unit that stands at the axis.
    var factor = 1.0
    /// The ends, as numbers are given; nil for those of the numbers.
    var range: ClosedRange<Double>?
    /// Names at places instead of numbers.
    var names: [(place: Double, name: String)] = []
    /// Whether the names are turned upright, for want of room.
    var isTurned = false
    /// Whether lines go through the panel at its numbers.
    var hasGrid = true
}

/// What colours mean.
struct ColourScale: Sendable {
    var label: String
    var range: ClosedRange<Double>
    var isLogarithmic = false
    var palette = Palette.sequential
}

/// Marks of one kind, of one column of numbers each.
enum Layer: Sendable {
    /// Tukey's boxes at places, with the mean's stead left to the reader: quartiles, whiskers, fliers.
    case boxes([(place: Double, box: BoxMark)], Palette.Hue)
    case points([Point], Palette.Hue, Mark, title: String?)
    /// Points whose third number is their colour.
    case coloured([(point: Point, value: Double)])
    case line([Point], Palette.Hue, title: String?, isDashed: Bool = false)
    /// Level from each point to the next: a distribution function or a frontier.
    case steps([Point], Palette.Hue, title: String?)
    case band([(x: Double, lower: Double, upper: Double)], Palette.Hue, title: String?, strength: Double)
    case bars([(place: Double, height: Double)], Palette.Hue, width: Double)
    /// Squares around whole numbers, each with its text.
    case cells([(column: Int, row: Int, value: Double, text: String)])
    /// Words above places, such as a bar's number.
    case labels([(at: Point, text: String)])

    /// Whether it has no marks that gnuplot plots, words being none.
    var isEmpty: Bool {
        switch self {
        case .boxes(let boxes, _): boxes.isEmpty
        case .points(let points, _, _, _), .line(let points, _, _, _), .steps(let points, _, _): points.isEmpty
        case .coloured(let points): points.isEmpty
        case .band(let points, _, _, _): points.isEmpty
        case .bars(let bars, _, _): bars.isEmpty
        case .cells(let cells): cells.isEmpty
        case .labels: true
        }
    }

    struct Point: Sendable, Hashable { var (x, y): (Double, Double) }

    enum Mark: Sendable { case dot, disc, diamond, ring }

    /// What of a box plot is drawn.
    struct BoxMark: Sendable {
        var lowerWhisker, lowerQuartile, median, upperQuartile, upperWhisker: Double
        var fliers: [Double]
    }
}
