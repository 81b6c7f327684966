// Writes tables as .hasb, through the library's writer, on one core.
//
//   hasb-synth CANON OUT.hasb            the generator's sweep (canon/*.npy, off.npy, scal.json, base_cfg.json)
//   hasb-synth --runs N OUT.hasb         N runs made here, streamed
//   hasb-synth --scalars FOLDER OUT.hasb a table without curves, in the form that ScalarTable reads
//
// --level N and --segment N, before these, change the writer's options.
// Prints {"seconds": ..., "bytes": ..., "runs": ...}: the time from memory to a synced file.
import BenchFile
import BenchSchema
import Glibc

let provenance: ByteString = #"{"origin":"synthetic, made by a generator; nothing was trained"}"#

func write(
    _ path: String, _ schema: Schema, _ options: WriterOptions, runs: Int, _ run: (Int) throws -> Run
) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var writer = try BenchWriter(path: path, schema: schema, provenance: provenance, options: options, replacing: true)
    for number in 0..<runs { try writer.append(try run(number)) }
    let summary = try writer.finish()
    let seconds = (clock.now - start) / .seconds(1)
    print(#"{"seconds": \#(seconds), "bytes": \#(summary.bytes), "runs": \#(summary.runs)}"#)
}

func usage() -> Never {
    print("usage: hasb-synth [--level N] [--segment N] (CANON | --runs N | --scalars FOLDER) OUT.hasb")
    exit(64)
}

/// Takes an option and its value from the front of the arguments.
func take(_ name: String, _ arguments: inout ArraySlice<String>) -> String? {
    guard arguments.count > 1, arguments.first == name else { return nil }
    defer { arguments = arguments.dropFirst(2) }
    return arguments.dropFirst().first
}

var arguments = CommandLine.arguments.dropFirst()
var options = WriterOptions()
if let level = take("--level", &arguments) { options.level = Int(level) ?? 0 }
if let runs = take("--segment", &arguments) { options.segmentRuns = Int(runs) ?? 0 }
let generate = take("--runs", &arguments)
let scalars = take("--scalars", &arguments)
guard let path = arguments.last else { usage() }
if let generate, arguments.count == 1 {
    guard let runs = Int(generate) else { usage() }
    var generated = try GeneratedRuns()
    try write(path, generated.schema, options, runs: runs) { try generated.next($0) }
} else if let scalars, arguments.count == 1 {
    let table = try ScalarTable(folder: scalars)
    try write(path, table.schema, options, runs: table.runs) { table.run($0) }
} else if let canon = arguments.first, arguments.count == 2 {
    let table = try SweepTable(folder: canon)
    try write(path, table.schema, options, runs: table.runs) { try table.run($0) }
} else {
    usage()
}
