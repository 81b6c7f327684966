public import BenchSchema

/// One parameter of a search space.
public struct Parameter: Hashable, Sendable {
    /// Its name: the key path of a configuration's leaf, such as `OPTIM.BASE_LR`.
    public let name: String
    /// The values that it takes.
    public let domain: Domain
    /// What it takes where nothing else is said; nil where the space doesn't say.
    public let defaultValue: Cell?
    /// What it describes.
    public let group: Group
    /// All of `meta` as JSON text, the step in it; `null` without any.
    let meta: ByteString

    /// What a parameter describes: `group` in its `meta`.
    public enum Group: String, Hashable, Sendable, CaseIterable {
        /// The network.
        case architecture
        /// How it is trained; so is what says nothing else.
        case hyperparameter
    }

    /// The type of its values.
    public var type: ValueType { domain.type }

    /// The cell that a value stands for; nil where it is none of the domain.
    ///
    /// Read under the parameter's type, as keys are: "8", 8 and 8.0 are one integer.
    public func cell(of value: LooseValue) -> Cell? {
        guard let cell = value.cell(as: type), domain.contains(cell) else { return nil }
        return cell
    }
}

/// The values that a parameter takes.
public enum Domain: Hashable, Sendable {
    /// The integers of a grid: all of a range, or those in steps.
    case integer(IntegerRange)
    /// The numbers of a range, or those of a grid.
    case float(FloatRange)
    /// One of these, in no order; all as likely, or by weights that add up to 1.
    case categorical([Cell], weights: [Double]?)
    /// One of these, which rise.
    case ordinal([Cell])
    /// This alone.
    case constant(Cell)

    /// The type of the values.
    public var type: ValueType {
        switch self {
        case .integer: .int64
        case .float: .float64
        case .categorical(let choices, _): Self.type(of: choices)
        case .ordinal(let sequence): Self.type(of: sequence)
        case .constant(let value): Self.type(of: [value])
        }
    }

    private static func type(of cells: [Cell]) -> ValueType {
        for cell in cells {
            switch cell {
            case .bool: return .bool
            case .int64: return .int64
            case .float64: return .float64
            default: continue
            }
        }
        return .string
    }

    /// The values, where they are listed one by one: choices, a sequence, a constant.
    public var listed: [Cell]? {
        switch self {
        case .integer, .float: nil
        case .categorical(let choices, _): choices
        case .ordinal(let sequence): sequence
        case .constant(let value): [value]
        }
    }

    /// How many values there are; nil for a range without steps.
    public var count: Int? {
        switch self {
        case .integer(let range): range.count
        case .float(let range): range.grid?.count
        case .categorical, .ordinal, .constant: listed?.count
        }
    }

    /// Whether a cell is one of the values.
    public func contains(_ cell: Cell) -> Bool {
        switch (self, cell) {
        case (.integer(let range), .int64(let value)): range.contains(value)
        case (.float(let range), .float64(let bits)): range.contains(bits.value)
        default: place(of: cell) != nil
        }
    }

    /// The place of a value among those listed, from 0; nil where it is none of them.
    public func place(of cell: Cell) -> Int? { listed?.firstIndex { Self.equal($0, cell) } }

    /// Whether two cells are the same value: -0.0 is 0.0 here.
    static func equal(_ a: Cell, _ b: Cell) -> Bool {
        if case .float64(let a) = a, case .float64(let b) = b { return a.value == b.value }
        return a == b
    }
}
