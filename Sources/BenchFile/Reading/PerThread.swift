import Synchronization

/// Objects that one thread each writes to, so that no two threads wait for one piece of memory.
///
/// With more threads than there are places, some share one: that is slower, and right all the same.
final class PerThread<Object: AnyObject & Sendable>: Sendable {
    private let objects = PublishedObjects<Object>(count: PerThread.places)
    private let make: @Sendable () -> Object

    private static var places: Int { 64 }

    /// Objects that `make` makes when they are first wanted.
    init(_ make: @escaping @Sendable () -> Object) { self.make = make }

    /// Calls with the calling thread's object.
    func withOwn<R>(_ body: (Object) -> R) -> R {
        with(SystemCalls.threadNumber % Self.places, body)
    }

    /// Calls with every thread's object, those not wanted before among them.
    func forEach(_ body: (Object) -> Void) {
        for place in 0..<Self.places { with(place, body) }
    }

    private func with<R>(_ place: Int, _ body: (Object) -> R) -> R {
        while true {
            if let result = objects.withObject(place, body) { return result }
            objects.publish(make(), in: place)
        }
    }
}

/// A lock of one thread's, which another takes only to see that the thread is not within it.
final class ThreadLock: Sendable {
    private let lock = Mutex(())
    /// Keeps what stands behind in memory off the lock's cache line, and off the one that is fetched with it.
    private let padding = InlineArray<14, UInt64>(repeating: 0)

    func withLock<R>(_ body: () -> R) -> R { lock.withLock { _ in body() } }
}

/// A reader, as the runs hold it that one thread looked up.
///
/// Whoever holds a run holds its reader, and holders are counted. If all threads counted at one place, each lookup would
/// wait for the other threads' lookups.
package final class ReaderHandle: Sendable {
    /// The reader that it holds.
    package let reader: BenchReader
    private let padding = InlineArray<14, UInt64>(repeating: 0)

    init(_ reader: BenchReader) { self.reader = reader }
}

/// The handles of one reader.
package final class ReaderHandles: Sendable {
    private let handles: PerThread<ReaderHandle>

    /// Makes the handles of a reader.
    package init(_ reader: BenchReader) { handles = PerThread { ReaderHandle(reader) } }

    /// The calling thread's.
    package var own: ReaderHandle { handles.withOwn { $0 } }
}
