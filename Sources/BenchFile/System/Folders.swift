package import BenchSchema
import Glibc

/// Folders that several files are written to.
package enum Folders {
    /// The names in a folder, hidden ones too; nil if there is none. Throws `.cannotWrite` for what is no folder.
    package static func names(in path: String) throws(BenchError) -> [String]? {
        guard let folder = unsafe opendir(path) else {
            guard errno == ENOENT else { throw failure(path) }
            return nil
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Makes a folder; throws `.cannotWrite` where it can't be.
    package static func make(_ path: String) throws(BenchError) {
        guard unsafe mkdir(path, 0o777) == 0 else { throw failure(path) }
    }

    /// Writes a file of a folder, which isn't synced.
    package static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
        guard let file = unsafe fopen(path, "w") else { throw failure(path) }
        let isWritten = unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count
        let error = errno
        guard unsafe fclose(file) == 0, isWritten else {
            let reason = unsafe String(cString: strerror(isWritten ? errno : error))
            throw BenchError(.io, "can't write: \(reason)", at: path)
        }
    }

    /// Removes a folder with the files in it; what can't be removed stays.
    package static func removeWithFiles(_ path: String) {
        for name in (try? names(in: path)) ?? [] { _ = unsafe unlink("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }

    /// What the last call that failed says, as `.cannotWrite`.
    package static func failure(_ path: String) -> BenchError {
        BenchError(.cannotWrite, unsafe String(cString: strerror(errno)), at: path)
    }
}
