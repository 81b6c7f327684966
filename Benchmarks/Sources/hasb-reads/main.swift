// Measures reads of a .hasb file in one warm process; prints JSON.
//
//   hasb-reads FILE             opening, lookups, curves, scans: microseconds, scans in milliseconds
//   hasb-reads --scan FILE      only the scan, once: {"ms": ..., "sums": [...]}
//   hasb-reads --threads FILE   lookups a second by one thread and by two, which needs two cores
//   hasb-reads --decode FILE    decoding of series, million values a second
import Glibc

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.count, arguments.first, arguments.last) {
case (2, "--scan", let path?):
    var sums: [Double] = []
    let time = try microseconds { sums = try Scan(path).sums }
    print("{\"ms\": \(time / 1000), \"sums\": \(sums)}")
case (2, "--threads", let path?): print(try Threads(path).description)
case (2, "--decode", let path?): print(try Decoding(path).description)
case (1, let path?, _): print(try WarmReads(path).description)
default:
    print("usage: hasb-reads [--scan | --threads | --decode] FILE")
    exit(64)
}
