import Glibc

/// A file in memory that one input after the other is written to, since the readers read files.
final class ScratchFile {
    let folder = "/dev/shm"
    private let path: String
    private let file: Int32

    init?() {
        path = "\(folder)/hasb-fuzz.\(getpid())"
        file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
    }

    deinit {
        close(file)
        unlink(path)
    }

    /// Puts bytes into the file, and lends its path.
    func write(_ bytes: [UInt8], _ body: (String) -> Void) {
        guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count else { return }
        body(path)
    }
}
