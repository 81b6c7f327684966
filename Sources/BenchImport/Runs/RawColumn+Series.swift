import BenchSchema

extension RawColumn {
    /// The column as a series of a type that holds all its values; nil where one doesn't fit.
    func series(as type: ValueType) -> Series? {
        var states: [ElementState]?
        if kinds.contains(where: { $0 == .hole || $0 == .null }) {
            states = kinds.map { $0 == .hole ? .hole : $0 == .null ? .null : .value }
        }
        let allowed: KindSet =
            switch type {
            case .float64: [.float64, .int64]
            case .int64: [.int64, .largeInteger]
            case .bool: .bool
            case .string: .string
            case .json: [.float64, .int64, .largeInteger, .bool, .string, .json]
            }
        guard seen.isSubset(of: allowed) else { return nil }
        let elements: Elements =
            switch type {
            case .float64:
                .float64(
                    seen.contains(.int64)
                        ? kinds.indices.map {
                            kinds[$0] == .int64 ? Double(Int64(bitPattern: bits[$0])) : Double(bitPattern: bits[$0])
                        }
                        : bits.map { Double(bitPattern: $0) })
            case .int64: .int64(bits.map { Int64(bitPattern: $0) })
            case .bool: .bool(bits.map { $0 != 0 })
            case .string: .string(kinds.indices.map { self[$0].text })
            case .json: .json(kinds.indices.map { self[$0].json })
            }
        return Series(elements, states: states)
    }
}

extension RawValue {
    /// The value as the text of a JSON value; empty for a hole or a null, which have no value.
    var json: ByteString {
        var text: [UInt8] = []
        switch kind {
        case .hole, .null: break
        case .int64: text += String(Int64(bitPattern: bits)).utf8
        case .float64: JSONText.append(Double(bitPattern: bits), to: &text)
        case .bool: text += (bits != 0 ? "true" : "false").utf8
        case .string: JSONText.append(self.text, to: &text)
        case .json: return self.text
        }
        return ByteString(text)
    }

    /// The value in a scalar column of a type; nil where it doesn't fit.
    func cell(as type: ValueType) -> Cell? {
        switch (type, kind) {
        case (_, .hole): .absent
        case (_, .null): .null
        case (.float64, .float64): .float64(Double(bitPattern: bits))
        case (.float64, .int64): .float64(Double(Int64(bitPattern: bits)))
        case (.int64, .int64): .int64(Int64(bitPattern: bits))
        case (.bool, .bool): .bool(bits != 0)
        case (.string, .string): .string(text)
        case (.json, _): .json(json)
        default: nil
        }
    }

    /// The kind, as a set.
    var kinds: KindSet {
        switch kind {
        case .hole, .null: []
        case .int64: Int64(bitPattern: bits).magnitude <= 1 << 53 ? .int64 : [.int64, .largeInteger]
        case .float64: .float64
        case .bool: .bool
        case .string: .string
        case .json: .json
        }
    }
}
