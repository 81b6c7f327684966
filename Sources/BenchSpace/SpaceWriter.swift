import BenchSchema

extension SearchSpace {
    /// The space as ConfigSpace's JSON, as version 1.2 of it writes; reading it gives an equal space.
    ///
    /// One line a parameter, condition and clause, so that people can read it and a diff is small.
    public var json: [UInt8] {
        var lines: [[[UInt8]]] = [[], [], []]
        lines[0] = parameters.map { parameter in line { $0.parameter(parameter) } }
        lines[1] = conditions.map { condition in line { $0.test(condition.test, of: condition.child) } }
        lines[2] = forbidden.map { clause in line { $0.clause(clause) } }
        var out = JSONWriter()
        out.bytes += "{\n\"name\": ".utf8
        if let name { out.string(name) } else { out.null() }
        var bytes = out.bytes
        bytes += ",\n\"meta\": ".utf8 + meta.bytes
        for (name, lines) in zip(["hyperparameters", "conditions", "forbiddens"], lines) {
            bytes += ",\n\"\(name)\": [".utf8
            for (place, line) in lines.enumerated() { bytes += (place == 0 ? "\n" : ",\n").utf8 + line }
            bytes += (lines.isEmpty ? "]" : "\n]").utf8
        }
        return bytes + ",\n\"format_version\": 0.4\n}\n".utf8
    }
}

private func line(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    body(&json)
    return json.bytes
}
