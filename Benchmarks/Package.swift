// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on hasbench builds it.
let package = Package(
    name: "hasbench-benchmarks",
    dependencies: [.package(name: "hasbench", path: "..")],
    targets: [
        .executableTarget(
            name: "hasb-synth",
            dependencies: [.product(name: "BenchFile", package: "hasbench")]),
        .executableTarget(
            name: "hasb-reads",
            dependencies: [
                .product(name: "HASBench", package: "hasbench"), .product(name: "BenchFile", package: "hasbench"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
