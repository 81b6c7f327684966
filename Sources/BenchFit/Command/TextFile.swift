import BenchFile
import BenchSchema
import Glibc

/// Small files of text.
enum TextFile {
    private static let maximumBytes = 1 << 26

    /// The text of a file.
    static func read(_ path: String) throws(BenchError) -> String {
        guard let file = unsafe fopen(path, "r") else {
            throw BenchError(.noInput, "there is no such file, or it may not be read", at: path)
        }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else { throw BenchError(.limit, "it is too large", at: path) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Puts a file under its name once it is whole, in the place of an older one.
    static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
        var file = try OutputFile(path, replacing: true)
        try file.append(bytes)
        try file.commit()
    }
}
