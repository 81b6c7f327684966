import Foundation

/// A folder that is removed with everything in it when this goes away.
public final class TemporaryFolder {
    /// The folder's path.
    public let path: String

    /// Makes a folder.
    public init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("hasbench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String { path + "/" + name }

    /// The bytes of a file.
    public static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// Writes a file, with the folders it needs.
    public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    /// The names in the folder, hidden ones too.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
