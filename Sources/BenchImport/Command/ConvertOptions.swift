/// What a conversion is asked to do.
struct ConvertOptions: Sendable {
    var sources: [String]
    var output: String
    var keys: [String] = []
    var seedKey = "RNG_SEED"
    var task: String?
    var jobs = Machine.cores
    var level = 12
    var shard = Shard(index: 1, count: 1)
    var strict = false
    var force = false
    var keepErrors = false
    var provenance: String?
    var showsProgress = false
    /// The bytes of parsed runs that are kept between the passes; the others are parsed again.
    var budget = 256 << 20
}

/// One of several contiguous parts of the input.
struct Shard: Hashable, Sendable {
    /// From 1.
    var index: Int
    var count: Int

    /// Its positions among `total`.
    func range(of total: Int) -> Range<Int> {
        // Neither product can overflow: a shard's numbers are below 2^20, and so many folders don't fit in memory.
        total * (index - 1) / count..<total * index / count
    }
}
