// swift-tools-version: 6.2
import PackageDescription

// A package of its own: it is built with sanitizers, and only by Scripts/fuzz.sh.
let package = Package(
    name: "hasbench-fuzzing",
    dependencies: [.package(name: "hasbench", path: "../..")],
    targets: [
        .target(name: "FuzzMemory"),
        .executableTarget(
            name: "hasb-fuzz", dependencies: ["FuzzMemory", .product(name: "BenchImport", package: "hasbench")]),
        .executableTarget(
            name: "hasb-fuzz-file", dependencies: ["FuzzMemory", .product(name: "BenchFile", package: "hasbench")]),
    ],
    swiftLanguageModes: [.v6]
)
