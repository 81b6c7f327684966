import BenchSchema

/// What is known of one configuration leaf over many runs, in bounded memory.
///
/// Surveys of parts of the input merge to that of the whole, in any order.
struct LeafSurvey: Sendable {
    /// In how many runs it stands, those aside whose configuration is only planned.
    private(set) var runs = 0
    private(set) var kinds: KindSet = []
    /// The different values, as long as they are few.
    private var values: Set<LooseValue> = []
    private var areMany = false
    /// The key types that hold all values.
    private var keyTypes: [ValueType] = [.bool, .int64, .float64, .string]
    private var hasSlash = false
    private var hasOther = false

    /// With more different values than this a leaf varies, whatever its type.
    private static let few = 256

    /// Adds a run's value.
    ///
    /// - Parameter isKnown: Whether the same value was added just before.
    mutating func add(_ value: LooseValue, isKnown: Bool, isPlan: Bool) {
        if !isPlan { runs += 1 }
        if isKnown { return }
        kinds.formUnion(value.kinds)
        switch value {
        case .null: break
        case .string(let text) where text.bytes.contains(UInt8(ascii: "/")): hasSlash = true
        case .string(let text) where text.bytes.isEmpty: break
        default: hasOther = true
        }
        guard areMany || values.insert(value).inserted else { return }
        if value != .null { keyTypes.removeAll { !Self.holds($0, value) } }
        checkCount()
    }

    /// Adds what another survey learnt of the leaf.
    mutating func merge(_ other: LeafSurvey) {
        runs += other.runs
        kinds.formUnion(other.kinds)
        keyTypes.removeAll { !other.keyTypes.contains($0) }
        (hasSlash, hasOther) = (hasSlash || other.hasSlash, hasOther || other.hasOther)
        areMany = areMany || other.areMany
        values.formUnion(other.values)
        checkCount()
    }

    private mutating func checkCount() {
        if values.count > Self.few { areMany = true }
        if areMany { values = [] }
    }

    private static func holds(_ type: ValueType, _ value: LooseValue) -> Bool {
        // A number's text is long to make, and only one that isn't finite has none.
        switch (type, value) {
        case (.string, .float64(let bits)): bits.value.isFinite
        case (.string, .int64), (.string, .string): true
        default: value.cell(as: type) != nil
        }
    }

    /// The narrowest key type that holds all values; nil if one of them is a list.
    var keyType: ValueType? { kinds.contains(.json) ? nil : keyTypes.first }

    /// Whether the values differ once they are of a key's type: "0.1" and 0.1 don't.
    func varies(as type: ValueType) -> Bool { areMany || Set(values.map { $0.cell(as: type) }).count > 1 }

    /// Whether any two values differ as they are written.
    var varies: Bool { areMany || values.count > 1 }

    /// Whether the values are paths in a file system: one has a slash, and each that has none is empty.
    var arePaths: Bool { hasSlash && !hasOther }
}
