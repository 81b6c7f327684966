import BenchFile
import BenchFormat
import BenchSchema
import BenchSurrogate
public import CHasbench
import HASBench

extension FileHandle {
    /// What is to be told of a run, by the options of a call.
    fileprivate func selection(_ options: JSONTree?) throws(BenchError) -> RunJSON.Selection {
        let schema = schema
        func places(_ names: [String]?, _ role: Role) throws(BenchError) -> [Int]? {
            guard let names else { return nil }
            return try names.map { name throws(BenchError) in
                guard let place = schema.place(name, role), schema.columns[place].role == role else {
                    let known = schema.places(role).map { schema.columns[$0].name }.joined(separator: ", ")
                    throw BenchError(.usage, "there is no \(role.name) \(name); there are \(known)")
                }
                return place
            }
        }
        return RunJSON.Selection(
            metrics: try places(try options?.strings("metrics"), .metric),
            series: try places(try options?.strings("series"), .series),
            isComplete: try options?.flag("settings") ?? false, limit: try options?.number("epoch"))
    }

    fileprivate func json(of location: RunLocation, _ selection: RunJSON.Selection) throws(BenchError) -> [UInt8] {
        var json = JSONWriter()
        try RunJSON(schema, selection).append(benchmark.run(at: location), to: &json)
        return json.bytes
    }
}

/// A run as `lookup --json` prints it.
@implementation @c public func hasb_run_json(
    _ file: OpaquePointer!, _ run: hasb_run, _ options: UnsafePointer<CChar>!, _ json: UnsafeMutablePointer<hasb_text>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let selection = try file.selection(try Calls.options(options))
        try Calls.give(try file.json(of: try RunLocation(run), selection), to: json)
    }
}

/// What `query --json` answers.
@implementation @c public func hasb_query(
    _ file: OpaquePointer!, _ config: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
    _ json: UnsafeMutablePointer<hasb_text>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let (text, options) = (try Calls.text(config, "the configuration"), try Calls.options(options))
        let configuration = try Configuration(json: Array(text.utf8), of: "configuration")
        var selection = try file.selection(options)
        let (task, seed) = (options?["task"]?.string.map { ByteString($0) }, try options?.integer("seed"))
        let noise = try options?.integer("noise").map { UInt64(bitPattern: $0) }
        let isCut = selection.limit != nil
        let limit = selection.limit.map { Int(clamping: Int64(max(min($0, 1e15), 0))) }
        switch try file.benchmark.query(
            configuration, upTo: limit, noise: noise, members: try options?.flag("members") ?? false)
        {
        case .unknown: try Calls.give([], to: json)
        case .surrogate(let prediction):
            if isCut { selection.limit = limit.map(Double.init) }
            if selection.series == nil {
                selection.series = prediction.curves.keys.sorted().compactMap { file.schema.place($0, .series) }
            }
            let shown = try ShownPrediction(file.benchmark, configuration, prediction, selection, noise: noise)
            try Calls.give(Array(shown.json.utf8), to: json)
        case .table(let runs):
            var lines: [UInt8] = []
            for run in runs {
                if let task, try run.task != task { continue }
                if let seed, try run.seed != seed { continue }
                lines += try file.json(of: run.location, selection) + [UInt8(ascii: "\n")]
            }
            try Calls.give(lines, to: json)
        }
    }
}
