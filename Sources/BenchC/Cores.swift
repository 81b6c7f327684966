import BenchSchema
import Glibc
import Synchronization

/// Numbered pieces of work that all cores share.
final class Cores: Sendable {
    private let count: Int
    private let body: @Sendable (Int) throws(BenchError) -> Void
    private let next = Atomic(0)
    private let failure = Mutex<(number: Int, error: BenchError)?>(nil)

    private init(_ count: Int, _ body: @escaping @Sendable (Int) throws(BenchError) -> Void) {
        (self.count, self.body) = (count, body)
    }

    /// Runs `body` for 0 up to `count`, in this thread and in as many others as there are cores; throws the error of the
    /// least number, so that it doesn't depend on who was first.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) throws(BenchError) -> Void) throws(BenchError) {
        let work = Cores(count, body)
        var threads: [pthread_t] = []
        for _ in 1..<max(1, min(count, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
            var thread = pthread_t()
            let shared = Unmanaged.passRetained(work)
            let failed = pthread_create(
                &thread, nil,
                { shared in
                    if let shared { Unmanaged<Cores>.fromOpaque(shared).takeRetainedValue().run() }
                    return nil
                }, shared.toOpaque())
            // Without another thread the work takes longer, and is done all the same.
            guard failed == 0 else {
                shared.release()
                break
            }
            threads.append(thread)
        }
        work.run()
        for thread in threads { pthread_join(thread, nil) }
        if let failure = work.failure.withLock({ $0 }) { throw failure.error }
    }

    /// What `body` gives for 0 up to `count`, in this order; runs and throws as `run` does.
    static func map<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) throws(BenchError) -> Result
    ) throws(BenchError) -> [Result] {
        let results = Results<Result>()
        try run(count) { number throws(BenchError) in
            let result = try body(number)
            results.byNumber.withLock { $0[number] = result }
        }
        let byNumber = results.byNumber.withLock { $0 }
        return (0..<count).compactMap { byNumber[$0] }
    }

    private final class Results<Result: Sendable>: Sendable {
        let byNumber = Mutex<[Int: Result]>([:])
    }

    private func run() {
        while true {
            let number = next.add(1, ordering: .relaxed).oldValue
            guard number < count else { return }
            do throws(BenchError) { try body(number) } catch {
                failure.withLock { known in
                    if number < known?.number ?? count { known = (number, error) }
                }
            }
        }
    }
}
