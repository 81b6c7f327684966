/// One thing that is measured by itself.
struct Part {
    /// Its name, by which it can be run alone.
    let name: String
    /// What one repetition does so many of.
    let count: Int
    let unit: String
    /// More about what was measured: the encodings that the writer chose, say.
    let note: String
    /// Does it once, and returns a number that depends on all of it, so that nothing is optimised away.
    let body: () throws -> Int
}

/// A part whose data are made when it is asked for.
struct PartMaker {
    let name: String
    let count: Int
    let unit: String
    let make: () throws -> Part

    init(
        _ name: String, count: Int, per unit: String,
        make: @escaping () throws -> (note: String, body: () throws -> Int)
    ) {
        (self.name, self.count, self.unit) = (name, count, unit)
        self.make = {
            let (note, body) = try make()
            return Part(name: name, count: count, unit: unit, note: note, body: body)
        }
    }
}

nonisolated(unsafe) private var sink = 0

/// Uses a result.
@inline(never) func consume(_ value: Int) { unsafe sink &+= value }

extension Part {
    /// Runs it so many times.
    func run(_ times: Int) throws {
        for _ in 0..<times { consume(try body()) }
    }

    /// Nanoseconds for one of its units: the best of a few rounds of a twentieth of a second.
    func nanoseconds() throws -> Double {
        let clock = ContinuousClock()
        func time(_ times: Int) throws -> Double {
            let start = clock.now
            try run(times)
            return (clock.now - start) / .nanoseconds(1)
        }
        _ = try time(1)
        let times = max(1, Int(5e7 / max(try time(1), 1)))
        var best = Double.infinity
        for _ in 0..<5 { best = min(best, try time(times)) }
        return best / Double(times * count)
    }
}
