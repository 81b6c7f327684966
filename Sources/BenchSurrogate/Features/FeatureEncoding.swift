package import BenchSchema

/// How a configuration becomes numbers, the same for every model.
///
/// Each is standardised: less its mean over the runs that were fitted, divided by their standard deviation.
package struct FeatureEncoding: Sendable, Equatable {
    /// The key parameters, in the table's order.
    package let keys: [Key]
    /// The numbers, in order; those of the architecture may stand anywhere.
    package let features: [Feature]

    /// A key parameter.
    package struct Key: Sendable, Equatable {
        /// Its name, such as REGNET.DEPTH.
        package var name: String
        /// Its type.
        package var type: ValueType

        /// Makes a key.
        package init(_ name: String, _ type: ValueType) { (self.name, self.type) = (name, type) }
    }

    /// Where a feature comes from.
    package enum Source: Sendable, Equatable {
        /// The value of a key.
        case number(key: Int)
        /// The natural logarithm of a key's value.
        case logarithm(key: Int)
        /// 1 if a key has this value, else 0.
        case level(key: Int, ByteString)
        /// The natural logarithm of what follows from the configuration: params, flops, acts.
        case derived(String)
    }

    /// One of the numbers.
    package struct Feature: Sendable, Equatable {
        /// Where it comes from.
        package var source: Source
        /// Whether it describes the architecture, rather than its training.
        package var isArchitecture: Bool
        /// Its mean.
        package var mean: Double
        /// Its standard deviation, above 0.
        package var deviation: Double

        /// Makes a feature.
        package init(_ source: Source, isArchitecture: Bool, mean: Double = 0, deviation: Double = 1) {
            (self.source, self.isArchitecture, self.mean, self.deviation) = (source, isArchitecture, mean, deviation)
        }
    }

    /// Makes an encoding.
    package init(keys: [Key], features: [Feature]) {
        (self.keys, self.features) = (keys, features)
        var levels: [Levels] = []
        for case .level(let key, let level) in features.map(\.source) {
            if levels.last?.key == key {
                levels[levels.count - 1].known.append(level)
            } else {
                levels.append(Levels(key: key, known: [level]))
            }
        }
        self.levels = levels
    }

    /// The values of a key that have a feature each.
    private struct Levels: Sendable, Equatable {
        var key: Int
        var known: [ByteString]
    }
    private let levels: [Levels]

    /// The names of what must be computed from a configuration beside its keys.
    package var derived: [String] {
        features.compactMap { if case .derived(let name) = $0.source { name } else { nil } }
    }

    /// The features of a configuration, given as the cells of its keys in order.
    ///
    /// Throws `.usage`, with the key's name, for what the fitted runs had no like of.
    package func encode(_ cells: [Cell], derived: [String: Double]) throws(BenchError) -> [Float] {
        try check(cells)
        var result: [Float] = []
        result.reserveCapacity(features.count)
        for feature in features {
            let value = try Self.raw(feature.source, cells, derived, keys)
            result.append(Float((value - feature.mean) / feature.deviation))
        }
        return result
    }

    /// The feature's value before it is standardised.
    package static func raw(
        _ source: Source, _ cells: [Cell], _ derived: [String: Double], _ keys: [Key]
    ) throws(BenchError) -> Double {
        switch source {
        case .number(let key):
            guard let value = cells[key].number, value.isFinite else { throw noNumber(keys[key], "a finite number") }
            return value
        case .logarithm(let key):
            guard let value = cells[key].number, value.isFinite, value > 0 else {
                throw noNumber(keys[key], "a number above 0")
            }
            return logarithm(value)
        case .level(let key, let level): return cells[key].level == level ? 1 : 0
        case .derived(let name):
            guard let value = derived[name], value.isFinite, value > 0 else {
                throw BenchError(.usage, "the surrogate needs the \(name) of this configuration, a number above 0")
            }
            return logarithm(value)
        }
    }

    private static func noNumber(_ key: Key, _ what: String) -> BenchError {
        BenchError(.usage, "the surrogate needs \(what)", at: "key \(key.name)")
    }

    /// Throws for a level that no fitted run had.
    private func check(_ cells: [Cell]) throws(BenchError) {
        for levels in levels {
            guard let level = cells[levels.key].level, levels.known.contains(level) else {
                let known = levels.known.map(\.description).joined(separator: ", ")
                throw BenchError(
                    .usage, "the surrogate knows no such value; it knows \(known)",
                    at: "key \(keys[levels.key].name)")
            }
        }
    }
}

extension Cell {
    /// A text or truth value as a level; nil for other cells.
    package var level: ByteString? {
        switch self {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        default: nil
        }
    }
}
