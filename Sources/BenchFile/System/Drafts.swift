package import BenchSchema
import Glibc
import Synchronization

/// Files, and folders of files, under hidden names that are to be renamed when they are whole, and taken away if the process is interrupted.
package enum Drafts {
    private static let names = Mutex<Set<String>>([])

    /// Creates a draft and notes its name.
    ///
    /// Both at once: noted before, it could be created after an interruption removed what is noted; noted later, an
    /// interruption wouldn't know it.
    package static func begin<R: Sendable>(
        _ path: String, _ create: () throws(BenchError) -> R
    ) throws(BenchError) -> R {
        try names.withLock { names throws(BenchError) in
            let created = try create()
            names.insert(path)
            return created
        }
    }

    /// Forgets a draft that has been renamed or removed.
    package static func end(_ path: String) { names.withLock { _ = $0.remove(path) } }

    /// Where a signal's handler writes its number, and a thread reads it.
    nonisolated(unsafe) private static var pipeEnds: (reading: Int32, writing: Int32) = (-1, -1)

    /// From now on SIGINT, SIGTERM and SIGHUP first take the drafts away; to be called once.
    ///
    /// A thread does it, since hardly anything is safe within a signal's handler. The process then ends of the signal,
    /// as it would have. A signal that is ignored (by nohup) stays so.
    package static func removeWhenInterrupted() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        unsafe pipeEnds = (ends[0], ends[1])
        var thread = pthread_t()
        let failed = unsafe pthread_create(
            &thread, nil,
            { _ in
                Drafts.waitAndRemove()
                return nil
            }, nil)
        guard failed == 0 else { return }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var old = sigaction()
            guard unsafe sigaction(number, nil, &old) == 0 else { continue }
            let isIgnored = unsafe unsafeBitCast(old.__sigaction_handler.sa_handler, to: Int.self) == 1
            if isIgnored { continue }
            signal(number) { number in
                let before = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe write(Drafts.pipeEnds.writing, &byte, 1)
                errno = before
            }
        }
    }

    private static func waitAndRemove() {
        var byte: UInt8 = 0
        while unsafe read(pipeEnds.reading, &byte, 1) != 1 {}
        // Nothing new is begun: the lock is kept to the end.
        names.withLock { names in
            for name in names {
                SystemCalls.remove(name)
                Folders.removeWithFiles(name)
            }
            signal(Int32(byte), SIG_DFL)
            kill(getpid(), Int32(byte))
            // The signal may be another thread's to take.
            while true { pause() }
        }
    }
}
