// Writes the synthetic sweep as .hasb, through the library's writer, on one core.
//
//   hasb-synth CANON OUT.hasb      the generator's arrays (canon/*.npy, off.npy, scal.json, base_cfg.json)
//   hasb-synth --runs N OUT.hasb   N runs made here, streamed
//
// Prints {"seconds": ..., "bytes": ...}: the time from memory to a synced file.
import BenchFile
import BenchSchema

let provenance: ByteString = #"{"origin":"synthetic, made by a generator; nothing was trained"}"#

func write(_ path: String, _ schema: Schema, runs: Int, _ run: (Int) throws -> Run) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var writer = try BenchWriter(path: path, schema: schema, provenance: provenance, replacing: true)
    for number in 0..<runs { try writer.append(try run(number)) }
    let summary = try writer.finish()
    let seconds = (clock.now - start) / .seconds(1)
    print(#"{"seconds": \#(seconds), "bytes": \#(summary.bytes), "runs": \#(summary.runs)}"#)
}

let arguments = CommandLine.arguments.dropFirst()
if arguments.count == 3, arguments.first == "--runs", let runs = Int(arguments[2]) {
    var generated = try GeneratedRuns()
    try write(arguments[3], generated.schema, runs: runs) { try generated.next($0) }
} else if arguments.count == 2 {
    let table = try SweepTable(folder: arguments[1])
    try write(arguments[2], table.schema, runs: table.runs) { try table.run($0) }
} else {
    print("usage: hasb-synth CANON OUT.hasb | --runs N OUT.hasb")
}
