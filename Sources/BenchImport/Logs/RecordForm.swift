import BenchSchema
import CSimdjson
import Glibc

/// The form that all records of one type have in a log: the same text between the same values.
///
/// Once a record was read, others like it are read by comparing the text between their values, and what is no number
/// or counter in its place isn't like it.
struct RecordForm: Sendable {
    /// What stands in a gap of the text.
    private enum Slot: Sendable { case number, epoch, duration }

    /// The record's type, and the bytes of it as they stand.
    let type: String
    let typeBytes: [UInt8]
    /// The text between the values, one after the other, and where each ends.
    private let text: [UInt8]
    private let ends: [Int]
    private let slots: [Slot]
    /// The fields of the rows, in their order.
    private let fields: [(name: String, bytes: [UInt8], known: ValueType?)]
    private(set) var epochs: [Int64] = []
    private var maxima: [Int64] = []
    /// Field by field, each with room for `capacity` rows.
    private var bits: [UInt64] = []
    private var kinds: [RawValue.Kind] = []
    private var capacity = 0

    /// Learns the form of a line that holds a record; nil if it isn't simple.
    ///
    /// - Parameters:
    ///   - line: The line, from its prefix to the record's end.
    ///   - start: Where the record begins.
    init?(type: String, line: [UInt8], start: Int) {
        var texts: [[UInt8]] = []
        var slots: [Slot] = []
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
        func slot(_ kind: Slot, _ from: Int, _ to: Int) {
            texts.append(Array(line[textStart..<from]))
            slots.append(kind)
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
                slot(.epoch, from, place - 1)
            } else {
                guard names.insert(name).inserted else { return nil }
                if name == "eta" {
                    let from = place + 1
                    guard string() != nil else { return nil }
                    slot(.duration, from, place - 1)
                } else {
                    let from = place
                    while place < line.count, line[place] != UInt8(ascii: ","), line[place] != UInt8(ascii: "}") {
                        place += 1
                    }
                    guard let first = from < place ? line[from] : nil,
                        first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
                    else { return nil }
                    slot(.number, from, place)
                }
                fields.append((name, bytes, KnownFields.type(of: name)))
            }
        } while take(",")
        guard take("}"), place == line.count, hasEpoch, slots.count <= 64 else { return nil }
        texts.append(Array(line[textStart...]))
        self.type = type
        typeBytes = Array(type.utf8)
        text = texts.flatMap { $0 }
        ends = texts.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
        (self.slots, self.fields) = (slots, fields)
    }

    /// Whether a record was read since the rows were last taken.
    var hasRows: Bool { !epochs.isEmpty }

    /// Reads the line if it has this form; gives its epoch.
    ///
    /// Memory safety: the line ends in a newline, at which every loop over it ends, since neither a number nor the
    /// text that is compared goes beyond it: what is compared is no longer than what is left. Behind the window is the
    /// room for the JSON reader, which is more than the shim reads ahead.
    mutating func take(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int64? {
        let row = epochs.count
        if row == capacity {
            // What is more than so many rows goes to the scanner, which takes all rows then.
            guard capacity < 1 << 16 else { return nil }
            grow()
        }
        let slotCount = slots.count
        var epoch: Int64 = 0
        var maximum: Int64 = 0
        let isLike = unsafe text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return false }
            var at = unsafe line
            var from = 0
            var field = row
            for place in 0...slotCount {
                let length = ends[place] - from
                guard unsafe end - at >= length, unsafe memcmp(base + from, at, length) == 0 else { return false }
                unsafe at += length
                from += length
                if place == slotCount { break }
                switch slots[place] {
                case .number:
                    var next: UnsafePointer<UInt8>? = unsafe at
                    let kind = unsafe csj_short_number(&next, &bits[field])
                    guard kind != 0, let behind = unsafe next else { return false }
                    unsafe at = behind
                    kinds[field] = kind == UInt8(CSJ_ELEMENT_INT64) ? .int64 : .float64
                    field += capacity
                case .epoch:
                    guard let whole = unsafe Self.whole(&at), unsafe at.pointee == UInt8(ascii: "/"), whole >= 1 else {
                        return false
                    }
                    unsafe at += 1
                    guard let of = unsafe Self.whole(&at) else { return false }
                    (epoch, maximum) = (whole, of)
                case .duration:
                    guard let seconds = unsafe Self.duration(&at) else { return false }
                    (kinds[field], bits[field]) = (.int64, UInt64(bitPattern: seconds))
                    field += capacity
                }
            }
            return unsafe at == end
        }
        guard isLike else { return nil }
        epochs.append(epoch)
        maxima.append(maximum)
        return epoch
    }

    /// The rows as a group; they begin anew.
    mutating func takeRows() -> RecordGroup {
        let rows = epochs.count
        let columns = fields.enumerated().map { place, field in
            let values = place * capacity..<place * capacity + rows
            return RawColumn(
                field.name, bytes: field.bytes, known: field.known, kinds: Array(kinds[values]),
                bits: Array(bits[values]),
                texts: [])
        }
        let group = RecordGroup(type, epochs: epochs, maxima: maxima, columns: columns)
        epochs.removeAll(keepingCapacity: true)
        maxima.removeAll(keepingCapacity: true)
        return group
    }

    /// Makes room for more rows.
    private mutating func grow() {
        let larger = max(128, 2 * capacity)
        var newBits = [UInt64](repeating: 0, count: larger * fields.count)
        var newKinds = [RawValue.Kind](repeating: .hole, count: larger * fields.count)
        for field in fields.indices {
            for row in 0..<capacity {
                newBits[field * larger + row] = bits[field * capacity + row]
                newKinds[field * larger + row] = kinds[field * capacity + row]
            }
        }
        (bits, kinds, capacity) = (newBits, newKinds, larger)
    }

    // MARK: Bytes

    private static func whole(_ at: inout UnsafePointer<UInt8>) -> Int64? {
        let first = unsafe at
        var value: Int64 = 0
        while unsafe at.pointee &- 0x30 < 10 {
            value = unsafe value &* 10 &+ Int64(at.pointee &- 0x30)
            unsafe at += 1
        }
        let count = unsafe at - first
        return (1...18).contains(count) ? value : nil
    }

    /// "dd,hh:mm:ss" in seconds.
    private static func duration(_ at: inout UnsafePointer<UInt8>) -> Int64? {
        guard let days = unsafe whole(&at), unsafe at.pointee == UInt8(ascii: ",") else { return nil }
        unsafe at += 1
        guard let hours = unsafe whole(&at), unsafe at.pointee == UInt8(ascii: ":") else { return nil }
        unsafe at += 1
        guard let minutes = unsafe whole(&at), unsafe at.pointee == UInt8(ascii: ":") else { return nil }
        unsafe at += 1
        guard let seconds = unsafe whole(&at) else { return nil }
        guard days < 1_000_000_000, hours < 100_000, minutes < 100_000, seconds < 100_000 else { return nil }
        return days * 86_400 + hours * 3600 + minutes * 60 + seconds
    }
}
