import BenchFile
import BenchSchema
import Glibc

/// A folder that appears under its name when all its files are there.
///
/// It is filled beside the target under a hidden name, then renamed. Where the target is there already, its files are
/// replaced one by one, the page last; what else is in it stays.
struct ReportFolder {
    /// Where files are to be written.
    let path: String
    private let target: String

    /// Makes the hidden folder; throws where the target isn't an empty folder, unless `replacing`.
    init(_ target: String, replacing: Bool) throws(BenchError) {
        var target = target
        while target.count > 1, target.hasSuffix("/") { target.removeLast() }
        if let names = try Folders.names(in: target), !names.isEmpty, !replacing {
            throw BenchError(.cannotWrite, "the folder isn't empty; --force replaces the report in it", at: target)
        }
        self.target = target
        let slash = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
        path = "\(target[..<slash]).\(target[slash...]).\(getpid()).tmp"
        let path = path
        do throws(BenchError) {
            try Drafts.begin(path) { () throws(BenchError) in try Folders.make(path) }
        } catch {
            throw BenchError(error.code, error.message, at: target)
        }
    }

    /// Writes a file, which an interruption takes away again.
    func write(_ bytes: [UInt8], as name: String) throws(BenchError) {
        try Folders.write(bytes, to: "\(path)/\(name)")
    }

    /// The bytes of a file.
    func read(_ name: String) throws(BenchError) -> [UInt8] {
        guard let stream = fopen("\(path)/\(name)", "r") else { throw Folders.failure("\(target)/\(name)") }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Puts the files under the folder's name, the last of them last.
    func publish(_ names: [String]) throws(BenchError) {
        // Over nothing or an empty folder.
        if rename(path, target) == 0 {
            Drafts.end(path)
            return
        }
        for name in names {
            guard rename("\(path)/\(name)", "\(target)/\(name)") == 0 else {
                throw Folders.failure("\(target)/\(name)")
            }
        }
        remove()
    }

    /// Takes the hidden folder away with what is in it.
    func remove() {
        Folders.removeWithFiles(path)
        Drafts.end(path)
    }
}
