import BenchSchema
import Glibc
import Synchronization

/// The only calls into the operating system; interrupted ones are repeated.
enum SystemCalls {
    /// What a failed call left in errno, as text.
    private static var reason: String { unsafe String(cString: strerror(errno)) }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result != -1 || errno != EINTR { return result }
        }
    }

    /// Opens a regular file for reading; gives its descriptor and size.
    static func openForReading(_ path: String) throws(BenchError) -> (descriptor: Int32, size: UInt64) {
        let descriptor = Int32(retrying { unsafe Int(open(path, O_RDONLY | O_CLOEXEC)) })
        guard descriptor >= 0 else { throw BenchError(.noInput, "can't open it: \(reason)", at: path) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw BenchError(.noInput, "it is no regular file", at: path)
        }
        return (descriptor, UInt64(status.st_size))
    }

    /// Closes a descriptor.
    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Reads exactly so many bytes at an offset; fewer are there only if the file was cut after it was opened.
    static func read(_ descriptor: Int32, at offset: UInt64, count: Int) throws(BenchError) -> [UInt8] {
        var failure: BenchError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let result = retrying {
                    unsafe pread(
                        descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset) + filled)
                }
                if result < 0 { failure = BenchError(.io, "can't read: \(reason)") }
                if result == 0 { failure = BenchError(.damaged, "the file was cut off while it was open") }
                if result <= 0 { return }
                filled += result
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// <fcntl.h>'s O_TMPFILE, a macro that Swift doesn't see.
    private static let unnamed = 0o20000000 | O_DIRECTORY

    /// Creates a file without a name in a folder, where the file system can; nil where it can't.
    static func createUnnamed(inFolder folder: String) -> Int32? {
        let descriptor = Int32(retrying { unsafe Int(open(folder, unnamed | O_WRONLY | O_CLOEXEC, 0o644)) })
        return descriptor >= 0 ? descriptor : nil
    }

    /// Creates a file that must not exist yet.
    static func create(_ path: String) throws(BenchError) -> Int32 {
        let descriptor = Int32(retrying { unsafe Int(open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)) })
        guard descriptor >= 0 else { throw BenchError(.cannotWrite, "can't create it: \(reason)", at: path) }
        return descriptor
    }

    /// Writes all bytes.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(BenchError) {
        var written = 0
        while written < bytes.count {
            let result = retrying {
                unsafe bytes.withUnsafeBytes { raw in
                    unsafe Glibc.write(descriptor, raw.baseAddress?.advanced(by: written), bytes.count - written)
                }
            }
            guard result > 0 else { throw BenchError(.io, "can't write: \(reason)") }
            written += result
        }
    }

    /// Waits until what was written to a file or folder is on its device.
    static func sync(_ descriptor: Int32) throws(BenchError) {
        guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw BenchError(.io, "can't sync: \(reason)") }
    }

    /// Gives an unnamed file a name that must not exist yet.
    static func link(_ descriptor: Int32, to path: String) throws(BenchError) {
        let result = unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW)
        guard result == 0 else { throw BenchError(.cannotWrite, "can't create it: \(reason)", at: path) }
    }

    /// Gives a file a second name that must not exist yet.
    static func link(_ old: String, to new: String) throws(BenchError) {
        let result = unsafe Glibc.link(old, new)
        guard result == 0 else { throw BenchError(.cannotWrite, "can't create it: \(reason)", at: new) }
    }

    /// Renames a file, replacing what has the new name.
    static func rename(_ old: String, to new: String) throws(BenchError) {
        let result = unsafe Glibc.rename(old, new)
        guard result == 0 else { throw BenchError(.cannotWrite, "can't create it: \(reason)", at: new) }
    }

    /// Takes the lock of an open file; false where another process has it, or the file system knows no locks.
    static func lock(_ descriptor: Int32) -> Bool { retrying { Int(flock(descriptor, LOCK_EX | LOCK_NB)) } == 0 }

    /// Whether a name leads to an open file.
    static func isName(_ path: String, of descriptor: Int32) -> Bool {
        var (named, opened) = (stat(), stat())
        guard unsafe stat(path, &named) == 0, unsafe fstat(descriptor, &opened) == 0 else { return false }
        return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
    }

    /// Opens a regular file whose lock is to be taken; nil where that isn't possible.
    static func openForLocking(_ path: String) -> Int32? {
        let descriptor = Int32(retrying { unsafe Int(open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) })
        return descriptor >= 0 ? descriptor : nil
    }

    /// The names in a folder; none where it can't be read.
    static func names(inFolder folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            names.append(
                unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                })
        }
        return names
    }

    /// Removes a name, if it is there.
    static func remove(_ path: String) { _ = unsafe unlink(path) }

    /// Whether there is something of this name.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Whether two names lead to one file.
    static func isSameFile(_ first: String, _ second: String) -> Bool {
        var (a, b) = (stat(), stat())
        guard unsafe stat(first, &a) == 0, unsafe stat(second, &b) == 0 else { return false }
        return a.st_dev == b.st_dev && a.st_ino == b.st_ino
    }

    /// Waits until the names in a folder are on its device; file systems that can't do it are left alone.
    static func syncFolder(_ path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    /// The number of this process.
    static var processNumber: Int32 { getpid() }

    /// A number for the calling thread: 0 for the first that asks, 1 for the second, and so on.
    static var threadNumber: Int {
        let known = unsafe Int(bitPattern: pthread_getspecific(threadKey))
        if known > 0 { return known - 1 }
        let number = threads.add(1, ordering: .relaxed).newValue
        _ = unsafe pthread_setspecific(threadKey, UnsafeRawPointer(bitPattern: number))
        return number - 1
    }

    private static let threads = Atomic<Int>(0)
    /// What each thread keeps its number under, counted from 1.
    private static let threadKey: pthread_key_t = {
        var key = pthread_key_t()
        _ = unsafe pthread_key_create(&key, nil)
        return key
    }()
}
