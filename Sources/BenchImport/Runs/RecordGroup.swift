import BenchSchema

/// The records of one type of one run: a row an epoch, a column a field.
struct RecordGroup: Sendable {
    /// The `_type`, or `energy.train`, `history` and the like.
    let name: String
    /// The bytes of the `_type` as it stands in records.
    let bytes: [UInt8]
    /// The axis' name in the group.
    var axis = "epoch"
    private(set) var epochs: [Int64] = []
    /// The steps, where not all are integers; `epochs` is as long then, and says nothing.
    private(set) var steps: [Double]?
    /// What stands behind the slash of each "e/E"; empty for groups without it.
    private(set) var maxima: [Int64] = []
    private(set) var columns: [RawColumn] = []
    /// Where the column of a member is, of the first `placed` columns: most groups come whole, and nobody asks.
    private var places: [[UInt8]: Int] = [:]
    private var placed = 0
    private static let mostColumns = 1000
    /// Whether it has as many different epochs as it may have.
    private(set) var isFull = false
    static let mostEpochs = 1 << 22

    init(_ name: String, bytes: [UInt8]? = nil) {
        self.name = name
        self.bytes = bytes ?? Array(name.utf8)
    }

    /// Takes whole columns, each as long as the axis.
    init(_ name: String, axis: String, steps: RawColumn, columns: [RawColumn], maxima: [Int64] = []) {
        self.init(name)
        self.axis = axis
        if let integers = steps.integers {
            epochs = integers
        } else {
            self.steps = steps.numbers
            epochs = Array(repeating: 0, count: steps.kinds.count)
        }
        self.columns = columns
        self.maxima = maxima
    }

    /// Takes whole columns of epoch records.
    init(_ type: String, epochs: [Int64], maxima: [Int64], columns: [RawColumn]) {
        self.init(type)
        (self.epochs, self.maxima, self.columns) = (epochs, maxima, columns)
    }

    /// Adds an epoch record.
    ///
    /// - Parameters:
    ///   - skipped: The leaves that are no fields.
    /// - Returns: What is left out and why: known fields whose value isn't of their type, fields beyond a thousand.
    mutating func append(
        epoch: Int64, of maximum: Int64?, _ record: borrowing JSONReader, skipping skipped: (Int, Int)
    ) -> [String] {
        let row = epochs.count
        epochs.append(epoch)
        if let maximum { maxima.append(maximum) }
        if row == 0, let maximum {
            epochs.reserveCapacity(Int(clamping: min(maximum, 1024)))
            maxima.reserveCapacity(Int(clamping: min(maximum, 1024)))
        }
        var wrong: [String] = []
        var guess = 0
        for leaf in 0..<record.count where leaf != skipped.0 && leaf != skipped.1 {
            guard let place = place(of: leaf, in: record, guess) else {
                if columns.count >= Self.mostColumns { wrong = ["* has more than \(Self.mostColumns) fields"] }
                continue
            }
            guess = place + 1
            if !columns[place].set(row, record, leaf) {
                wrong.append("\(columns[place].name) isn't of its type and is left out")
            }
        }
        return wrong
    }

    /// Adds a row of numbers under the names in `fields`.
    mutating func append(epoch: Int64, _ numbers: [Double], fields: [String]) {
        if columns.isEmpty { columns = fields.map { RawColumn($0, known: KnownFields.type(of: $0, in: name)) } }
        let row = epochs.count
        epochs.append(epoch)
        for (place, number) in numbers.enumerated() where place < columns.count {
            columns[place].set(row, .float64, number.bitPattern)
        }
    }

    /// Takes the last row away.
    mutating func removeLast() {
        guard !epochs.isEmpty else { return }
        epochs.removeLast()
        for place in columns.indices { columns[place].truncate(to: epochs.count) }
    }

    private mutating func place(of leaf: Int, in record: borrowing JSONReader, _ guess: Int) -> Int? {
        if guess < columns.count, record.path(leaf, is: columns[guess].bytes) { return guess }
        let path = record.path(leaf)
        while placed < columns.count {
            places[columns[placed].bytes] = placed
            placed += 1
        }
        if let place = places[path] { return place }
        guard columns.count < Self.mostColumns, let field = FieldName.column(path) else { return nil }
        // These columns have another source; a record can name a member twice.
        let taken = name == "history" ? ["epoch", "cur_epoch"] : ["epoch", "epoch_max"]
        if taken.contains(field) || (name == "history" && field.hasPrefix("_")) { return nil }
        var column = RawColumn(field, bytes: path, known: KnownFields.type(of: field, in: name))
        column.reserve(Int(clamping: min(maxima.last ?? 0, 1024)))
        columns.append(column)
        return columns.count - 1
    }

    /// Whether another epoch may come; room is made by keeping the last of each only.
    mutating func hasRoom() -> Bool {
        if epochs.count < Self.mostEpochs { return true }
        if !isFull {
            settle()
            // Else each further record would cost a look at all.
            isFull = epochs.count > Self.mostEpochs / 2
        }
        return !isFull
    }

    /// Adds the rows of another part of the group, whatever its columns.
    mutating func append(_ other: RecordGroup) {
        let start = epochs.count
        if steps != nil || other.steps != nil {
            steps = (steps ?? epochs.map { Double($0) }) + (other.steps ?? other.epochs.map { Double($0) })
        }
        epochs += other.epochs
        maxima += other.maxima
        for column in other.columns {
            let place = columns.firstIndex { $0.name == column.name } ?? columns.count
            if place == columns.count {
                columns.append(RawColumn(column.name, bytes: column.bytes, known: column.known))
            }
            for row in column.kinds.indices { columns[place].set(start + row, column[row]) }
        }
    }

    /// Sorts by epoch, keeps the last row of each, and fills up with holes; gives how many rows went.
    @discardableResult
    mutating func settle() -> Int {
        for place in columns.indices { columns[place].pad(to: epochs.count) }
        let count = epochs.count
        let rows: [Int]
        if let steps {
            guard zip(steps, steps.dropFirst()).contains(where: { $0 >= $1 }) else { return 0 }
            rows = Self.lastRows(steps)
            self.steps = rows.map { steps[$0] }
        } else {
            guard zip(epochs, epochs.dropFirst()).contains(where: { $0 >= $1 }) else { return 0 }
            rows = Self.lastRows(epochs)
        }
        epochs = rows.map { epochs[$0] }
        if !maxima.isEmpty { maxima = rows.map { maxima[$0] } }
        for place in columns.indices { columns[place].keep(rows) }
        return count - rows.count
    }

    private static func lastRows<Step: Hashable & Comparable>(_ steps: [Step]) -> [Int] {
        var last: [Step: Int] = [:]
        for (row, step) in steps.enumerated() { last[step] = row }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether an epoch stands twice.
    var hasDoubledEpochs: Bool {
        guard steps == nil, zip(epochs, epochs.dropFirst()).contains(where: { $0 >= $1 }) else { return false }
        return Set(epochs).count < epochs.count
    }

    /// The column of a field.
    func column(_ field: String) -> RawColumn? { columns.first { $0.name == field } }
}

/// What a record's member is called as a column.
enum FieldName {
    /// The name with `_` for each dot, since a dot parts a group from its fields; nil if it is too long to be one.
    static func column(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= 1000 else { return nil }
        return String(decoding: bytes.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}

extension RawValue {
    /// The value of a record's member; nil if a known field's value isn't of its type.
    init?(_ record: borrowing JSONReader, _ leaf: Int, of field: String, known: ValueType?) {
        switch record.kind(leaf) {
        case .string where field == "eta":
            guard let seconds = record.withText(leaf, LogLine.seconds) else { return nil }
            self.init(kind: .int64, bits: UInt64(bitPattern: seconds))
        case .float64: self.init(kind: .float64, bits: record.number(leaf).bitPattern)
        case .int64: self.init(kind: .int64, bits: UInt64(bitPattern: record.integer(leaf)))
        case .null: self.init(kind: .null)
        case let kind:
            guard known == nil else { return nil }
            switch kind {
            case .bool: self.init(kind: .bool, bits: UInt64(bitPattern: record.integer(leaf)))
            case .string: self.init(kind: .string, text: ByteString(record.text(leaf)))
            default: self.init(kind: .json, text: ByteString(record.text(leaf)))
            }
        }
    }
}

extension RawColumn {
    /// Sets the last row to a leaf's value; false if a known field's value isn't of its type.
    mutating func set(_ row: Int, _ record: borrowing JSONReader, _ leaf: Int) -> Bool {
        guard let value = RawValue(record, leaf, of: name, known: known) else {
            set(row, .hole, 0)
            return false
        }
        set(row, value)
        return true
    }
}
