package import BenchSchema

/// A file that appears under its name only when it is whole.
///
/// It is written without a name (O_TMPFILE) where the file system allows, so that a killed process leaves nothing, and
/// beside the target under a hidden name elsewhere; then synced, and named or renamed. Whoever writes a file holds its
/// lock; a hidden file that nobody holds was left by a killed process, and the next one for the same target removes it.
package struct OutputFile: ~Copyable {
    private static let bufferSize = 1 << 20

    private let path: String
    private let replacing: Bool
    private let descriptor: Int32
    /// The hidden name, where the file has one.
    private let hidden: String?
    private var buffer: [UInt8] = []
    /// How many bytes were appended.
    package private(set) var offset: UInt64 = 0

    /// Starts a file; nothing that has this name is touched before `commit`.
    package init(_ path: String, replacing: Bool) throws(BenchError) {
        guard replacing || !SystemCalls.exists(path) else {
            throw BenchError(.cannotWrite, "it exists already; --force replaces it", at: path)
        }
        Self.removeStale(of: path)
        let (descriptor, hidden) = try Self.create(path)
        self.path = path
        self.replacing = replacing
        self.descriptor = descriptor
        self.hidden = hidden
        buffer.reserveCapacity(Self.bufferSize)
    }

    private static func create(_ path: String) throws(BenchError) -> (Int32, hidden: String?) {
        if let descriptor = SystemCalls.createUnnamed(inFolder: folder(of: path)) {
            _ = SystemCalls.lock(descriptor)
            return (descriptor, nil)
        }
        let name = hiddenName(of: path)
        let created = try Drafts.begin(name) { () throws(BenchError) -> Int32 in
            while true {
                let descriptor = try SystemCalls.create(name)
                // Before it was locked, another process may have taken it for one that was left over.
                guard SystemCalls.lock(descriptor), !SystemCalls.isName(name, of: descriptor) else { return descriptor }
                SystemCalls.close(descriptor)
            }
        }
        return (created, name)
    }

    /// Removes the hidden files of processes that were killed while they wrote this one.
    private static func removeStale(of path: String) {
        let folder = folder(of: path)
        let head = "\(hiddenHead(of: path))."
        for name in SystemCalls.names(inFolder: folder) {
            guard name.hasPrefix(head), name.hasSuffix(hiddenTail),
                name.dropFirst(head.count).dropLast(hiddenTail.count).utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let descriptor = SystemCalls.openForLocking("\(folder)/\(name)")
            else { continue }
            if SystemCalls.lock(descriptor), SystemCalls.isName("\(folder)/\(name)", of: descriptor) {
                SystemCalls.remove("\(folder)/\(name)")
            }
            SystemCalls.close(descriptor)
        }
    }

    /// Appends bytes and gives the offset at which they start.
    @discardableResult
    package mutating func append(_ bytes: some Collection<UInt8>) throws(BenchError) -> UInt64 {
        let start = offset
        if bytes.count < Self.bufferSize {
            buffer += bytes
            if buffer.count >= Self.bufferSize { try flush() }
        } else {
            try flush()
            try write(Array(bytes))
        }
        offset += UInt64(bytes.count)
        return start
    }

    private mutating func flush() throws(BenchError) {
        try write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(BenchError) {
        do throws(BenchError) { try SystemCalls.write(bytes, to: descriptor) } catch { throw error.within(path) }
    }

    /// Puts the file under its name.
    package mutating func commit() throws(BenchError) {
        try flush()
        do throws(BenchError) { try SystemCalls.sync(descriptor) } catch { throw error.within(path) }
        if let hidden, replacing {
            try SystemCalls.rename(hidden, to: path)
        } else if let hidden {
            try SystemCalls.link(hidden, to: path)
        } else if replacing && SystemCalls.exists(path) {
            let name = Self.hiddenName(of: path)
            let descriptor = descriptor
            try Drafts.begin(name) { () throws(BenchError) in try SystemCalls.link(descriptor, to: name) }
            defer { Drafts.end(name) }
            do throws(BenchError) {
                try SystemCalls.rename(name, to: path)
            } catch {
                SystemCalls.remove(name)
                throw error
            }
        } else {
            try SystemCalls.link(descriptor, to: path)
        }
        SystemCalls.syncFolder(Self.folder(of: path))
    }

    deinit {
        SystemCalls.close(descriptor)
        // After a commit the file has its own name.
        if let hidden {
            SystemCalls.remove(hidden)
            Drafts.end(hidden)
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func hiddenName(of path: String) -> String {
        "\(folder(of: path))/\(hiddenHead(of: path)).\(SystemCalls.processNumber)\(hiddenTail)"
    }

    /// How the hidden names of a file begin, before the number of a process.
    private static func hiddenHead(of path: String) -> String {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        return ".\(name)"
    }

    private static let hiddenTail = ".tmp"
}
