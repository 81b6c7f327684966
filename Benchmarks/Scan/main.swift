// Measures the scanning and parsing of logs alone, on one core: from opening a file to a run's columns of numbers.
//
//   hasb-scan FOLDER [ROUNDS]      one line of JSON: what a round reads, and the seconds of each
import BenchImport
import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
guard let folder = arguments.first, arguments.count <= 2, let rounds = Int(arguments.count > 1 ? arguments[1] : "5"),
    rounds > 0
else {
    print("usage: hasb-scan FOLDER [ROUNDS]")
    exit(64)
}
let logs = try LogPass(folder)
var seconds: [Double] = []
var found = LogPass.Result()
for _ in 0..<rounds {
    let clock = ContinuousClock()
    let time = try clock.measure { found = try logs.run() }
    seconds.append(time / .seconds(1))
}
print(#"{"bytes": \#(found.bytes), "runs": \#(found.runs), "values": \#(found.values), "seconds": \#(seconds)}"#)
