import BenchSchema

/// What kinds of values a field has, as a set.
struct KindSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let int64 = KindSet(rawValue: 1)
    static let float64 = KindSet(rawValue: 2)
    static let bool = KindSet(rawValue: 4)
    static let string = KindSet(rawValue: 8)
    static let json = KindSet(rawValue: 16)
    /// An int64 that no double equals.
    static let largeInteger = KindSet(rawValue: 32)

    /// The type of a column that holds these: a number's where all are numbers, the one they share, else json.
    var type: ValueType {
        switch subtracting(.largeInteger) {
        case .int64: .int64
        case .float64: .float64
        case [.int64, .float64]: contains(.largeInteger) ? .json : .float64
        case .bool: .bool
        case .string: .string
        default: .json
        }
    }

    /// The type of a setting that holds these: the one they share, else json.
    var settingType: ValueType {
        let kinds = subtracting(.largeInteger)
        return kinds == [.int64, .float64] ? .json : kinds.type
    }
}

/// One value as it was written.
struct RawValue: Hashable, Sendable {
    enum Kind: UInt8, Sendable { case hole, null, int64, float64, bool, string, json }
    var kind: Kind
    /// The bits of an integer, a double or a truth value.
    var bits: UInt64 = 0
    var text: ByteString = ByteString([])
}

extension RawValue {
    /// The number, if it is one.
    var number: Double? {
        switch kind {
        case .int64: Double(Int64(bitPattern: bits))
        case .float64: Double(bitPattern: bits)
        default: nil
        }
    }
}

/// The values of one field of a group's records, in the order of their rows.
struct RawColumn: Sendable {
    let name: String
    /// The name's bytes, against which a log's records' members are compared; none where there are no records to come.
    let bytes: [UInt8]
    /// The type that is known for the field.
    let known: ValueType?
    private(set) var kinds: [RawValue.Kind] = []
    private(set) var bits: [UInt64] = []
    /// The texts of strings and lists, whose bits are places here.
    private(set) var texts: [ByteString] = []
    private(set) var seen: KindSet = []

    init(_ name: String, bytes: [UInt8]? = nil, known: ValueType?) {
        self.name = name
        self.bytes = bytes ?? Array(name.utf8)
        self.known = known
    }

    /// Takes values as they were read; of a string the bits are its place in `texts`.
    init(
        _ name: String, bytes: [UInt8] = [], known: ValueType?, kinds: [RawValue.Kind], bits: [UInt64],
        texts: [ByteString]
    ) {
        self.init(name, bytes: bytes, known: known)
        (self.kinds, self.bits, self.texts) = (kinds, bits, texts)
        noteAll()
    }

    /// Takes numbers by their bits and the raw values of their kinds.
    init(_ name: String, bytes: [UInt8], known: ValueType?, numbers: Span<UInt64>, kinds: Span<UInt8>) {
        self.init(name, bytes: bytes, known: known)
        bits = unsafe numbers.withUnsafeBufferPointer { unsafe Array($0) }
        guard !kinds.isEmpty else { return }
        let first = RawValue.Kind(rawValue: kinds[0]) ?? .hole
        if ByteScan.areEqual(kinds) {
            self.kinds = Array(repeating: first, count: kinds.count)
            noteAll(first)
        } else {
            self.kinds = kinds.indices.map { RawValue.Kind(rawValue: kinds[$0]) ?? .hole }
            noteAll()
        }
    }

    /// Takes down the kinds of all values.
    private mutating func noteAll() {
        // Nearly all columns are of one kind.
        guard let first = kinds.first, kinds.allSatisfy({ $0 == first }) else {
            for (kind, word) in zip(kinds, bits) { note(kind, word) }
            return
        }
        noteAll(first)
    }

    /// Takes down that all values are of one kind.
    private mutating func noteAll(_ kind: RawValue.Kind) {
        guard kind == .int64 else { return note(kind, 0) }
        note(kind, bits.reduce(0) { max($0, Int64(bitPattern: $1).magnitude) })
    }

    /// Makes room for a number of rows.
    mutating func reserve(_ rows: Int) {
        kinds.reserveCapacity(rows)
        bits.reserveCapacity(rows)
    }

    /// Fills up with holes to a number of rows.
    mutating func pad(to rows: Int) {
        while kinds.count < rows { set(kinds.count, .hole, 0) }
    }

    /// Sets the value of the last row, which may be there already.
    mutating func set(_ row: Int, _ kind: RawValue.Kind, _ value: UInt64) {
        if kinds.count < row { pad(to: row) }
        if kinds.count == row {
            kinds.append(kind)
            bits.append(value)
        } else {
            kinds[row] = kind
            bits[row] = value
        }
        note(kind, value)
    }

    private mutating func note(_ kind: RawValue.Kind, _ value: UInt64) {
        switch kind {
        case .int64: seen.insert(Int64(bitPattern: value).magnitude <= 1 << 53 ? .int64 : [.int64, .largeInteger])
        case .float64: seen.insert(.float64)
        case .bool: seen.insert(.bool)
        case .string: seen.insert(.string)
        case .json: seen.insert(.json)
        case .hole, .null: break
        }
    }

    /// Sets the last row to a value.
    mutating func set(_ row: Int, _ value: RawValue) {
        if value.kind == .string || value.kind == .json {
            set(row, value.kind, text: value.text.bytes)
        } else {
            set(row, value.kind, value.bits)
        }
    }

    /// Sets the last row to a text.
    mutating func set(_ row: Int, _ kind: RawValue.Kind, text: [UInt8]) {
        texts.append(ByteString(text))
        set(row, kind, UInt64(texts.count - 1))
    }

    /// Takes away what is beyond a number of rows.
    mutating func truncate(to rows: Int) {
        guard kinds.count > rows else { return }
        kinds.removeLast(kinds.count - rows)
        bits.removeLast(bits.count - rows)
    }

    /// Keeps these rows, in this order.
    mutating func keep(_ rows: [Int]) {
        kinds = rows.map { kinds[$0] }
        bits = rows.map { bits[$0] }
    }

    /// The values, if all are integers.
    var integers: [Int64]? {
        guard kinds.allSatisfy({ $0 == .int64 }) else { return nil }
        return bits.map { Int64(bitPattern: $0) }
    }

    /// The values, if all are finite numbers.
    var numbers: [Double]? {
        var numbers: [Double] = []
        for (kind, word) in zip(kinds, bits) {
            guard let number = RawValue(kind: kind, bits: word).number, number.isFinite else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// Whether any number isn't finite.
    var hasNonFinite: Bool {
        guard seen.contains(.float64) else { return false }
        // Cheap enough to ask of every value: an exponent of all ones, which only few integers have too.
        let exponent: UInt64 = 0x7FF0_0000_0000_0000
        guard bits.contains(where: { $0 & exponent == exponent }) else { return false }
        return kinds.indices.contains { kinds[$0] == .float64 && !Double(bitPattern: bits[$0]).isFinite }
    }

    /// One value.
    subscript(row: Int) -> RawValue {
        let kind = kinds[row]
        guard kind == .string || kind == .json else { return RawValue(kind: kind, bits: bits[row]) }
        return RawValue(kind: kind, text: texts[Int(bits[row])])
    }
}

extension RawValue {
    /// The value as one of a configuration.
    var loose: LooseValue {
        switch kind {
        case .hole, .null: .null
        case .int64: .int64(Int64(bitPattern: bits))
        case .float64: .float64(Float64Bits(Double(bitPattern: bits)))
        case .bool: .bool(bits != 0)
        case .string: .string(text)
        case .json: .json(text)
        }
    }
}
