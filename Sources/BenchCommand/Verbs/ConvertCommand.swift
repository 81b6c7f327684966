import ArgumentParser
import BenchSchema
import Glibc

/// `hasbench convert`: runs the importer, so that a lookup needn't carry it.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Convert raw logs to a .hasb file.",
        discussion: "Runs hasbench-import, which stands beside hasbench or on the path; its own --help says more.")

    @Argument(parsing: .captureForPassthrough, help: "What hasbench-import takes.")
    var arguments: [String] = []

    func run() throws {
        var words: [UnsafeMutablePointer<CChar>?] = (["hasbench-import"] + arguments).map { strdup($0) }
        words.append(nil)
        if let beside = Self.beside { execv(beside, words) }
        execvp("hasbench-import", words)
        throw BenchError(.noProgram, "hasbench-import is needed; it belongs beside hasbench or on the path")
    }

    /// The importer in the folder of this program.
    private static var beside: String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return path[...slash] + "hasbench-import"
    }
}
