/// Comma-separated values as RFC 4180 has them.
package enum CSVText {
    /// A line of fields that are quoted already, or need no quotes.
    package static func line(_ fields: [String]) -> String { fields.joined(separator: ",") + "\r\n" }

    /// A field, in quotes where it needs them.
    package static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
