import BenchFormat
package import BenchSchema

extension BenchReader {
    /// Of each run, the number of the run that stands for all of the same configuration and task; nil if there are no repeats.
    ///
    /// The index says it, whose buckets hold the runs of a configuration together: no hash is computed. O(runs).
    package func repeatedRuns() throws(BenchError) -> [Int]? {
        guard runCount > 0 else { return nil }
        var starts: [Int] = []
        // Whatever a page says, it is compared with the number of runs below.
        for segment in 0..<segmentCount { starts.append(Int(clamping: try page(segment).firstRun)) }
        var standFor = Array(0..<runCount)
        var hasRepeats = false
        try locating("index") { () throws(BenchError) in
            for number in 0..<footer.index.buckets {
                let bucket = try bucket(number)
                for configuration in 0..<bucket.count {
                    let repeats = bucket.repeats(configuration)
                    guard !repeats.isEmpty else { continue }
                    var firsts: [Cell: Int] = [:]
                    for location in [bucket.first(configuration)] + repeats {
                        let (segment, row) = (Int(location.segment), Int(location.row))
                        guard segment < starts.count, row < runCount - starts[segment] else {
                            throw BenchError(.damaged, "an entry's run isn't there", at: "bucket \(number)")
                        }
                        let run = starts[segment] + row
                        let task = try schema.task.map { place throws(BenchError) in try cell(place, at: location) }
                        if let first = firsts[task ?? .absent] {
                            (standFor[run], hasRepeats) = (first, true)
                        } else {
                            firsts[task ?? .absent] = run
                        }
                    }
                }
            }
        }
        return hasRepeats ? standFor : nil
    }
}
