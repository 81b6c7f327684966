/// The kinds of file that figures are drawn as; the page needs the first.
package enum ReportFormat: String, CaseIterable, Sendable {
    /// Scalable, for pages.
    case svg
    /// Pixels, for slides.
    case png
    /// For papers.
    case pdf
}
