/// A field of a CSV file (RFC 4180).
package enum CSVField {
    /// The text between quotes where it holds a quote, a comma or a line end; else as it is.
    package static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
