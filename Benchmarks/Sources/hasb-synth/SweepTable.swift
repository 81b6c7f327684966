import BenchFile
import BenchSchema
import Foundation

/// The generator's sweep in memory, and its runs in the form of the pycls logs.
struct SweepTable {
    let schema: Schema
    /// Where each run's epochs start, and the end of the last.
    let offsets: [Int]
    /// For each column, where its cells come from; nil for what is computed.
    private let sources: [Source?]

    private enum Source {
        /// The integers of all runs, one run after another.
        case integers([Int64])
        /// Numbers of four decimals, likewise, as integers.
        case decimals([Int64])
        /// One cell a run.
        case scalars([Cell])
    }

    /// Reads canon/*.npy, off.npy, scal.json and base_cfg.json.
    init(folder: String) throws {
        let scalarTable = try JSONDecoder().decode(
            [String: [JSONScalar]].self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/scal.json")))
        let settings = try Self.leaves(folder + "/base_cfg.json").filter { SyntheticColumns.keys[$0.name] == nil }
        schema = try SyntheticColumns.schema(settings: settings)
        let offsets = try NumpyArray(folder + "/off.npy").integers().map { Int($0) }
        let runs = offsets.count - 1
        var series: [Int: [Int64]] = [:]
        var scalars: [Int: [Cell]] = [:]
        for (place, column) in schema.columns.enumerated() {
            switch column.role {
            case .series where column.group == "cons" || column.field != "epoch":
                series[place] = try NumpyArray("\(folder)/\(column.name).npy").integers()
            case .axis:
                let source = column.group == "cons" ? "train_epoch" : column.group
                series[place] = try NumpyArray("\(folder)/\(source).epoch_ind.npy").integers()
            case .key:
                scalars[place] = scalarTable[SyntheticColumns.keys[column.name] ?? ""]?.map { $0.cell(column.type) }
            case .scalar:
                let name = String(column.field)
                if name == "epoch_max" {
                    let values = try NumpyArray("\(folder)/\(column.name).npy").integers()
                    scalars[place] = (0..<runs).map { .int64(values[offsets[$0]]) }
                } else {
                    scalars[place] = scalarTable[name]?.map { $0.cell(column.type) }
                }
            case .setting:
                let value = settings.first { $0.name == column.name }?.cell ?? .absent
                scalars[place] = Array(repeating: value, count: runs)
            default: break
            }
        }
        self.offsets = offsets
        sources = schema.columns.enumerated().map { place, column in
            if let values = series[place] { return column.type == .int64 ? .integers(values) : .decimals(values) }
            return scalars[place].map { .scalars($0) }
        }
    }

    var runs: Int { offsets.count - 1 }

    /// A run with its metrics.
    func run(_ number: Int) throws(BenchError) -> Run {
        let range = offsets[number]..<offsets[number + 1]
        let cells = sources.map { source -> Cell in
            switch source {
            case .integers(let values): return .series(Series(.int64(Array(values[range]))))
            case .decimals(let values):
                let part = values.span.extracting(range)
                var numbers = [Double](repeating: 0, count: part.count)
                for step in part.indices { numbers[step] = Double(part[step]) / 1e4 }
                return .series(Series(.float64(numbers)))
            case .scalars(let cells): return cells[number]
            case nil: return .absent
            }
        }
        var run = Run(cells: cells)
        try SyntheticColumns.fillMetrics(&run, schema)
        return run
    }

    private static func leaves(_ path: String) throws -> [(name: String, cell: Cell)] {
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        var found: [(name: String, cell: Cell)] = []
        func walk(_ value: Any, _ name: String) throws {
            if let object = value as? [String: Any] {
                for (key, value) in object { try walk(value, name.isEmpty ? key : "\(name).\(key)") }
            } else if let text = value as? String {
                found.append((name, .string(ByteString(text))))
            } else if let array = value as? [Any] {
                found.append((name, .json(ByteString(Array(try JSONSerialization.data(withJSONObject: array))))))
            } else if let number = value as? NSNumber {
                found.append((name, Self.cell(number)))
            }
        }
        try walk(root, "")
        return found.sorted { $0.name < $1.name }
    }

    private static func cell(_ number: NSNumber) -> Cell {
        switch String(cString: number.objCType) {
        case "c", "B": .bool(number.boolValue)
        case "d", "f": .float64(number.doubleValue)
        default: .int64(number.int64Value)
        }
    }
}

/// A number or string of scal.json.
private enum JSONScalar: Decodable {
    case number(Double)
    case string(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    func cell(_ type: ValueType) -> Cell {
        switch self {
        case .number(let value): type == .int64 ? .int64(Int64(value)) : .float64(value)
        case .string(let text): .string(ByteString(text))
        }
    }
}
