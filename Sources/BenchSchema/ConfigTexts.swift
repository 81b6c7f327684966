/// What many configurations hold in one key.
package enum KeyCells: Sendable {
    /// Each holds a value.
    case values(Elements)
    /// Some may hold none.
    case cells([Cell])
}

extension Schema {
    /// Gives the hashes of many configurations, whose cells stand key by key in the order of `Schema.keys`. O(text length)
    ///
    /// Throws as `configHash` does.
    package func configHashes(
        count: Int, _ cells: [KeyCells], _ body: (_ configuration: Int, ConfigHash) -> Void
    ) throws(BenchError) {
        var first = 0
        while first < count {
            let end = ConfigTexts.end(of: cells, from: first, count: count)
            var texts = ConfigTexts(keyNames, first..<end)
            for key in cells.indices { try texts.append(cells[key], key: key) }
            try texts.forEachHash(body)
            first = end
        }
    }
}

/// The canonical JSON of many configurations, made key by key, so that a value that several have is written once.
private struct ConfigTexts {
    private let configurations: Range<Int>
    /// All members that differ.
    private var text: ConfigText
    /// Where each configuration's member is in it, key by key.
    private var members: [Range<Int>] = []
    /// Values of the key at hand that were written, each at a place that its bits give.
    private var recent: [(bits: UInt64, member: Range<Int>)] = []

    private static let recentCount = 64
    /// Configurations are hashed so many at a time, or fewer whose strings have so many bytes.
    private static let largestCount = 512
    private static let largestSize = 1 << 20

    init(_ names: KeyNames, _ configurations: Range<Int>) {
        self.configurations = configurations
        // Of several together, `end` bounds the text.
        text = ConfigText(names, limit: configurations.count == 1 ? ConfigText.maximumBytes : .max)
    }

    /// The end of those that are hashed at once.
    static func end(of cells: [KeyCells], from first: Int, count: Int) -> Int {
        let end = min(count, first + largestCount)
        var sizes = [Int](repeating: 0, count: end - first)
        for cells in cells {
            for configuration in first..<end {
                switch cells {
                case .values(.string(let texts)), .values(.json(let texts)):
                    sizes[configuration - first] += texts[configuration].bytes.count
                case .cells(let cells):
                    if case .string(let text) = cells[configuration] {
                        sizes[configuration - first] += text.bytes.count
                    }
                case .values: break
                }
            }
        }
        var size = 0
        for (place, more) in sizes.enumerated() {
            size += more
            if size > largestSize { return first + max(place, 1) }
        }
        return end
    }

    mutating func append(_ cells: KeyCells, key: Int) throws(BenchError) {
        recent = Array(repeating: (0, 0..<0), count: Self.recentCount)
        switch cells {
        case .values(.float64(let all)):
            for place in configurations { try append(all[place].bitPattern, key) { .float64(all[place]) } }
        case .values(.int64(let all)):
            for place in configurations { try append(UInt64(bitPattern: all[place]), key) { .int64(all[place]) } }
        case .values(.string(let all)):
            // Equal strings of a block share their bytes, so where these are tells them apart.
            for place in configurations { try append(all[place].address, key) { .string(all[place]) } }
        case .values(.bool(let all)): for place in configurations { try append(.bool(all[place]), key) }
        case .values(.json(let all)): for place in configurations { try append(.json(all[place]), key) }
        case .cells(let all): for place in configurations { try append(all[place], key) }
        }
    }

    private mutating func append(_ cell: Cell, _ key: Int) throws(BenchError) {
        let start = text.count
        try text.append(cell, key: key)
        members.append(start..<text.count)
    }

    /// Appends a value that these bits tell from all others of its key.
    @inline(__always)
    private mutating func append(_ bits: UInt64, _ key: Int, _ cell: () -> Cell) throws(BenchError) {
        let place = Int(truncatingIfNeeded: (bits &* 0x9E37_79B9_7F4A_7C15) >> 58)
        if recent[place].bits == bits, !recent[place].member.isEmpty {
            members.append(recent[place].member)
        } else {
            try append(cell(), key)
            recent[place] = (bits, members[members.count - 1])
        }
    }

    /// Gives the hash of each configuration.
    func forEachHash(_ body: (_ configuration: Int, ConfigHash) -> Void) throws(BenchError) {
        let (count, bytes) = (configurations.count, text.members)
        let keys = members.count / max(count, 1)
        var longest = 0
        for place in 0..<count {
            longest = max(longest, (0..<keys).reduce(0) { $0 + members[$1 * count + place].count })
        }
        // With the brace behind it; its comma becomes the one before it.
        guard longest < ConfigText.maximumBytes else { throw ConfigText.isTooLarge }
        var whole = [UInt8](repeating: 0, count: max(longest, 1) + 1)
        unsafe whole.withUnsafeMutableBytes { whole in
            unsafe bytes.withUnsafeBytes { bytes in
                for place in 0..<count {
                    var end = 0
                    for key in 0..<keys {
                        let member = members[key * count + place]
                        unsafe UnsafeMutableRawBufferPointer(rebasing: whole[end..<end + member.count])
                            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[member]))
                        end += member.count
                    }
                    // In place of the first comma.
                    unsafe whole[0] = UInt8(ascii: "{")
                    end = max(end, 1)
                    unsafe whole[end] = UInt8(ascii: "}")
                    let text = unsafe UnsafeRawBufferPointer(rebasing: whole[...end])
                    body(configurations.lowerBound + place, unsafe ConfigText.hash(of: text))
                }
            }
        }
    }
}

extension ByteString {
    /// Where the bytes are: the same for copies, and another one for every other string that is there at the same time.
    fileprivate var address: UInt64 {
        unsafe bytes.withUnsafeBufferPointer { UInt64(UInt(bitPattern: $0.baseAddress)) }
    }
}
