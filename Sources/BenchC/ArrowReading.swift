import BenchSchema
import CHasbench
import HASBench

/// Rows of Arrow record batches, as runs.
///
/// An array that somebody else made is trusted to be what its schema says, as everybody must who takes part in the C data
/// interface; formats that aren't known are refused.
struct ArrowReading {
    private let schema: Schema
    /// Of each child of a batch the column; nil for the config hash, which is computed.
    private let places: [Int?]
    /// Of each child how its values are stored; of a list those in it.
    private let formats: [Format]

    /// How an array's values are stored.
    private struct Format {
        /// The format of the values.
        var values: String
        /// Of values that stand in a dictionary, the format of their places in it.
        var indices: String?

        init(_ field: ArrowSchema) {
            let format = ArrowReading.text(field.format)
            guard let dictionary = field.dictionary?.pointee else {
                values = format
                return
            }
            // No known writer puts a dictionary into a dictionary, and no format is named so.
            values = dictionary.dictionary == nil ? ArrowReading.text(dictionary.format) : "dictionary"
            indices = format
        }
    }

    /// Matches fields with columns by their names; throws `.usage` for one that has none, or that it can't hold.
    init(_ schema: Schema, _ batch: ArrowSchema) throws(BenchError) {
        self.schema = schema
        guard Self.text(batch.format) == "+s" else { throw BenchError(.usage, "a stream of record batches is needed") }
        var (places, formats): ([Int?], [Format]) = ([], [])
        for child in 0..<Int(batch.n_children) {
            guard let field = batch.children?[child]?.pointee else { continue }
            let name = Self.text(field.name)
            if name == ArrowFields.hashName {
                places.append(nil)
                formats.append(Format(field))
                continue
            }
            guard let place = Self.place(name, schema) else { throw BenchError(.usage, "there is no column \(name)") }
            let column = schema.columns[place]
            var format = Format(field)
            if column.role.isSeries {
                guard format.values == "+l" || format.values == "+L", format.indices == nil,
                    let item = field.children?[0]?.pointee
                else {
                    throw BenchError(
                        .usage, "it is a list in the schema, and \(format.values) in the table", at: "column \(name)")
                }
                format = Format(item)
            }
            guard Self.formats(of: column.type).contains(format.values) else {
                let known = Self.formats(of: column.type).joined(separator: ", ")
                throw BenchError(
                    .usage, "it is \(column.type.name), which Arrow's format \(format.values) isn't; \(known) are",
                    at: "column \(name)")
            }
            if let indices = format.indices, !Self.formats(of: .int64).contains(indices) {
                throw BenchError(
                    .usage, "its dictionary has indices of Arrow's format \(indices), which aren't read",
                    at: "column \(name)")
            }
            places.append(place)
            formats.append(format)
        }
        (self.places, self.formats) = (places, formats)
    }

    private static func place(_ name: String, _ schema: Schema) -> Int? {
        schema.columns.firstIndex { $0.name == name }
    }

    private static func formats(of type: ValueType) -> [String] {
        switch type {
        case .float64: ["g", "f", "l", "i", "s", "c", "C", "S", "I"]
        case .int64: ["l", "i", "s", "c", "C", "S", "I"]
        case .bool: ["b"]
        case .string, .json: ["u", "U", "vu", "z", "Z", "vz"]
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    /// The rows of a batch.
    func runs(_ batch: ArrowArray, _ fields: ArrowSchema) throws(BenchError) -> [Run] {
        var runs = [Run](repeating: Run(schema: schema), count: Int(clamping: max(batch.length, 0)))
        for (child, place) in places.enumerated() {
            guard let place, let array = batch.children?[child]?.pointee,
                let field = fields.children?[child]?.pointee
            else { continue }
            let column = schema.columns[place]
            for row in runs.indices {
                let at = row + Int(batch.offset) + Int(array.offset)
                guard Self.isValid(array, at) else { continue }
                if column.role.isSeries {
                    runs[row].cells[place] = .series(Self.list(array, field, formats[child], column.type, at))
                } else {
                    runs[row].cells[place] = Self.cell(array, formats[child], column.type, at)
                }
            }
        }
        return runs
    }

    private static func isValid(_ array: ArrowArray, _ at: Int) -> Bool {
        guard array.null_count != 0, array.n_buffers > 0, let bits = array.buffers?[0] else { return true }
        return bits.load(fromByteOffset: at / 8, as: UInt8.self) >> UInt8(at % 8) & 1 == 1
    }

    private static func list(
        _ array: ArrowArray, _ field: ArrowSchema, _ format: Format, _ type: ValueType, _ at: Int
    ) -> Series {
        guard let offsets = array.buffers?[1], let item = array.children?[0]?.pointee else {
            return Series(Elements([], type))
        }
        let range = ends(offsets, at, isLarge: text(field.format) == "+L")
        var cells: [Cell] = []
        var states: [ElementState] = []
        for place in range {
            let place = place + Int(item.offset)
            let found = isValid(item, place) ? cell(item, format, type, place) : .absent
            cells.append(found == .absent ? .null : found)
            states.append(found == .absent ? .null : .value)
        }
        return Series(Elements(cells, type), states: states)
    }

    private static func ends(_ offsets: UnsafeRawPointer, _ at: Int, isLarge: Bool) -> Range<Int> {
        let (start, end) =
            isLarge
            ? (
                Int(offsets.load(fromByteOffset: 8 * at, as: Int64.self)),
                Int(offsets.load(fromByteOffset: 8 * at + 8, as: Int64.self))
            )
            : (
                Int(offsets.load(fromByteOffset: 4 * at, as: Int32.self)),
                Int(offsets.load(fromByteOffset: 4 * at + 4, as: Int32.self))
            )
        return start..<max(start, end)
    }

    /// A value, which may stand in a dictionary, and be missing there.
    private static func cell(_ array: ArrowArray, _ format: Format, _ type: ValueType, _ at: Int) -> Cell {
        guard let indices = format.indices else { return cell(array, format.values, type, at) }
        guard let dictionary = array.dictionary?.pointee, case .int64(let index) = cell(array, indices, .int64, at),
            index >= 0, index < dictionary.length
        else { return .absent }
        let place = Int(index) + Int(dictionary.offset)
        return isValid(dictionary, place) ? cell(dictionary, format.values, type, place) : .absent
    }

    private static func cell(_ array: ArrowArray, _ format: String, _ type: ValueType, _ at: Int) -> Cell {
        guard let data = array.buffers?[1] else { return .absent }
        func integer<Value: BinaryInteger>(_: Value.Type) -> Cell {
            let value = data.load(fromByteOffset: MemoryLayout<Value>.stride * at, as: Value.self)
            return type == .float64 ? .float64(Double(value)) : .int64(Int64(value))
        }
        switch format {
        case "g": return .float64(data.load(fromByteOffset: 8 * at, as: Double.self))
        case "f": return .float64(Double(data.load(fromByteOffset: 4 * at, as: Float.self)))
        case "l": return integer(Int64.self)
        case "i": return integer(Int32.self)
        case "I": return integer(UInt32.self)
        case "s": return integer(Int16.self)
        case "S": return integer(UInt16.self)
        case "c": return integer(Int8.self)
        case "C": return integer(UInt8.self)
        case "b": return .bool(data.load(fromByteOffset: at / 8, as: UInt8.self) >> UInt8(at % 8) & 1 == 1)
        case "vu", "vz":
            let bytes = ByteString(viewed(array, data, at))
            return type == .json ? .json(bytes) : .string(bytes)
        default:
            let range = ends(data, at, isLarge: format == "U" || format == "Z")
            var bytes: [UInt8] = []
            if let text = array.buffers?[2], !range.isEmpty {
                bytes = Array(UnsafeRawBufferPointer(start: text + range.lowerBound, count: range.count))
            }
            return type == .json ? .json(ByteString(bytes)) : .string(ByteString(bytes))
        }
    }

    /// The bytes of a view: up to 12 stand in it, more in a buffer that it names.
    private static func viewed(_ array: ArrowArray, _ views: UnsafeRawPointer, _ at: Int) -> [UInt8] {
        let view = views + 16 * at
        let count = Int(view.load(as: Int32.self))
        guard count > 12 else { return Array(UnsafeRawBufferPointer(start: view + 4, count: max(count, 0))) }
        let (buffer, offset) = (
            view.load(fromByteOffset: 8, as: Int32.self), view.load(fromByteOffset: 12, as: Int32.self)
        )
        guard let bytes = array.buffers?[2 + Int(buffer)] else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes + Int(offset), count: count))
    }
}
