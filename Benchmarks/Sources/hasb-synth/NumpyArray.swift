import Foundation

/// A one-dimensional array of numpy's .npy form, version 1 (numpy.lib.format): int32 or int64, little-endian.
struct NumpyArray {
    let values: [Int64]

    init(_ path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        guard data.count > 10, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)), data[6] == 1 else {
            throw Failure("\(path) is no .npy file of version 1")
        }
        let headerEnd = 10 + Int(data[8]) + Int(data[9]) << 8
        let header = String(decoding: data[10..<headerEnd], as: UTF8.self)
        let body = data[headerEnd...]
        if header.contains("'<i4'") {
            values = Self.load(body, Int32.self)
        } else if header.contains("'<i8'") {
            values = Self.load(body, Int64.self)
        } else {
            throw Failure("\(path) holds neither int32 nor int64: \(header)")
        }
    }

    private static func load<T: FixedWidthInteger>(_ body: Data, _: T.Type) -> [Int64] {
        body.withUnsafeBytes { raw in
            (0..<body.count / MemoryLayout<T>.size).map {
                Int64(T(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self)))
            }
        }
    }
}

/// What went wrong, for people.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
