import BenchSchema
import Glibc

/// A program that does one verb's work, so that a lookup needn't carry it.
enum SiblingProgram {
    /// Becomes the program, which stands beside hasbench or on the path.
    static func run(_ name: String, _ arguments: [String]) throws(BenchError) -> Never {
        var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) }
        words.append(nil)
        if let folder { execv(folder + name, words) }
        execvp(name, words)
        throw BenchError(.noProgram, "\(name) is needed; it belongs beside hasbench or on the path")
    }

    /// The folder of this program, with a slash.
    private static var folder: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(path[...slash])
    }
}
