import BenchSchema
import BenchSpace

/// What a conversion is asked to do.
struct ConvertOptions: Sendable {
    var sources: [String]
    var output: String
    /// What is read as JSON is read as this says; logs have the types, units and metrics of the one built in.
    var recipe = Recipe.pyclsSweep
    var keys: [String] = []
    /// The configuration leaf that is the seed; nil for RNG_SEED in logs, and what the recipe says in JSON.
    var seedKey: String?
    var task: String?
    /// Another sweep, whose energy series are joined by configuration.
    var energy: String?
    /// The columns of another file.
    var template: SchemaTemplate?
    var jobs = Machine.cores
    var level = 12
    var shard = Shard(index: 1, count: 1)
    var strict = false
    var force = false
    var keepErrors = false
    var provenance: String?
    /// The search space, which goes into the file and which runs are compared with.
    var space: SearchSpace?
    var showsProgress = false
    /// The bytes of encoded segments that are kept until all is read; others are encoded again.
    var budget = 128 << 20
}

/// One of several contiguous parts of the input.
struct Shard: Hashable, Sendable {
    /// From 1.
    var index: Int
    var count: Int

    /// Its positions among `total`.
    ///
    /// - Parameter bounds: Where shards end best, in rising order: those nearest, if less than half a shard away.
    func range(of total: Int, near bounds: [Int]) -> Range<Int> {
        bound(index - 1, total, bounds)..<bound(index, total, bounds)
    }

    private func bound(_ number: Int, _ total: Int, _ bounds: [Int]) -> Int {
        // No product can overflow: a shard's numbers are below 2^20, and so many units don't fit on a disk.
        let even = total * number / count
        let nearest = bounds.min { abs($0 - even) < abs($1 - even) } ?? even
        return number > 0 && number < count && 2 * abs(nearest - even) * count < total ? nearest : even
    }
}
