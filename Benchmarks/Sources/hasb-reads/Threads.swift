import Dispatch
import HASBench
import Synchronization

/// Warm lookups of a metric by hash in one shared table, by one thread and by two.
struct Threads {
    /// Lookups a second, of all threads together.
    private let one, two: Double
    /// How many times as much arithmetic, which shares nothing, two threads do: what the machine gives just now.
    private let arithmetic: Double

    private static let lookups = 200_000

    /// The rounds alternate; other processes only ever slow one down, so the best of each counts.
    init(_ path: String) throws {
        let questions = try Questions(path)
        let lookUp = { @Sendable in try? Self.sum(questions.bench, questions.hashes) }
        let right = lookUp()
        guard right != nil else { throw WrongAnswer(description: "a lookup failed") }
        var best = (lookups: [Double.infinity, .infinity], arithmetic: [Double.infinity, .infinity])
        for _ in 0..<9 {
            for threads in 1...2 {
                let (time, answers) = Self.run(threads, lookUp)
                guard answers == Array(repeating: right, count: threads) else {
                    throw WrongAnswer(description: "\(threads) threads got other answers than one")
                }
                best.lookups[threads - 1] = min(best.lookups[threads - 1], time)
                let (spin, _) = Self.run(threads, Self.arithmetic)
                best.arithmetic[threads - 1] = min(best.arithmetic[threads - 1], spin)
            }
        }
        one = Double(Self.lookups) / best.lookups[0] * 1e6
        two = Double(2 * Self.lookups) / best.lookups[1] * 1e6
        arithmetic = 2 * best.arithmetic[0] / best.arithmetic[1]
    }

    /// Does something in so many threads at once; microseconds until all are done, and what came of it.
    private static func run(_ threads: Int, _ body: @escaping @Sendable () -> Double?) -> (
        time: Double, answers: [Double?]
    ) {
        let answers = Mutex<[Double?]>([])
        let time = microseconds {
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                let answer = body()
                answers.withLock { $0.append(answer) }
            }
        }
        return (time, answers.withLock { $0 })
    }

    private static func sum(_ bench: Benchmark, _ hashes: [ConfigHash]) throws -> Double {
        var sum = 0.0
        for number in 0..<lookups { sum += try bench.lookup(hashes[number % hashes.count])[0][Questions.metric] ?? 0 }
        return sum
    }

    private static func arithmetic() -> Double? {
        var value = 1.0
        for _ in 0..<10_000_000 { value = (value * 1.5).truncatingRemainder(dividingBy: 7) }
        return value
    }

    var description: String {
        "{\"one_per_s\": \(one), \"two_per_s\": \(two), \"ratio\": \(two / one), \"arithmetic_ratio\": \(arithmetic)}"
    }
}

struct WrongAnswer: Error, CustomStringConvertible {
    let description: String
}
