/// A string of any bytes, which need not be UTF-8.
///
/// Files must give back what went in, so strings are compared, hashed and ordered by their bytes.
public struct ByteString: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The bytes.
    public var bytes: [UInt8]

    /// Wraps bytes as they are.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the UTF-8 of a string.
    public init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    /// Takes the UTF-8 of a literal.
    public init(stringLiteral text: String) { bytes = Array(text.utf8) }

    /// The text, with U+FFFD in place of what isn't UTF-8.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Orders by unsigned bytes, a prefix first.
    public static func < (a: ByteString, b: ByteString) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension StringProtocol {
    /// The UTF-8, by which names are compared: `==` of strings takes two spellings of é as one.
    package var exact: ByteString { ByteString(self) }
}
