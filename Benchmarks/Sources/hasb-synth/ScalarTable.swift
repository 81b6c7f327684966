import BenchFile
import BenchSchema
import Foundation

/// A table of scalars in memory, read from a folder of columns.
struct ScalarTable {
    let schema: Schema
    let runs: Int
    private let columns: [[Cell]]

    /// Reads columns.json, a list of {"name": ..., "role": ..., "type": ...}, and of each column NAME.npy or, for strings,
    /// NAME.json; NAME.present.npy, where there is one, has a 0 for each row without a value.
    init(folder: String) throws {
        func data(_ file: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")) }
        let described = try JSONDecoder().decode([Description].self, from: data("columns.json"))
        schema = try Schema(try described.map { try $0.column })
        var found: [String: [Cell]] = [:]
        for column in described {
            var cells: [Cell]
            switch try column.column.type {
            case .string:
                cells = try JSONDecoder().decode([String].self, from: data("\(column.name).json"))
                    .map { .string(ByteString($0)) }
            case .int64: cells = try NumpyArray("\(folder)/\(column.name).npy").integers().map { .int64($0) }
            case .float64: cells = try NumpyArray("\(folder)/\(column.name).npy").doubles().map { .float64($0) }
            default: throw Failure("\(column.name) is of type \(column.type)")
            }
            let mask = "\(folder)/\(column.name).present.npy"
            if FileManager.default.fileExists(atPath: mask) {
                for (row, present) in try NumpyArray(mask).integers().enumerated() where present == 0 {
                    cells[row] = .absent
                }
            }
            found[column.name] = cells
        }
        columns = schema.columns.map { found[$0.name] ?? [] }
        runs = columns.first?.count ?? 0
        guard columns.allSatisfy({ $0.count == runs }) else { throw Failure("the columns differ in length") }
    }

    /// A row.
    func run(_ number: Int) -> Run { Run(cells: columns.map { $0[number] }) }
}

private struct Description: Decodable {
    let name, role, type: String

    var column: Column {
        get throws {
            let roles: [String: Role] = ["key": .key, "seed": .seed, "scalar": .scalar]
            let types: [String: ValueType] = ["string": .string, "int64": .int64, "float64": .float64]
            guard let role = roles[role], let type = types[type] else {
                throw Failure("column \(name): no role \(role), or no type \(type)")
            }
            return Column(name, role: role, type: type)
        }
    }
}
