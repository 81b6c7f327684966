import BenchSchema

/// The fields of records without epoch, and where the run at hand has their values.
///
/// It serves run after run, so that names needn't be put together, or looked up, for each.
struct ScalarFields {
    /// A field of a record.
    struct Field {
        /// The column's name.
        let name: String
        /// The member's name, and its bytes as they stand in records.
        let field: String
        let bytes: [UInt8]
        let known: ValueType?
        /// Its place among all fields.
        fileprivate let number: Int
    }

    /// By type: the fields of the record last read, in its order.
    private var records: [String: [Field]] = [:]
    private var numbers: [String: Int] = [:]
    /// By the field's number: where the run has it, or -1.
    private var places: [Int] = []
    private static let most = 10_000

    /// Begins another run.
    mutating func begin() {
        if numbers.count > Self.most { self = ScalarFields() }
        for number in places.indices { places[number] = -1 }
    }

    /// Begins with what a run has.
    mutating func begin(with scalars: [RawScalar]) {
        begin()
        for (place, scalar) in scalars.enumerated() { places[number(of: scalar.name)] = place }
    }

    /// Where the run has a field; nil if it hasn't.
    func place(of field: Field) -> Int? { places[field.number] < 0 ? nil : places[field.number] }

    /// Where the run has a column of this name; nil if it hasn't.
    func place(of name: String) -> Int? { numbers[name].flatMap { places[$0] < 0 ? nil : places[$0] } }

    /// Takes down where the run has a column.
    mutating func put(_ name: String, at place: Int) { places[number(of: name)] = place }

    /// Takes down where the run has a field.
    mutating func put(_ field: Field, at place: Int) { places[field.number] = place }

    /// The fields of a record of a type, each with its leaf; those with too long a name aside.
    mutating func fields(
        of type: String, _ record: borrowing JSONReader, skipping skipped: Int
    ) -> [(leaf: Int, field: Field)] {
        let last = records[type] ?? []
        var found: [(leaf: Int, field: Field)] = []
        found.reserveCapacity(record.count)
        for leaf in 0..<record.count where leaf != skipped {
            let place = found.count
            if place < last.count, record.path(leaf, is: last[place].bytes) {
                found.append((leaf, last[place]))
                continue
            }
            let bytes = record.path(leaf)
            guard let field = FieldName.column(bytes) else { continue }
            let name = "\(type).\(field)"
            let number = number(of: name)
            let known = KnownFields.type(of: field)
            found.append((leaf, Field(name: name, field: field, bytes: bytes, known: known, number: number)))
        }
        records[type] = found.map(\.field)
        return found
    }

    private mutating func number(of name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = places.count
        places.append(-1)
        return places.count - 1
    }
}
