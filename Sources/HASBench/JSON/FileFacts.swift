package import BenchFile
package import BenchSchema
package import BenchSpace

/// What `info` says of a file.
package struct FileFacts {
    /// The open file.
    package let reader: BenchReader
    /// Its provenance as JSON text.
    package let provenance: ByteString
    /// Its search space; nil where it has none.
    package let space: SearchSpace?
    /// What each column takes.
    package let usage: [ColumnUsage]
    /// What else takes bytes.
    package let overhead: [(name: String, bytes: Int)]
    /// How many runs ended how, the most frequent first.
    package let states: [(name: String, runs: Int)]

    /// Reads what there is to say. O(runs) where states are recorded.
    package init(_ benchmark: Benchmark) throws(BenchError) {
        reader = benchmark.reader
        provenance = ByteString(try reader.attachment(AttachmentName.provenance) ?? Array("{}".utf8))
        space = try benchmark.searchSpace()
        usage = try reader.usage()
        overhead = try reader.overhead()
        var counts: [String: Int] = [:]
        if benchmark.schema.state != nil {
            try benchmark.forEachRun { run throws(BenchError) in
                counts[try run.state?.description ?? "-", default: 0] += 1
            }
        }
        states = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }

    /// The columns.
    package var schema: Schema { reader.schema }

    /// One JSON object, with a newline.
    package var document: String {
        var json = JSONWriter()
        json.object { json in
            json.name("file")
            json.string(reader.path)
            for (name, value) in [
                ("bytes", reader.byteCount), ("runs", reader.runCount), ("segments", reader.segmentCount),
            ] {
                json.name(name)
                json.number(value)
            }
            json.name("content_digest")
            json.string(reader.contentDigest.description)
            json.name("key_id")
            json.string(schema.keyIdentifier)
            json.name("keys")
            json.array { json in
                for key in schema.keys { json.string(schema.columns[key].name) }
            }
            json.name("states")
            json.object { json in
                for state in states {
                    json.name(state.name)
                    json.number(state.runs)
                }
            }
            json.name("provenance")
            json.raw(provenance)
            if let space {
                json.name("search_space")
                json.raw(ByteString(space.json))
            }
            json.name("attachments")
            json.array { json in
                for name in reader.attachmentNames { json.string(name) }
            }
            json.name("columns")
            json.array { json in
                for (column, usage) in zip(schema.columns, usage) { append(column, usage, to: &json) }
            }
            json.name("overhead")
            json.object { json in
                for part in overhead {
                    json.name(part.name)
                    json.number(part.bytes)
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func append(_ column: Column, _ usage: ColumnUsage, to json: inout JSONWriter) {
        json.object { json in
            json.members(of: column)
            json.name("bytes")
            json.number(usage.bytes)
            json.name("constant_segments")
            json.number(usage.constantSegments)
            json.name("encodings")
            json.array { json in
                for encoding in usage.encodings { json.string(encoding) }
            }
        }
    }
}
