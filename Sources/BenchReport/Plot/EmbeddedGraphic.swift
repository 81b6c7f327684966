/// A figure that gnuplot drew as SVG, as it stands within a page: in the page's colours, by names that are the figure's own.
struct EmbeddedGraphic {
    /// The element `svg`.
    private(set) var bytes: [UInt8] = []

    /// What is replaced within tags: ink becomes the text's colour, rules the page's, paper nothing; an id gets the
    /// figure's name before it, as ids are unique within a page.
    private let replacements: [(old: [UInt8], new: [UInt8])]

    /// Makes a figure part of a page. O(length).
    ///
    /// - Parameters:
    ///   - svg: What gnuplot wrote.
    ///   - name: The figure's; letters, digits and dashes.
    ///   - description: The alternative text, as it may stand between quotes.
    init(_ svg: [UInt8], name: String, description: String) {
        replacements = [
            ("rgb(  1,   2,   3)", "currentColor"), ("rgb(1,2,3)", "currentColor"),
            ("rgb(200, 201, 202)", "var(--rule)"), (Palette.paper, "none"), ("\"black\"", "\"currentColor\""),
            ("xlink:href='#", "href='#\(name)-"), ("id='", "id='\(name)-"), ("id=\"", "id=\"\(name)-"),
        ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
        bytes.reserveCapacity(svg.count)
        let (opening, closing) = (Array("<g fill=\"none\"".utf8), Array("</g>".utf8))
        var group: ArraySlice<UInt8>?
        var isHead = true
        for line in svg.split(separator: UInt8(ascii: "\n")) {
            if isHead {
                if line.starts(with: " viewBox".utf8) {
                    bytes += "<svg class=\"plot\" role=\"img\" aria-label=\"\(description)\"".utf8
                    bytes += line
                    bytes += " xmlns=\"http://www.w3.org/2000/svg\">\n".utf8
                }
                isHead = !line.starts(with: "<g ".utf8)
                if isHead { continue }
            }
            // gnuplot opens a group a stroke, and leaves most of them empty.
            if let open = group {
                group = nil
                if line.elementsEqual(closing) { continue }
                append(open)
            }
            if line.starts(with: opening) { group = line } else { append(line) }
        }
        if let group { append(group) }
    }

    private mutating func append(_ line: ArraySlice<UInt8>) {
        var (place, isTag) = (line.startIndex, false)
        while place < line.endIndex {
            let byte = line[place]
            if byte == UInt8(ascii: "<") { isTag = true }
            if byte == UInt8(ascii: ">") { isTag = false }
            if isTag, let replacement = replacements.first(where: { line[place...].starts(with: $0.old) }) {
                bytes += replacement.new
                place += replacement.old.count
            } else {
                bytes.append(byte)
                place += 1
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
