import BenchSchema
import Glibc

/// The system calls on folders and whole files.
///
/// Memory safety: paths are passed as Swift strings; what a call returns is copied before it is used.
enum FileSystem {
    /// What stands at a path.
    enum Kind { case file, folder, nothing }

    /// What stands at a path, links followed.
    static func kind(_ path: String) -> Kind {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .nothing }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// Whether there is anything at a path, even a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// The size of a file in bytes; 0 if there is none.
    static func size(_ path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    /// The names in a folder, in order of their bytes.
    static func names(in folder: String) throws(BenchError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw error("can't be read", folder) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { ByteString($0) < ByteString($1) }
    }

    /// Writes a small file: beside its place first, then renamed into it.
    static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
        let draft = "\(path).\(getpid())~"
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw error("can't be written", path, .cannotWrite) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                let failure = error("can't be written", path, .io)
                close(file)
                unsafe unlink(draft)
                throw failure
            }
            written += count
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

/// What the process runs on.
enum Machine {
    /// The number of cores that are online.
    static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

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
