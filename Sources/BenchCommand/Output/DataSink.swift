import BenchFile
import BenchSchema

/// Where `export` writes: standard output, or a file that appears when it is whole.
struct DataSink: ~Copyable {
    private var file: OutputFile?

    init(_ path: String?, replacing: Bool) throws(BenchError) {
        file = nil
        guard let path, path != "-" else { return }
        Drafts.removeWhenInterrupted()
        file = try OutputFile(path, replacing: replacing)
    }

    mutating func write(_ bytes: [UInt8]) throws(BenchError) {
        if file == nil { try StandardOutput.write(bytes) } else { _ = try file?.append(bytes) }
    }

    mutating func finish() throws(BenchError) {
        if file == nil { try StandardOutput.flush() } else { try file?.commit() }
    }
}
