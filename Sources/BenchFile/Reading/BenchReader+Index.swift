package import BenchFormat
package import BenchSchema

/// Where the runs of one configuration are; for the usual one no array is made.
package struct RunLocations: Sendable {
    /// The first, if there is any.
    package var first: RunLocation?
    /// The repeats after it.
    package var repeats: [RunLocation] = []

    /// Those of a configuration of a bucket.
    init(_ bucket: IndexBucket, _ configuration: Int) {
        first = bucket.first(configuration)
        repeats = bucket.repeats(configuration)
    }

    /// Those of a hash, as far as the hashes known of a bucket say it; nil where another one must be computed.
    ///
    /// No initializer: that would own the bucket, and count a reference to what threads share.
    static func known(to bucket: IndexBucket, _ hash: ConfigHash, _ fingerprint: UInt32) -> RunLocations? {
        var candidate = bucket.firstCandidate(fingerprint) ?? bucket.count
        while bucket.isCandidate(candidate, fingerprint) {
            guard let known = bucket.hashes[candidate] else { return nil }
            if known == hash { return RunLocations(bucket, candidate) }
            candidate += 1
        }
        return RunLocations()
    }

    /// No runs.
    init() {}

    /// All of them.
    package var all: [RunLocation] { first.map { [$0] + repeats } ?? [] }
}

extension BenchReader {
    /// Where the index is, and how wide its fields.
    package var index: IndexLayout { footer.index }

    /// Names a configuration by this table's keys.
    package func configName(of configuration: [String: LooseValue]) throws(BenchError) -> Schema.ConfigName {
        try footer.schema.configName(of: configuration)
    }

    /// The places of a configuration's runs, in order of task, seed and place; none if it isn't in the table.
    ///
    /// Reads one fan-out page and one bucket of the index, and the keys of a run that it points at. O(log runs).
    package func locations(of hash: ConfigHash) throws(BenchError) -> [RunLocation] { try lookup(hash).all }

    /// As `locations`, for those who want no array of one.
    package func lookup(_ hash: ConfigHash) throws(BenchError) -> RunLocations {
        guard footer.runs > 0 else { return RunLocations() }
        let (number, fingerprint) = (footer.index.bucket(of: hash), footer.index.fingerprint(of: hash))
        let known = store.withBucket(number) { RunLocations.known(to: $0, hash, fingerprint) }
        if let known = known ?? nil { return known }
        return try locating("index") { () throws(BenchError) in
            let bucket = try bucket(number)
            store.insert(bucket, at: number)
            return try find(hash, fingerprint, in: bucket)
        }
    }

    /// Compares a hash with that of each candidate, which is computed from its keys if it isn't known.
    private func find(
        _ hash: ConfigHash, _ fingerprint: UInt32, in bucket: IndexBucket
    ) throws(BenchError) -> RunLocations {
        var candidate = bucket.firstCandidate(fingerprint) ?? bucket.count
        while bucket.isCandidate(candidate, fingerprint) {
            let found = try self.hash(candidate, in: bucket)
            if found == hash { return RunLocations(bucket, candidate) }
            guard footer.index.bucket(of: found) == footer.index.bucket(of: hash),
                footer.index.fingerprint(of: found) == fingerprint
            else { throw BenchError(.damaged, "it has a run of \(found) where \(hash) would stand") }
            candidate += 1
        }
        return RunLocations()
    }

    /// The hash of a bucket's configuration, computed from the keys of its first run unless it is known.
    func hash(_ configuration: Int, in bucket: IndexBucket) throws(BenchError) -> ConfigHash {
        if let known = bucket.hashes[configuration] { return known }
        let hash = try configHash(at: bucket.first(configuration))
        bucket.hashes.tell(hash, at: configuration)
        return hash
    }

    /// The config hash of a run, computed from its keys.
    private func configHash(at location: RunLocation) throws(BenchError) -> ConfigHash {
        let place = "run \(location.row) of segment \(location.segment)"
        do throws(BenchError) {
            return try schema.configHash { column throws(BenchError) in try cell(column, at: location) }
        } catch {
            // What a caller may get wrong, a file must not say.
            throw error.code == .usage ? BenchError(.damaged, error.description, at: place) : error
        }
    }

    /// The configurations of a bucket; errors say which.
    func bucket(_ number: Int) throws(BenchError) -> IndexBucket {
        if let bucket = store.withBucket(number, { $0 }) { return bucket }
        if case .bucket(let bucket)? = cache[.bucket(number)] { return bucket }
        let layout = footer.index
        let (extent, checksum) = try fanOut(number / layout.pageBuckets).bucket(number % layout.pageBuckets)
        let offset = layout.bucketsOffset &+ extent.lowerBound
        let bucket: IndexBucket
        do throws(BenchError) {
            let bytes = try file.read(at: offset, count: extent.count)
            bucket = try IndexBucket(bytes, checksum: checksum, at: offset, layout: layout)
        } catch { throw located(error, "index", "bucket \(number)") }
        cache.insert(.bucket(bucket), for: .bucket(number))
        return bucket
    }

    /// A page of the index that says where buckets are; errors say which.
    package func fanOut(_ number: Int) throws(BenchError) -> FanOutPage {
        if case .fanOut(let page)? = cache[.fanOut(number)] { return page }
        let offset = footer.index.offset(page: number)
        let page: FanOutPage
        do throws(BenchError) {
            let bytes = try file.read(at: offset, count: footer.index.pageSize)
            page = try FanOutPage(bytes, at: offset, layout: footer.index)
        } catch { throw located(error, "index", "fan-out page \(number)") }
        cache.insert(.fanOut(page), for: .fanOut(number))
        return page
    }
}
