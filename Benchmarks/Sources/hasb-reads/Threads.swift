import Dispatch
import HASBench
import Synchronization

/// Warm lookups of a metric by hash, by one thread and by two.
struct Threads {
    /// Lookups a second, of all threads together: one thread, two with one table, two with a table each.
    private let one, two, apart: Double

    private static let lookups = 100_000

    /// The rounds alternate; other processes only ever slow one down, so the best of each counts.
    init(_ path: String) throws {
        let questions = try Questions(path)
        let hashes = questions.hashes
        let (first, second) = (questions.bench, try Benchmark(opening: path))
        let right = try Self.sum(first, hashes)
        var best = [Double.infinity, .infinity, .infinity]
        // The first round warms up.
        for round in 0...15 {
            for (kind, tables) in [[first], [first, first], [first, second]].enumerated() {
                let time = try Self.time(tables, hashes, right)
                if round > 0 { best[kind] = min(best[kind], time) }
            }
        }
        one = Double(Self.lookups) / best[0] * 1e6
        two = 2 * Double(Self.lookups) / best[1] * 1e6
        apart = 2 * Double(Self.lookups) / best[2] * 1e6
    }

    /// Microseconds until a thread for each of the tables is done with its lookups.
    private static func time(_ tables: [Benchmark], _ hashes: [ConfigHash], _ right: Double) throws -> Double {
        let answers = Mutex<[Double?]>([])
        let time = microseconds {
            DispatchQueue.concurrentPerform(iterations: tables.count) { thread in
                let answer = try? sum(tables[thread], hashes)
                answers.withLock { $0.append(answer) }
            }
        }
        guard answers.withLock({ $0 == Array(repeating: right, count: tables.count) }) else {
            throw WrongAnswer(description: "\(tables.count) threads got another answer than one")
        }
        return time
    }

    private static func sum(_ bench: Benchmark, _ hashes: [ConfigHash]) throws -> Double {
        var sum = 0.0
        for number in 0..<lookups { sum += try bench.lookup(hashes[number % hashes.count])[0][Questions.metric] ?? 0 }
        return sum
    }

    var description: String {
        "{\"one_per_s\": \(one), \"two_per_s\": \(two), \"ratio\": \(two / one), \"apart_ratio\": \(apart / one)}"
    }
}

struct WrongAnswer: Error, CustomStringConvertible {
    let description: String
}
