// Measures the parts of the format one by one: decoding and encoding, hashes, the index, the surrogate, statistics.
//
//   hasb-parts [--json]            nanoseconds of every part
//   hasb-parts --list              name and units of a repetition, separated by a tab
//   hasb-parts --count N PART      runs one part N times, for a tool that counts instructions
import Glibc

let makers = StreamParts.all + BlockParts.all + LookupParts.all + SurrogateParts.all + StatisticsParts.all
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case (nil, 0), ("--json", 1):
    var rows: [String] = []
    for maker in makers {
        let part = try maker.make()
        let time = rounded(try part.nanoseconds())
        rows.append(
            arguments.isEmpty
                ? "| \(part.name) | \(time) | \(part.unit) | \(part.note) |"
                : "{\"part\": \"\(part.name)\", \"ns\": \(time), \"unit\": \"\(part.unit)\", \"note\": \"\(part.note)\"}"
        )
    }
    if arguments.isEmpty {
        print((["| part | ns | per | what |", "| --- | --- | --- | --- |"] + rows).joined(separator: "\n"))
    } else {
        print("[\(rows.joined(separator: ",\n "))]")
    }
case ("--list", 1):
    for maker in makers { print("\(maker.name)\t\(maker.count)\t\(maker.unit)") }
case ("--count", 3):
    guard let times = Int(arguments[1]), let maker = makers.first(where: { $0.name == arguments[2] }) else {
        print("hasb-parts: there is no part \(arguments[2]), or \(arguments[1]) is no number")
        exit(64)
    }
    try maker.make().run(times)
default:
    print("usage: hasb-parts [--json | --list | --count N PART]")
    exit(64)
}
