import BenchSchema

/// Runs numbered pieces of work in several tasks, and hands their results on in order.
enum OrderedTasks {
    /// Runs `body` for each of `numbers`, at most `jobs` at a time; `take` gets the results in the order of `numbers`.
    ///
    /// At most twice as many results as jobs wait for their turn. The first error ends it all.
    static func run<Value: Sendable>(
        _ numbers: [Int], jobs: Int, _ body: @escaping @Sendable (Int) -> Result<Value, BenchError>,
        _ take: (Int, Value) throws(BenchError) -> Void
    ) async throws(BenchError) {
        var failure: BenchError?
        await withTaskGroup(of: (place: Int, result: Result<Value, BenchError>).self) { group in
            var (started, running, delivered) = (0, 0, 0)
            var waiting: [Int: Value] = [:]
            func start() {
                while started < numbers.count, running < jobs, started - delivered < 3 * jobs {
                    let (place, number) = (started, numbers[started])
                    group.addTask { (place, body(number)) }
                    started += 1
                    running += 1
                }
            }
            start()
            while let (place, result) = await group.next() {
                running -= 1
                do throws(BenchError) {
                    waiting[place] = try result.get()
                    while let value = waiting.removeValue(forKey: delivered) {
                        try take(numbers[delivered], value)
                        delivered += 1
                    }
                } catch {
                    failure = error
                    group.cancelAll()
                    return
                }
                start()
            }
        }
        if let failure { throw failure }
    }
}
