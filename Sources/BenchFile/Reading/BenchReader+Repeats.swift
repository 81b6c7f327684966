import BenchFormat
package import BenchSchema

extension BenchReader {
    /// Of each run, the number of the run that stands for all of the same configuration and task; nil if there are no repeats.
    ///
    /// The index says it, whose buckets hold the runs of a configuration together: no hash is computed. O(runs).
    package func repeatedRuns() throws(BenchError) -> [Int]? {
        guard runCount > 0, try configurationCount() < runCount else { return nil }
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

    /// How many configurations the index has; read a page of buckets at a time, none of which is unpacked.
    private func configurationCount() throws(BenchError) -> Int {
        let layout = footer.index
        return try locating("index") { () throws(BenchError) in
            var count = 0
            for number in 0..<layout.pages {
                let page = try fanOut(number)
                let start = layout.bucketsOffset &+ page.extent.lowerBound
                let bytes = try file.read(at: start, count: page.extent.count)
                for place in 0..<layout.pageBuckets {
                    let (extent, checksum) = page.bucket(place)
                    let first = Int(extent.lowerBound - page.extent.lowerBound)
                    do throws(BenchError) {
                        count += try IndexBucket.count(
                            in: bytes[first..<(first + extent.count)], checksum: checksum,
                            at: layout.bucketsOffset &+ extent.lowerBound)
                    } catch { throw error.within("bucket \(number * layout.pageBuckets + place)") }
                }
            }
            return count
        }
    }
}
