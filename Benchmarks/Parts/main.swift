// Measures the parts of the format one by one: decoding and encoding, hashes, the index, the surrogate, statistics.
//
//   hasb-parts [--json] [PART...]   nanoseconds of every part, or of those named
//   hasb-parts --list               name and units of a repetition, separated by a tab
//   hasb-parts --count N PART       runs one part N times, for a tool that counts instructions
import Glibc

let makers = StreamParts.all + BlockParts.all + LookupParts.all + SurrogateParts.all + StatisticsParts.all
let arguments = Array(CommandLine.arguments.dropFirst())
let isJSON = arguments.first == "--json"
let names = arguments.dropFirst(isJSON ? 1 : 0)
switch (arguments.first, arguments.count) {
case ("--list", 1):
    for maker in makers { print("\(maker.name)\t\(maker.count)\t\(maker.unit)") }
case ("--count", 3):
    guard let times = Int(arguments[1]), let maker = makers.first(where: { $0.name == arguments[2] }) else {
        print("hasb-parts: there is no part \(arguments[2]), or \(arguments[1]) is no number")
        exit(64)
    }
    try maker.make().run(times)
case _ where names.allSatisfy({ name in makers.contains { $0.name == name } }):
    var rows: [String] = []
    for maker in makers where names.isEmpty || names.contains(maker.name) {
        let part = try maker.make()
        let time = rounded(try part.nanoseconds())
        rows.append(
            isJSON
                ? "{\"part\": \"\(part.name)\", \"ns\": \(time), \"unit\": \"\(part.unit)\", \"note\": \"\(part.note)\"}"
                : "| \(part.name) | \(time) | \(part.unit) | \(part.note) |"
        )
    }
    if isJSON {
        print("[\(rows.joined(separator: ",\n "))]")
    } else {
        print((["| part | ns | per | what |", "| --- | --- | --- | --- |"] + rows).joined(separator: "\n"))
    }
default:
    print("usage: hasb-parts ([--json] [PART...] | --list | --count N PART)")
    exit(64)
}
