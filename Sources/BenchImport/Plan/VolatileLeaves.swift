import BenchSchema

/// Configuration leaves that say where or how a run was made, not what was trained.
///
/// They vary between repeats of one configuration, so they are never found to be keys (`--key` takes them all the same).
enum VolatileLeaves {
    /// Leaves by their whole path.
    static let paths: Set<String> = [
        "OUT_DIR", "DESC", "NOTES", "DATA_DIR", "DOWNLOAD_CACHE", "CFG_DEST", "LOG_DEST", "LOG_PERIOD", "HOST", "PORT",
        "VERBOSE", "RANK", "LOCAL_RANK", "NAME", "TAG",
    ]
    /// Beginnings of paths: services and launchers.
    static let prefixes = ["WANDB", "LAUNCH.", "SLURM"]
    /// Leaves by their name in whatever section.
    static let names: Set<String> = ["NUM_WORKERS", "WORKERS", "PIN_MEMORY", "CHECKPOINT_PERIOD", "AUTO_RESUME"]
    /// Beginnings of paths whose leaves follow from others: ANYNET is derived from REGNET.
    static let derived = ["ANYNET."]

    /// Why a leaf is no key by its name; nil if it may be one.
    static func reason(_ path: String) -> String? {
        let name = path.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? path
        if derived.contains(where: { path.hasPrefix($0) }) { return "derived" }
        if paths.contains(path) || names.contains(name) || prefixes.contains(where: { path.hasPrefix($0) }) {
            return "volatile"
        }
        return nil
    }

    /// Whether strings are paths in a file system: one has a slash, and each is empty or has a slash or no blank in it.
    static func arePaths(_ values: some Sequence<LooseValue>) -> Bool {
        var found = false
        for value in values {
            guard case .string(let text) = value else {
                if value == .null { continue }
                return false
            }
            if text.bytes.contains(UInt8(ascii: "/")) { found = true } else if !text.bytes.isEmpty { return false }
        }
        return found
    }
}
