import BenchSchema
import CHasbench
import Glibc

/// What an Arrow array or schema points to, and gives free when it is released.
final class ArrowMemory {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var buffers: [ArrowBuffer] = []

    /// Keeps a buffer, which grows no more; gives where its bytes are.
    func keep(_ buffer: ArrowBuffer) throws(BenchError) -> UnsafeRawPointer? {
        buffers.append(buffer)
        return try buffer.filled()
    }

    /// Zeroed memory for so many values, one more than none; nil where there is none to be had.
    func allocate<Value>(_ type: Value.Type, count: Int) -> UnsafeMutablePointer<Value>? {
        guard let block = calloc(max(count, 1), MemoryLayout<Value>.stride) else { return nil }
        blocks.append(block)
        return block.bindMemory(to: Value.self, capacity: max(count, 1))
    }

    /// Memory with the values of an array.
    func copy<Value>(_ values: [Value]) -> UnsafeMutablePointer<Value>? {
        guard let memory = allocate(Value.self, count: values.count) else { return nil }
        values.withUnsafeBufferPointer { values in
            if let base = values.baseAddress { memory.update(from: base, count: values.count) }
        }
        return memory
    }

    /// Memory with pointers to copies of some values, each in memory of its own.
    func pointers<Value>(to values: [Value]) -> UnsafeMutablePointer<UnsafeMutablePointer<Value>?>? {
        copy(values.map { copy([$0]) })
    }

    /// A string with a 0 behind it.
    func string(_ text: String) -> UnsafePointer<CChar>? {
        UnsafePointer(copy(text.utf8.map { CChar(bitPattern: $0) } + [0]))
    }

    deinit { for block in blocks { free(block) } }
}

extension ArrowSchema {
    /// A field; its children are released with it.
    static func field(
        _ name: String, _ format: String, isNullable: Bool = true, metadata: [(String, String)] = [],
        children: [ArrowSchema] = []
    ) -> ArrowSchema {
        let memory = ArrowMemory()
        var schema = ArrowSchema()
        schema.format = memory.string(format)
        schema.name = memory.string(name)
        schema.metadata = metadata.isEmpty ? nil : UnsafePointer(memory.copy(encoded(metadata)))
        // ARROW_FLAG_NULLABLE
        schema.flags = isNullable ? 2 : 0
        schema.n_children = Int64(children.count)
        schema.children = memory.pointers(to: children)
        schema.private_data = Unmanaged.passRetained(memory).toOpaque()
        schema.release = { schema in
            guard let schema = schema else { return }
            for place in 0..<Int(schema.pointee.n_children) {
                guard let child = schema.pointee.children?[place], let release = child.pointee.release else {
                    continue
                }
                release(child)
            }
            if let memory = schema.pointee.private_data { Unmanaged<ArrowMemory>.fromOpaque(memory).release() }
            schema.pointee.release = nil
        }
        return schema
    }

    /// Pairs as the interface has them: counts of 32 bits and bytes.
    private static func encoded(_ pairs: [(String, String)]) -> [CChar] {
        var bytes: [UInt8] = []
        func append(_ number: Int) { withUnsafeBytes(of: Int32(number)) { bytes += Array($0) } }
        append(pairs.count)
        for (name, value) in pairs {
            for text in [name, value] {
                append(text.utf8.count)
                bytes += text.utf8
            }
        }
        return bytes.map { CChar(bitPattern: $0) }
    }
}

extension ArrowArray {
    /// An array of some buffers, which the memory holds; its children are released with it.
    static func array(
        length: Int, nulls: Int, buffers: [UnsafeRawPointer?], children: [ArrowArray] = [], _ memory: ArrowMemory
    ) -> ArrowArray {
        var array = ArrowArray()
        array.length = Int64(length)
        array.null_count = Int64(nulls)
        array.n_buffers = Int64(buffers.count)
        array.buffers = memory.copy(buffers)
        array.n_children = Int64(children.count)
        array.children = memory.pointers(to: children)
        array.private_data = Unmanaged.passRetained(memory).toOpaque()
        array.release = { array in
            guard let array = array else { return }
            for place in 0..<Int(array.pointee.n_children) {
                guard let child = array.pointee.children?[place], let release = child.pointee.release else {
                    continue
                }
                release(child)
            }
            if let memory = array.pointee.private_data { Unmanaged<ArrowMemory>.fromOpaque(memory).release() }
            array.pointee.release = nil
        }
        return array
    }
}
