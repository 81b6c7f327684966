/// One run's array in an axis or series column.
public struct Series: Hashable, Sendable {
    /// One element a step of the axis; where an element is no value, what stands here has no meaning.
    public var elements: Elements
    /// What each element is; nil where all are values, so that equal series have equal states and digests.
    public private(set) var states: [ElementState]?

    /// Makes a series; `states`, if given, must be as long as `elements`.
    public init(_ elements: Elements, states: [ElementState]? = nil) {
        self.elements = elements
        self.states = states?.allSatisfy({ $0 == .value }) == true ? nil : states
    }

    /// The number of elements, holes included.
    public var count: Int { elements.count }

    /// The numbers among the first `limit` elements, in order; nil stands for a null or a hole.
    ///
    /// Strings and JSON are no numbers and give nil.
    public func numbers(limit: Int = .max) -> [Double?] {
        let end = min(max(limit, 0), count)
        // Nearly every curve is this: doubles without a gap.
        if states == nil, case .float64(let values) = elements { return values.prefix(end).map { Optional($0) } }
        return (0..<end).map { isValue($0) ? elements.number(at: $0) : nil }
    }

    /// Whether an element is a value, rather than a null or a hole.
    public func isValue(_ index: Int) -> Bool {
        guard let states, states.indices.contains(index) else { return true }
        return states[index] == .value
    }

    /// The first `limit` elements.
    public func prefix(_ limit: Int) -> Series {
        guard limit < count else { return self }
        return Series(elements.prefix(limit), states: states.map { Array($0.prefix(limit)) })
    }

    /// Two series are equal when their states and values are; what stands in a hole doesn't count.
    public static func == (a: Series, b: Series) -> Bool {
        guard a.states == b.states, a.count == b.count, a.elements.type == b.elements.type else { return false }
        return (0..<a.count).allSatisfy { !a.isValue($0) || a.elements.equal(b.elements, at: $0) }
    }

    /// Hashes count and states, which suffices beside the exact equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(states)
    }
}

/// What an element of a series is; the raw value is its id in a file.
public enum ElementState: UInt8, Sendable {
    /// A value, NaN included.
    case value = 0
    /// Null was recorded.
    case null = 1
    /// Nothing was recorded at this step of the axis.
    case hole = 2
}

/// The elements of a series, by type.
public enum Elements: Sendable {
    /// Numbers.
    case float64([Double])
    /// Integers.
    case int64([Int64])
    /// Truth values.
    case bool([Bool])
    /// Strings of any bytes.
    case string([ByteString])
    /// Texts of JSON values.
    case json([ByteString])

    /// The type of the elements.
    public var type: ValueType {
        switch self {
        case .float64: .float64
        case .int64: .int64
        case .bool: .bool
        case .string: .string
        case .json: .json
        }
    }

    /// The number of elements.
    public var count: Int {
        switch self {
        case .float64(let array): array.count
        case .int64(let array): array.count
        case .bool(let array): array.count
        case .string(let array), .json(let array): array.count
        }
    }

    func prefix(_ limit: Int) -> Elements {
        switch self {
        case .float64(let array): .float64(Array(array.prefix(limit)))
        case .int64(let array): .int64(Array(array.prefix(limit)))
        case .bool(let array): .bool(Array(array.prefix(limit)))
        case .string(let array): .string(Array(array.prefix(limit)))
        case .json(let array): .json(Array(array.prefix(limit)))
        }
    }

    func number(at index: Int) -> Double? {
        switch self {
        case .float64(let array): array[index]
        case .int64(let array): Double(array[index])
        case .bool(let array): array[index] ? 1 : 0
        case .string, .json: nil
        }
    }

    func equal(_ other: Elements, at index: Int) -> Bool {
        switch (self, other) {
        case (.float64(let a), .float64(let b)): a[index].bitPattern == b[index].bitPattern
        case (.int64(let a), .int64(let b)): a[index] == b[index]
        case (.bool(let a), .bool(let b)): a[index] == b[index]
        case (.string(let a), .string(let b)), (.json(let a), .json(let b)): a[index] == b[index]
        default: false
        }
    }
}

extension Elements: Hashable {
    /// Compares type, count and bits.
    public static func == (a: Elements, b: Elements) -> Bool {
        a.type == b.type && a.count == b.count && (0..<a.count).allSatisfy { a.equal(b, at: $0) }
    }

    /// Hashes type and count, which suffices beside the exact equality.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(count)
    }
}
