/// The colours of all figures: told apart by the colour-blind, and seen on white and on a dark page.
enum Palette: Sendable {
    /// Of Okabe and Ito, *Color Universal Design*, 2008, in an order in which neighbours differ in lightness too.
    enum Hue: String, Sendable, CaseIterable {
        case blue = "#0072B2"
        case orange = "#E69F00"
        case green = "#009E73"
        case vermilion = "#D55E00"
        case sky = "#56B4E9"
        case purple = "#CC79A7"
        /// For what only stands behind.
        case grey = "#9a9fa6"
    }

    /// Dark to light, evenly: viridis (S. van der Walt and N. Smith, 2015) without its ends, which a dark or a white page hides.
    case sequential
    /// From one hue over grey to another, for numbers on both sides of 0.
    case diverging

    /// The hue of the n-th of several.
    static func hue(_ number: Int) -> Hue {
        let hues = Hue.allCases.dropLast()
        return hues[number % hues.count]
    }

    /// The colours in equal steps.
    var colours: [String] {
        switch self {
        case .sequential: ["#404688", "#31688e", "#23888e", "#1f9f88", "#4ac16d", "#84d44b", "#cde11d"]
        case .diverging: ["#b35806", "#f1a340", "#d8dce2", "#5aa5d6", "#08589e"]
        }
    }

    /// What words are drawn in upon a coloured cell: it is the same in a dark page.
    static func text(on value: Double, of scale: ColourScale?) -> String {
        guard let scale, scale.palette == .diverging else { return "#1b1c1d" }
        return value.magnitude > 0.6 * scale.range.upperBound ? "#fafbfc" : "#1b1c1d"
    }

    /// What lines and words are drawn in; a page replaces it by its own.
    static let ink = "#010203"
    /// What lines through a panel are drawn in; a page replaces it by its own.
    static let rule = "#c8c9ca"
    /// What is behind; a page takes it away.
    static let paper = "#fefefe"
}
