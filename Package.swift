// swift-tools-version: 6.2
import PackageDescription

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// Targets that touch bytes: every use of unsafe memory must be marked.
let strict: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
    name: "hasbench",
    products: [
        .library(name: "HASBench", targets: ["HASBench"]),
        .library(name: "BenchFile", targets: ["BenchSchema", "BenchFormat", "BenchFile"]),
        .library(name: "BenchImport", targets: ["BenchImport"]),
        .library(name: "BenchStatistics", targets: ["BenchStatistics"]),
        .executable(name: "hasbench", targets: ["hasbench"]),
        .executable(name: "hasbench-import", targets: ["hasbench-import"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    // Bottom-up: a target depends only on those above it.
    targets: [
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CXXHash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CYaml", linkerSettings: [.linkedLibrary("yaml")]),
        .target(name: "BenchStatistics"),
        .target(name: "BenchSchema", dependencies: ["BenchStatistics", crypto], swiftSettings: strict),
        .target(name: "BenchFormat", dependencies: ["BenchSchema", "CZstd", "CXXHash"], swiftSettings: strict),
        .target(name: "BenchFile", dependencies: ["BenchSchema", "BenchFormat", crypto], swiftSettings: strict),
        .target(
            name: "BenchImport",
            dependencies: [
                "BenchSchema", "BenchFormat", "BenchFile", "CSimdjson", "CYaml", "CZlib", "CZstd", argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(name: "hasbench-import", dependencies: ["BenchImport"]),
        .target(name: "HASBench", dependencies: ["BenchSchema", "BenchFile"]),
        .target(
            name: "BenchCommand",
            dependencies: ["BenchSchema", "BenchFormat", "BenchFile", "HASBench", "BenchStatistics", argumentParser]),
        .executableTarget(name: "hasbench", dependencies: ["BenchCommand"]),
        // Here for the sake of `package` access; no product, so nobody who depends on hasbench builds it.
        .executableTarget(
            name: "hasb-parts", dependencies: ["BenchSchema", "BenchFormat"], path: "Benchmarks/Parts"),
        .executableTarget(name: "hasb-scan", dependencies: ["BenchImport"], path: "Benchmarks/Scan"),

        .target(name: "TestSupport", dependencies: ["BenchSchema", "BenchFile"], path: "Tests/TestSupport"),
        .testTarget(name: "BenchSchemaTests", dependencies: ["BenchSchema", "TestSupport"]),
        .testTarget(name: "BenchFormatTests", dependencies: ["BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(name: "BenchFileTests", dependencies: ["BenchFile", "BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(
            name: "BenchImportTests",
            dependencies: ["BenchImport", "hasbench-import", "BenchFile", "BenchSchema", "CZlib", "TestSupport"]),
        .testTarget(name: "BenchStatisticsTests", dependencies: ["BenchStatistics"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "HASBenchTests", dependencies: ["HASBench", "BenchFile", "BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(
            name: "CommandTests", dependencies: ["hasbench", "BenchFile", "BenchSchema", "TestSupport"],
            exclude: ["Snapshots"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("ExistentialAny"),
        ]
}
