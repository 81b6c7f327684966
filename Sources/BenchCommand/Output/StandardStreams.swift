import BenchSchema
import Glibc
import Synchronization

/// Standard output, written in large pieces.
enum StandardOutput {
    private static let buffer = Mutex<[UInt8]>([])
    /// More bytes than this are not kept.
    private static let room = 1 << 18

    static func write(_ text: String) throws(BenchError) { try write(Array(text.utf8)) }

    static func write(_ bytes: [UInt8]) throws(BenchError) {
        guard bytes.count < room else {
            try flush()
            return try writeAll(bytes, to: STDOUT_FILENO, "standard output")
        }
        let isFull = buffer.withLock { buffer in
            buffer += bytes
            return buffer.count > room
        }
        if isFull { try flush() }
    }

    static func flush() throws(BenchError) {
        let bytes = buffer.withLock { buffer in
            defer { buffer.removeAll(keepingCapacity: true) }
            return buffer
        }
        try writeAll(bytes, to: STDOUT_FILENO, "standard output")
    }
}

/// Standard error, for warnings.
enum StandardError {
    static func write(_ text: String) { try? writeAll(Array(text.utf8), to: STDERR_FILENO, "standard error") }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws(BenchError) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { throw BenchError(.io, "can't write: \(String(cString: strerror(errno)))", at: name) }
        rest = rest.dropFirst(written)
    }
}

/// Standard input.
enum StandardInput {
    /// All that is left of it.
    static func readAll() -> [UInt8] {
        var bytes: [UInt8] = []
        while let line = readLine(strippingNewline: false) { bytes += line.utf8 }
        return bytes
    }
}
