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
        // The C interface: libhasbench.so, as Scripts/library.sh names it.
        .library(name: "hasbench-c", type: .static, targets: ["BenchC"]),
        .executable(name: "hasbench", targets: ["hasbench"]),
        .executable(name: "hasbench-import", targets: ["hasbench-import"]),
        .executable(name: "hasbench-fit", targets: ["hasbench-fit"]),
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
        .systemLibrary(name: "CMalloc"),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CYaml", linkerSettings: [.linkedLibrary("yaml")]),
        .target(name: "BenchStatistics"),
        .target(name: "BenchSchema", dependencies: ["BenchStatistics", crypto], swiftSettings: strict),
        .target(name: "BenchSpace", dependencies: ["BenchSchema", "BenchStatistics"], swiftSettings: strict),
        .target(name: "BenchFormat", dependencies: ["BenchSchema", "CZstd", "CXXHash"], swiftSettings: strict),
        .target(name: "BenchFile", dependencies: ["BenchSchema", "BenchFormat", crypto], swiftSettings: strict),
        .target(
            name: "BenchImport",
            dependencies: [
                "BenchSchema", "BenchSpace", "BenchFormat", "BenchFile", "CMalloc", "CSimdjson", "CYaml", "CZlib",
                "CZstd", argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(name: "hasbench-import", dependencies: ["BenchImport"]),
        .target(
            name: "BenchSurrogate", dependencies: ["BenchStatistics", "BenchSchema", "BenchSpace", "BenchFormat"],
            swiftSettings: strict),
        .systemLibrary(name: "CBLAS", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
        .target(
            name: "BenchFit",
            dependencies: [
                "BenchSchema", "BenchSpace", "BenchFormat", "BenchFile", "HASBench", "BenchStatistics",
                "BenchSurrogate", "CBLAS", "CXGBoost", argumentParser,
            ],
            swiftSettings: strict),
        .executableTarget(name: "hasbench-fit", dependencies: ["BenchFit"]),
        .target(
            name: "HASBench",
            dependencies: [
                "BenchStatistics", "BenchSchema", "BenchSpace", "BenchFormat", "BenchFile", "BenchSurrogate",
            ]),
        .target(name: "CHasbench"),
        // The border to C: all of it is unsafe, and little else is in it.
        .target(
            name: "BenchC",
            dependencies: [
                "BenchSchema", "BenchSpace", "BenchFormat", "BenchFile", "BenchSurrogate", "HASBench", "CHasbench",
            ]),
        .target(
            name: "BenchReport",
            dependencies: ["BenchSchema", "BenchSpace", "BenchFile", "BenchStatistics", "BenchSurrogate", "HASBench"]),
        .target(
            name: "BenchCommand",
            dependencies: [
                "BenchSchema", "BenchSpace", "BenchFormat", "BenchFile", "HASBench", "BenchStatistics",
                "BenchSurrogate", "BenchReport",
                argumentParser,
            ]),
        .executableTarget(name: "hasbench", dependencies: ["BenchCommand"]),
        // Here for the sake of `package` access; no product, so nobody who depends on hasbench builds it.
        .executableTarget(
            name: "hasb-parts", dependencies: ["BenchStatistics", "BenchSchema", "BenchFormat", "BenchSurrogate"],
            path: "Benchmarks/Parts"
        ),
        .executableTarget(name: "hasb-scan", dependencies: ["BenchImport"], path: "Benchmarks/Scan"),

        .target(
            name: "TestSupport", dependencies: ["BenchSchema", "BenchFormat", "BenchFile", "BenchSurrogate"],
            path: "Tests/TestSupport"),
        .target(
            name: "Conformance", dependencies: ["BenchSchema", "BenchFormat", "BenchFile", "TestSupport", crypto],
            path: "Tests/Conformance"),
        // Makes Specs/vectors and sweeps them; no product, as above.
        .executableTarget(
            name: "hasb-vectors",
            dependencies: [
                "BenchSchema", "BenchFormat", "BenchFile", "BenchSurrogate", "Conformance", "TestSupport",
                argumentParser,
            ],
            path: "Tests/Vectors"),
        .testTarget(
            name: "ConformanceTests", dependencies: ["BenchSchema", "BenchFile", "Conformance", "TestSupport"]),
        .testTarget(name: "BenchSchemaTests", dependencies: ["BenchSchema", "TestSupport"]),
        .testTarget(
            name: "BenchSpaceTests", dependencies: ["BenchSpace", "BenchStatistics", "BenchSchema", "HASBench"]),
        .testTarget(name: "BenchFormatTests", dependencies: ["BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(name: "BenchFileTests", dependencies: ["BenchFile", "BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(
            name: "BenchImportTests",
            dependencies: [
                "BenchImport", "hasbench-import", "BenchFile", "BenchSchema", "BenchSpace", "CZlib", "TestSupport",
            ]),
        .testTarget(name: "BenchStatisticsTests", dependencies: ["BenchStatistics"], resources: [.copy("Fixtures")]),
        .testTarget(
            name: "BenchSurrogateTests",
            dependencies: ["BenchSurrogate", "BenchSpace", "BenchFormat", "BenchSchema", "TestSupport"]),
        .testTarget(
            name: "BenchFitTests",
            dependencies: [
                "BenchFit", "BenchSurrogate", "BenchSpace", "BenchStatistics", "BenchFile", "BenchSchema", "HASBench",
                "TestSupport",
            ]),
        .testTarget(
            name: "HASBenchTests",
            dependencies: ["HASBench", "BenchFile", "BenchFormat", "BenchSchema", "BenchSurrogate", "TestSupport"]),
        .testTarget(
            name: "BenchCTests",
            dependencies: ["BenchC", "CHasbench", "BenchFile", "BenchSchema", "HASBench", "TestSupport"]),
        .testTarget(
            name: "BenchReportTests",
            dependencies: ["BenchReport", "BenchFile", "BenchStatistics", "BenchSchema", "HASBench", "TestSupport"]),
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
