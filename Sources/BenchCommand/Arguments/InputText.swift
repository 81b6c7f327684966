import BenchSchema
import Glibc

/// A file that is named on the command line.
enum InputText {
    /// Its bytes, all of them; `-` is standard input. Throws `.limit` for more than `limit` bytes.
    static func read(_ path: String, limit: Int) throws(BenchError) -> [UInt8] {
        if path == "-" { return StandardInput.readAll() }
        guard let file = fopen(path, "r") else {
            throw BenchError(.noInput, String(cString: strerror(errno)), at: path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = fread(&chunk, 1, chunk.count, file)
            bytes += chunk[..<count]
            if count < chunk.count { break }
        }
        guard ferror(file) == 0 else { throw BenchError(.io, String(cString: strerror(errno)), at: path) }
        guard bytes.count <= limit else { throw BenchError(.limit, "it has more than \(limit) bytes", at: path) }
        return bytes
    }
}
