import BenchFile
import BenchFormat
import BenchSchema
import HASBench

extension Benchmark {
    /// The settings that are the same in all runs.
    func sharedSettings() throws(BenchError) -> [String: LooseValue] {
        var settings: [String: LooseValue] = [:]
        for place in schema.places(.setting) {
            var common: Cell?
            var isShared = true
            for segment in 0..<reader.segmentCount where isShared {
                let block = try reader.block(place, segment: segment)
                for run in 0..<block.runs {
                    common = common ?? block[run]
                    if block[run] != common { isShared = false }
                }
            }
            guard isShared, let common, let value = LooseValue(common) else { continue }
            settings[schema.columns[place].name] = value
        }
        return settings
    }
}
