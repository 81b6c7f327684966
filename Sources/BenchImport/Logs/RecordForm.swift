import BenchSchema
import CSimdjson

/// The form that all records of one type have in a log: the same text between the same values.
///
/// Once a record was read, others like it are read by comparing the text between their values, and what is no number
/// or counter in its place isn't like it.
///
/// Memory safety: the shim's form is released in `deinit`, and what it lends is copied before it is used again.
@safe
final class RecordForm {
    /// The record's type.
    let type: String
    /// The text and its rows, as the shim holds them.
    let handle: OpaquePointer
    /// The fields of the rows, in their order.
    private let fields: [(name: String, bytes: [UInt8], known: ValueType?)]

    /// Learns the form of a line that holds a record; nil if it isn't simple.
    ///
    /// - Parameters:
    ///   - line: The line, from its prefix to the record's end.
    ///   - start: Where the record begins.
    init?(type: String, line: [UInt8], start: Int) {
        var text: [UInt8] = []
        var pieces: [csj_form_piece] = []
        var fields: [(name: String, bytes: [UInt8], known: ValueType?)] = []
        var names: Set<String> = ["_type", "epoch", "epoch_max"]
        var place = start
        var textStart = 0
        var hasEpoch = false
        func take(_ byte: Unicode.Scalar) -> Bool {
            guard place < line.count, line[place] == UInt8(ascii: byte) else { return false }
            place += 1
            return true
        }
        func string() -> [UInt8]? {
            guard take("\"") else { return nil }
            let from = place
            while place < line.count, line[place] != UInt8(ascii: "\"") {
                if line[place] == UInt8(ascii: "\\") || line[place] < 0x20 { return nil }
                place += 1
            }
            return take("\"") ? Array(line[from..<place - 1]) : nil
        }
        func slot(_ kind: Int, _ from: Int, _ to: Int) {
            text += line[textStart..<from]
            pieces.append(csj_form_piece(length: UInt32(from - textStart), slot: UInt32(kind)))
            textStart = to
        }
        guard take("{") else { return nil }
        repeat {
            while place < line.count, line[place] == 0x20 { place += 1 }
            guard let bytes = string(), let name = FieldName.column(bytes),
                name == String(decoding: bytes, as: UTF8.self)
            else { return nil }
            while place < line.count, line[place] == 0x20 || line[place] == UInt8(ascii: ":") { place += 1 }
            if name == "_type" {
                guard string() != nil else { return nil }
            } else if name == "epoch" {
                let from = place + 1
                guard !hasEpoch, string() != nil else { return nil }
                hasEpoch = true
                slot(CSJ_SLOT_EPOCH, from, place - 1)
            } else {
                guard names.insert(name).inserted else { return nil }
                if name == "eta" {
                    let from = place + 1
                    guard string() != nil else { return nil }
                    slot(CSJ_SLOT_DURATION, from, place - 1)
                } else {
                    let from = place
                    while place < line.count, line[place] != UInt8(ascii: ","), line[place] != UInt8(ascii: "}") {
                        place += 1
                    }
                    guard let first = from < place ? line[from] : nil,
                        first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
                    else { return nil }
                    slot(CSJ_SLOT_NUMBER, from, place)
                }
                fields.append((name, bytes, KnownFields.type(of: name)))
            }
        } while take(",")
        guard take("}"), place == line.count, hasEpoch, pieces.count <= 64 else { return nil }
        slot(CSJ_SLOT_END, line.count, line.count)
        guard let handle = unsafe csj_form_new(text, pieces, pieces.count) else { return nil }
        unsafe self.handle = handle
        (self.type, self.fields) = (type, fields)
    }

    deinit { unsafe csj_form_free(handle) }

    /// How many rows wait to be taken.
    var rows: Int { unsafe csj_form_rows(handle) }

    /// The epoch of the row last read; 0 if there is none.
    var lastEpoch: Int64 {
        let rows = rows
        return withColumn(0) { bits, _ in rows > 0 ? Int64(bitPattern: bits[rows - 1]) : 0 }
    }

    /// The rows as a group; they begin anew.
    func takeRows() -> RecordGroup {
        let columns = fields.enumerated().map { place, field in
            withColumn(place + 2) { bits, kinds in
                RawColumn(field.name, bytes: field.bytes, known: field.known, numbers: bits, kinds: kinds)
            }
        }
        let (epochs, maxima) = (integers(0), integers(1))
        unsafe csj_form_clear(handle)
        return RecordGroup(type, epochs: epochs, maxima: maxima, columns: columns)
    }

    private func integers(_ column: Int) -> [Int64] {
        withColumn(column) { bits, _ in bits.indices.map { Int64(bitPattern: bits[$0]) } }
    }

    /// Lends a column's bits and kinds, one a row.
    private func withColumn<Result>(_ column: Int, _ body: (Span<UInt64>, Span<UInt8>) -> Result) -> Result {
        var kinds: UnsafePointer<UInt8>?
        let bits = unsafe csj_form_column(handle, column, &kinds)
        let count = unsafe bits == nil ? 0 : rows
        return unsafe body(
            UnsafeBufferPointer(start: bits, count: count).span, UnsafeBufferPointer(start: kinds, count: count).span)
    }
}
