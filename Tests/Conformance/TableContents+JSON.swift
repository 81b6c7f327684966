import BenchFormat
import BenchSchema

extension TableContents {
    /// All of it as JSON, from which everything comes back bit for bit; a line for each column and run.
    package var json: String {
        [
            #""version":"\#(version.major).\#(version.minor)","#,
            #""key_id":"\#(schema.keyIdentifier)","#,
            #""content_digest":"\#(digest)","#,
            #""columns":\#(Self.lines(schema.columns.map(Self.line))),"#,
            #""attachments":\#(Self.lines(attachments.map(Self.line))),"#,
            #""segments":\#(Self.lines(segments.map { Self.lines($0.map(line)) })),"#,
            #""index":\#(Self.lines(index.sorted { $0.key < $1.key }.map(Self.line), "{", "}"))"#,
        ].joined(separator: "\n")
    }

    private static func lines(_ items: [String], _ open: String = "[", _ close: String = "]") -> String {
        items.isEmpty ? open + close : open + "\n" + items.joined(separator: ",\n") + "\n" + close
    }

    private static func object(_ body: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        json.object(body)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func line(_ column: Column) -> String {
        object { json in
            json.name("name")
            json.string(column.name)
            json.name("role")
            json.string(column.role.name)
            json.name("type")
            json.string(column.type.name)
            if let unit = column.unit {
                json.name("unit")
                json.string(unit)
            }
            guard let definition = column.definition else { return }
            json.name("reduction")
            json.string(definition.reduction.name)
            json.name("direction")
            json.string(definition.direction.name)
            json.name("divisor")
            json.string(hex(definition.divisor))
            json.name("sources")
            json.array { json in
                for source in definition.sources { json.string(source) }
            }
        }
    }

    private static func line(_ attachment: (name: String, mediaType: String, content: [UInt8])) -> String {
        object { json in
            json.name("name")
            json.string(attachment.name)
            json.name("media_type")
            json.string(attachment.mediaType)
            json.name("content")
            json.text(ByteString(attachment.content))
        }
    }

    private func line(_ run: Run) -> String {
        Self.object { json in
            json.name("hash")
            json.string((try? schema.configHash(of: run))?.description ?? "none")
            var holes: [(String, [Int])] = []
            for role in Role.allCases {
                let places = schema.places(role).filter { run.cells[$0] != .absent }
                guard !places.isEmpty else { continue }
                json.name(role.name)
                json.object { json in
                    for place in places {
                        json.name(schema.columns[place].name)
                        json.exact(run.cells[place])
                        guard case .series(let series) = run.cells[place], let states = series.states else { continue }
                        holes.append((schema.columns[place].name, states.indices.filter { states[$0] == .hole }))
                    }
                }
            }
            holes.removeAll { $0.1.isEmpty }
            guard !holes.isEmpty else { return }
            json.name("holes")
            json.object { json in
                for (name, places) in holes {
                    json.name(name)
                    json.array { json in
                        for place in places { json.number(place) }
                    }
                }
            }
        }
    }

    private static func line(_ entry: (key: ConfigHash, value: [RunLocation])) -> String {
        let places = entry.value.map { "[\($0.segment),\($0.row)]" }.joined(separator: ",")
        return #""\#(entry.key)":[\#(places)]"#
    }
}

/// The 64 bits of a number as 16 digits.
private func hex(_ value: Double) -> String {
    let digits = String(value.bitPattern, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

extension JSONWriter {
    /// Appends bytes: a string where they are UTF-8, else an object with their hexadecimal digits.
    fileprivate mutating func text(_ text: ByteString) {
        if let valid = String(validating: text.bytes, as: UTF8.self) { return string(valid) }
        object { json in
            json.name("hex")
            json.string(text.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        }
    }

    /// Appends a cell: numbers by their bits, nulls and holes as null.
    fileprivate mutating func exact(_ cell: Cell) {
        switch cell {
        case .float64(let bits): string(hex(bits.value))
        case .string(let text), .json(let text): self.text(text)
        case .series(let series):
            array { json in
                for index in 0..<series.count {
                    guard series.isValue(index) else {
                        json.null()
                        continue
                    }
                    switch series.elements {
                    case .float64(let values): json.string(hex(values[index]))
                    case .int64(let values): json.number(values[index])
                    case .bool(let values): json.bool(values[index])
                    case .string(let values), .json(let values): json.text(values[index])
                    }
                }
            }
        case .absent, .null, .int64, .bool: self.cell(cell)
        }
    }
}
