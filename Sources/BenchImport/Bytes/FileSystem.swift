import BenchFile
import BenchSchema
import CMalloc
import Glibc

/// The system calls on folders and whole files.
///
/// Memory safety: paths are passed as Swift strings; what a call returns is copied before it is used.
enum FileSystem {
    /// What stands at a path.
    enum Kind { case file, folder, nothing }

    /// What stands at a path, links followed.
    static func kind(_ path: String, in folder: OpenFolder? = nil) -> Kind {
        var status = stat()
        guard unsafe fstatat(OpenFolder.descriptor(folder), path, &status, 0) == 0 else { return .nothing }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Whether there is anything at a path, even a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Whether there is nothing at a path; what can't be looked at may be there.
    static func isMissing(_ path: String, in folder: OpenFolder? = nil) -> Bool {
        var status = stat()
        guard unsafe fstatat(OpenFolder.descriptor(folder), path, &status, 0) != 0 else { return false }
        return errno == ENOENT || errno == ENOTDIR
    }

    /// The size of a file in bytes; 0 if there is none.
    static func size(_ path: String, in folder: OpenFolder? = nil) -> Int {
        var status = stat()
        return unsafe fstatat(OpenFolder.descriptor(folder), path, &status, 0) == 0 ? Int(status.st_size) : 0
    }

    /// Opens a file for reading; nil if there is none of this name.
    static func open(_ path: String, in folder: OpenFolder? = nil) throws(BenchError) -> Int32? {
        // O_NONBLOCK, so that a pipe of this name doesn't wait for a writer; it changes nothing for files.
        let file = unsafe openat(OpenFolder.descriptor(folder), path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if file >= 0 { return file }
        guard errno == ENOENT || errno == ENOTDIR else { throw error("can't be opened", path) }
        return nil
    }

    /// The size of an open file in bytes.
    static func size(_ file: Int32) -> Int {
        var status = stat()
        return unsafe fstat(file, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Whether an open file is an ordinary one, of which any part can be read.
    static func isRegular(_ file: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// <fcntl.h>'s O_TMPFILE, a macro that Swift doesn't see.
    private static let withoutName = 0o20000000 | O_DIRECTORY

    /// Opens a new file without a name in a folder; where the file system can't, its name is taken away at once.
    static func unnamed(in folder: String) throws(BenchError) -> Int32 {
        var file = unsafe Glibc.open(folder, withoutName | O_RDWR | O_CLOEXEC, 0o600)
        if file < 0 {
            let path = "\(folder)/.hasbench.\(getpid())~"
            file = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw error("can't be written", folder, .cannotWrite) }
            unsafe unlink(path)
        }
        return file
    }

    /// Writes a range of bytes to an open file.
    static func write(_ bytes: [UInt8], _ range: Range<Int>, to file: Int32, _ path: String) throws(BenchError) {
        let range = range.clamped(to: 0..<bytes.count)
        var written = range.lowerBound
        while written < range.upperBound {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress.map { unsafe $0 + written }, range.upperBound - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw error("can't be written", path, .io) }
            written += count
        }
    }

    /// The last name of a path.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The folder above a folder.
    static func parent(of folder: String) -> String {
        folder.split(separator: "/").last == ".." || folder == "." ? "\(folder)/.." : self.folder(of: folder)
    }

    /// The folder that a path is in.
    static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The names in a folder, in order of their bytes.
    static func names(in folder: String) throws(BenchError) -> [String] {
        try entries(in: folder).map(\.name)
    }

    /// The names of the folders in a folder, in order of their bytes; links are followed.
    static func folders(in folder: String) throws(BenchError) -> [String] {
        try entries(in: folder).filter { name, type in
            // Some file systems don't say.
            Int(type) == DT_DIR || Int(type) != DT_REG && kind("\(folder)/\(name)") == .folder
        }.map(\.name)
    }

    private static func entries(in folder: String) throws(BenchError) -> [(name: String, type: UInt8)] {
        guard let stream = unsafe opendir(folder) else { throw error("can't be read", folder) }
        defer { unsafe closedir(stream) }
        var entries: [(name: String, type: UInt8)] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { entries.append((name, unsafe entry.pointee.d_type)) }
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Writes a small file: beside its place first, then renamed into it.
    static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
        let draft = "\(path).\(getpid())~"
        let file = try Drafts.begin(draft) { () throws(BenchError) -> Int32 in
            let file = unsafe Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw error("can't be written", path, .cannotWrite) }
            return file
        }
        defer { Drafts.end(draft) }
        do throws(BenchError) { try write(bytes, 0..<bytes.count, to: file, path) } catch {
            close(file)
            unsafe unlink(draft)
            throw error
        }
        guard close(file) == 0, unsafe rename(draft, path) == 0 else {
            let failure = error("can't be written", path, .cannotWrite)
            unsafe unlink(draft)
            throw failure
        }
    }

    /// An error for the last failed call.
    static func error(_ what: String, _ path: String, _ code: BenchError.Code? = nil) -> BenchError {
        let number = errno
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
        let code = code ?? (number == ENOENT || number == EACCES || number == ENOTDIR ? .noInput : .io)
        return BenchError(code, "\(what): \(reason)", at: path)
    }
}

/// A folder that stays open, so that what is in it is found without the way to it.
@safe
final class OpenFolder: Sendable {
    private let descriptor: Int32

    /// Opens a folder; nil where it can't be, and names must be whole paths.
    init?(_ path: String) {
        descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// What system calls go from: a folder, or else the working directory.
    fileprivate static func descriptor(_ folder: OpenFolder?) -> Int32 { folder?.descriptor ?? AT_FDCWD }
}

/// What the process runs on.
enum Machine {
    /// The number of cores that are online.
    static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Keeps memory that is given back to malloc for what comes next, as runs and segments come one like the other.
    ///
    /// By default each array of 128 KiB is mapped anew by the kernel, and each thread's heap shrinks when it can.
    static func keepMemory() {
        mallopt(M_MMAP_THRESHOLD, 1 << 24)
        mallopt(M_TRIM_THRESHOLD, 1 << 26)
    }

    /// Whether standard error is a terminal.
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes to standard error; a failure has nowhere to be told.
    static func printError(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Seconds on a clock that only goes forward.
    static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
