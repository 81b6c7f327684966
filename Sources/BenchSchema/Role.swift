/// What a column is to its run; the raw value is its id in a file (registry.md, "Roles").
public enum Role: UInt8, Sendable, CaseIterable, Comparable {
    /// A configuration leaf that the config hash covers.
    case key = 1
    /// Another configuration leaf.
    case setting = 2
    /// A measured scalar.
    case scalar = 3
    /// A named reduction of another column.
    case metric = 4
    /// The axis (an epoch, another fidelity) of the series of its group.
    case axis = 5
    /// A learning curve: one array a run.
    case series = 6
    /// The random seed of a run.
    case seed = 7
    /// The data set or task of a run.
    case task = 8
    /// How the run ended: complete, resumed, incomplete, diverged, failed.
    case state = 9

    /// The role's name, as `info` prints it.
    public var name: String {
        switch self {
        case .key: "key"
        case .setting: "setting"
        case .scalar: "scalar"
        case .metric: "metric"
        case .axis: "axis"
        case .series: "series"
        case .seed: "seed"
        case .task: "task"
        case .state: "state"
        }
    }

    /// Whether a run holds an array rather than one value.
    public var isSeries: Bool { self == .axis || self == .series }

    /// Names are unique within one of these.
    var namespace: UInt8 {
        switch self {
        case .key, .setting: 1
        case .scalar, .axis, .series: 2
        case .metric: 3
        case .seed, .task, .state: 4
        }
    }

    /// Orders by id.
    public static func < (a: Role, b: Role) -> Bool { a.rawValue < b.rawValue }
}
