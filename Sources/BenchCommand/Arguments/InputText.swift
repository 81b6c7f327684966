import BenchSchema
import Glibc

/// A small file that is named on the command line.
enum InputText {
    /// Its bytes; `-` is standard input. Throws `.limit` for more than `limit` bytes.
    static func read(_ path: String, limit: Int) throws(BenchError) -> [UInt8] {
        if path == "-" { return StandardInput.readAll() }
        guard let file = fopen(path, "r") else {
            throw BenchError(.noInput, String(cString: strerror(errno)), at: path)
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw BenchError(.io, String(cString: strerror(errno)), at: path) }
        guard count <= limit else { throw BenchError(.limit, "it has more than \(limit) bytes", at: path) }
        return Array(bytes[..<count])
    }
}
