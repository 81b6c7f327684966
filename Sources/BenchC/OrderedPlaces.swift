import Glibc

/// Places in memory for numbered pieces of work that several threads do: one piece's behind those of the one before it,
/// though how many it needs is known only when it is under way.
final class OrderedPlaces: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let isTaken: UnsafeMutablePointer<pthread_cond_t>
    /// Whose turn it is.
    private var turn = 0
    /// Where the next places are, in each memory.
    private var ends: [Int]
    /// The first piece that will never take its places.
    private var lost = Int.max

    /// Starts at the beginning of so many memories.
    init(memories count: Int) {
        ends = Array(repeating: 0, count: count)
        (mutex, isTaken) = (.allocate(capacity: 1), .allocate(capacity: 1))
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(isTaken, nil)
    }

    deinit {
        pthread_cond_destroy(isTaken)
        pthread_mutex_destroy(mutex)
        isTaken.deallocate()
        mutex.deallocate()
    }

    /// Takes so many places in each memory and tells where they start; waits until all pieces before have taken theirs.
    ///
    /// Nil where one of them gave up.
    func take(_ counts: [Int], piece: Int) -> [Int]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while turn != piece, piece < lost { pthread_cond_wait(isTaken, mutex) }
        guard turn == piece else { return nil }
        let starts = ends
        for memory in counts.indices { ends[memory] += counts[memory] }
        turn += 1
        pthread_cond_broadcast(isTaken)
        return starts
    }

    /// Lets nobody wait for a piece that can't take its places.
    func giveUp(piece: Int) {
        pthread_mutex_lock(mutex)
        lost = min(lost, piece)
        pthread_cond_broadcast(isTaken)
        pthread_mutex_unlock(mutex)
    }
}
