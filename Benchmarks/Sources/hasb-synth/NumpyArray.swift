import Foundation

/// A one-dimensional array of numpy's .npy form, version 1 (numpy.lib.format): int32, int64 or float64, little-endian.
struct NumpyArray {
    private let path: String
    private let type: String
    private let body: Data

    init(_ path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        guard data.count > 10, data.prefix(6) == Data([0x93] + Array("NUMPY".utf8)), data[6] == 1 else {
            throw Failure("\(path) is no .npy file of version 1")
        }
        let headerEnd = 10 + Int(data[8]) + Int(data[9]) << 8
        let header = String(decoding: data[10..<headerEnd], as: UTF8.self)
        guard let type = ["<i4", "<i8", "<f8"].first(where: { header.contains("'\($0)'") }) else {
            throw Failure("\(path) holds neither int32 nor int64 nor float64: \(header)")
        }
        (self.path, self.type, body) = (path, type, data[headerEnd...])
    }

    /// The values of an array of integers.
    func integers() throws -> [Int64] {
        switch type {
        case "<i4": load(Int32.self).map { Int64($0) }
        case "<i8": load(Int64.self)
        default: throw Failure("\(path) holds no integers")
        }
    }

    /// The values of an array of float64.
    func doubles() throws -> [Double] {
        guard type == "<f8" else { throw Failure("\(path) holds no float64") }
        return load(UInt64.self).map { Double(bitPattern: $0) }
    }

    private func load<T: FixedWidthInteger>(_: T.Type) -> [T] {
        let size = MemoryLayout<T>.size
        return body.withUnsafeBytes { raw in
            (0..<body.count / size).map { T(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: T.self)) }
        }
    }
}

/// What went wrong, for people.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
