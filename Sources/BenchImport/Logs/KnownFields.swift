import BenchSchema

/// What is known of pycls' records: types, and which fields a record has (Specs/pycls-log.md); units and metrics are in
/// the recipe of the pycls form.
enum KnownFields {
    /// The type of a field's values, in whatever record it stands; nil for a field that isn't known.
    static func type(of field: String) -> ValueType? {
        switch field {
        case "acts", "flops", "params", "mem", "epoch_max", "eta": .int64
        case "loss", "lr": .float64
        default: field.hasPrefix("time_") || field.hasSuffix("_err") || field.hasSuffix("_time") ? .float64 : nil
        }
    }

    /// The columns of an energy block, in its order.
    static let energy = ["gpu_util", "mem_util", "energy", "power", "temperature", "time"]

    /// The type of a column in a group of its own, or of a record's field.
    static func type(of field: String, in group: String) -> ValueType? {
        if group.hasPrefix("energy.") { return .float64 }
        if group == "history" {
            return ["train_consumption", "test_consumption", "test_error"].contains(field) ? .float64 : nil
        }
        return type(of: field)
    }

    /// The epoch records of pycls.
    static let epochTypes: Set<String> = ["train_epoch", "val_epoch", "test_epoch", "test_ema_epoch"]

    /// The energy group of the block that follows an epoch record.
    static func energyGroup(after type: String) -> String? {
        switch type {
        case "train_epoch": "energy.train"
        case "test_epoch": "energy.test"
        case "test_ema_epoch": "energy.test_ema"
        default: nil
        }
    }

    /// Names that records can't use, because other columns have them.
    static func isReserved(_ type: String) -> Bool {
        ["history", "cons", "energy"].contains(type) || type.hasPrefix("energy.")
    }

    /// Whether this is a record of a known type with known fields and nothing else, apart from `_type`.
    ///
    /// So strict only within a dump of the environment, where a value can imitate a record.
    static func isGenuine(type: String, fields: [(name: String, isNumber: Bool)]) -> Bool {
        switch type {
        case "cfg":
            return sections.count { section in fields.contains { $0.name.hasPrefix(section) } } >= 2
        case "complexity":
            return !fields.isEmpty
                && fields.allSatisfy { $0.isNumber && ["acts", "flops", "params"].contains($0.name) }
        case "iter_times", "epoch_times":
            return !fields.isEmpty && fields.allSatisfy { $0.isNumber && $0.name.hasSuffix("_time") }
        default:
            guard epochTypes.contains(type), fields.contains(where: { $0.name == "epoch" }) else { return false }
            return fields.count > 1
                && fields.allSatisfy { field in
                    field.name == "epoch" || field.name == "eta"
                        || (field.isNumber && KnownFields.type(of: field.name) != nil)
                }
        }
    }

    private static let sections = ["MODEL.", "OPTIM.", "TRAIN.", "TEST.", "REGNET.", "ANYNET.", "RESNET.", "EN."]
}
