package import BenchSchema

/// The scalars that all runs of a segment share, stored once (Specs/bench-file.md, "Constants").
///
/// Columns are named, not numbered, so that a section is the same in every file that the segment is merged into. Settings
/// have a section of their own: it is large, and mostly the same in all segments, so that it is stored once.
package struct Constants: Equatable, Sendable {
    /// A column by role, type and name.
    package struct Key: Hashable, Sendable {
        /// The column's role.
        package let role: Role
        /// Its type.
        package let type: ValueType
        /// Its name.
        package let name: ByteString

        /// The key of a column.
        package init(_ column: Column) { (role, type, name) = (column.role, column.type, column.name.exact) }

        /// Orders by role and name; no two columns of one role share a name.
        static func < (a: Key, b: Key) -> Bool { (a.role, a.name) < (b.role, b.name) }
    }

    /// One of a segment's two sections of constants; the raw value is its place in the directory page.
    package enum Part: Int, CaseIterable, Sendable {
        /// The columns of role setting.
        case settings = 0
        /// All other columns.
        case others = 1

        /// The part that a column of this role belongs to.
        package init(_ role: Role) { self = role == .setting ? .settings : .others }
    }

    /// The shared cells.
    package private(set) var cells: [Key: Cell] = [:]

    /// Starts with nothing.
    package init() {}

    /// A section's content is at most this large.
    package static let maximumBytes = Section.maximumPacked

    /// Adds a shared cell.
    package mutating func add(_ column: Column, _ cell: Cell) { cells[Key(column)] = cell }

    /// About how many bytes the cells take.
    package var byteCount: Int { Self.byteCount(cells) }

    /// Never less than what the content of a section of these cells takes.
    private static func byteCount(_ cells: some Sequence<(key: Key, value: Cell)>) -> Int {
        cells.reduce(10) { sum, entry in
            let text =
                switch entry.value {
                case .string(let text), .json(let text): text.bytes.count
                default: 0
                }
            return sum + 64 + entry.key.name.bytes.count + text
        }
    }

    /// The content of a part's section, in order of role and name; empty where nothing is shared.
    ///
    /// Throws `.limit` where it would be larger than a reader takes.
    package func bytes(_ part: Part) throws(BenchError) -> [UInt8] {
        let sorted = cells.filter { Part($0.key.role) == part }.sorted { $0.key < $1.key }
        guard !sorted.isEmpty else { return [] }
        guard Self.byteCount(sorted) <= Self.maximumBytes else {
            throw BenchError(
                .limit, "the scalars that a segment's runs share take more than \(Self.maximumBytes) bytes")
        }
        var out: [UInt8] = []
        out.append(count: sorted.count)
        for (key, cell) in sorted {
            out += [key.role.rawValue, key.type.rawValue]
            out.append(counted: key.name.bytes)
            out.append(cell == .null ? 1 : 2)
            switch cell {
            case .absent, .null, .series: break
            case .float64(let bits): out.append(littleEndian: bits.value.bitPattern)
            case .int64(let value): out.append(littleEndian: value)
            case .bool(let value): out.append(value ? 1 : 0)
            case .string(let text), .json(let text): out.append(counted: text.bytes)
            }
        }
        return out
    }

    /// Reads the content of a part's section.
    package init(_ bytes: ArraySlice<UInt8>, _ part: Part) throws(BenchError) {
        var cursor = ByteCursor(bytes)
        var last: Key?
        for _ in 0..<(try cursor.count(Layout.maximumColumns)) {
            guard let role = Role(rawValue: try cursor.byte()), let type = ValueType(rawValue: try cursor.byte()) else {
                throw BenchError(.unsupported, "a constant's column needs a newer hasbench")
            }
            let key = Key(Column(try cursor.string(), role: role, type: type))
            guard !role.isSeries, Part(role) == part else {
                throw BenchError(.damaged, "a constant of another role than its section's", at: key.name.description)
            }
            guard last.map({ $0 < key }) ?? true else {
                throw BenchError(.damaged, "constants out of order, or two of one name", at: key.name.description)
            }
            last = key
            cells[key] = try cursor.constant(type)
        }
        try cursor.end()
    }
}

extension ByteCursor {
    fileprivate mutating func constant(_ type: ValueType) throws(BenchError) -> Cell {
        switch try byte() {
        case 1: return .null
        case 2: break
        default: throw BenchError(.damaged, "a constant is null or a value")
        }
        switch type {
        case .float64: return .float64(Double(bitPattern: try load()))
        case .int64: return .int64(try load())
        case .bool:
            let value = try byte()
            guard value < 2 else { throw BenchError(.damaged, "a bool is 0 or 1") }
            return .bool(value == 1)
        case .string: return .string(try byteString())
        case .json: return .json(try byteString())
        }
    }
}
