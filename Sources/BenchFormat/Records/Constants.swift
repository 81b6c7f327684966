package import BenchSchema

/// The scalars that all runs of a segment share, stored once (Specs/bench-file.md, "Constants").
///
/// Columns are named, not numbered, so that the section is the same in every file that the segment is merged into.
package struct Constants: Equatable, Sendable {
    /// A column by role, type and name.
    package struct Key: Hashable, Sendable {
        var role: Role
        var type: ValueType
        var name: String

        /// The key of a column.
        package init(_ column: Column) { (role, type, name) = (column.role, column.type, column.name) }
    }

    /// The shared cells.
    package private(set) var cells: [Key: Cell] = [:]

    /// Starts with nothing.
    package init() {}

    /// The section's content is at most this large.
    package static let maximumBytes = 1 << 28

    /// Takes the cell that all these runs share in a column, if there is one worth storing here.
    package static func shared(_ column: Column, _ cells: [Cell]) -> Cell? {
        guard !column.role.isSeries, let first = cells.first, first != .absent, cells.allSatisfy({ $0 == first })
        else { return nil }
        return first
    }

    /// Adds a shared cell.
    package mutating func add(_ column: Column, _ cell: Cell) { cells[Key(column)] = cell }

    /// The section's content, in order of role and name; empty where nothing is shared.
    package var bytes: [UInt8] {
        guard !cells.isEmpty else { return [] }
        var out: [UInt8] = []
        out.append(count: cells.count)
        let sorted = cells.sorted { ($0.key.role, ByteString($0.key.name)) < ($1.key.role, ByteString($1.key.name)) }
        for (key, cell) in sorted {
            out += [key.role.rawValue, key.type.rawValue]
            out.append(counted: key.name.utf8)
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

    /// Reads the section's content.
    package init(_ bytes: ArraySlice<UInt8>) throws(BenchError) {
        guard !bytes.isEmpty else { return }
        var cursor = ByteCursor(bytes)
        for _ in 0..<(try cursor.count(Layout.maximumColumns)) {
            guard let role = Role(rawValue: try cursor.byte()), let type = ValueType(rawValue: try cursor.byte()) else {
                throw BenchError(.unsupported, "a constant's column needs a newer hasbench")
            }
            let key = Key(Column(try cursor.string(), role: role, type: type))
            let cell = try cursor.constant(type)
            guard cells.updateValue(cell, forKey: key) == nil else {
                throw BenchError(.damaged, "two constants of one name", at: key.name)
            }
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
