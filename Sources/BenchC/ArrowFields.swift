import BenchSchema
import CHasbench

/// The fields of a table as Arrow has them.
enum ArrowFields {
    /// The field of the config hash, of 16 bytes.
    static let hashName = "hash"

    static var hash: ArrowSchema { .field(hashName, "w:16", isNullable: false) }

    /// The field of a column; its unit and role stand in the metadata.
    static func field(_ column: Column) -> ArrowSchema {
        var metadata = [("role", column.role.name)]
        if let unit = column.unit { metadata.append(("unit", unit)) }
        guard column.role.isSeries else { return .field(column.name, format(column.type), metadata: metadata) }
        return .field(column.name, "+l", metadata: metadata, children: [.field("item", format(column.type))])
    }

    private static func format(_ type: ValueType) -> String {
        switch type {
        case .float64: "g"
        case .int64: "l"
        case .bool: "b"
        case .string, .json: "u"
        }
    }
}
