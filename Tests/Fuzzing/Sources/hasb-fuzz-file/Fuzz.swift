// What libFuzzer calls: it brings its own main. See Scripts/fuzz.sh.
import FuzzMemory
import Glibc

/// From here to `enableLeaks` nothing counts as leaked: Swift keeps flags in pointers' unused bits, so that what a cache
/// holds for long looks as if nobody held it.
@_silgen_name("__lsan_disable") private func disableLeaks()
@_silgen_name("__lsan_enable") private func enableLeaks()

/// What all inputs share.
private struct Setup: @unchecked Sendable {
    let part: FuzzedPart

    static let shared: Setup = {
        disableLeaks()
        defer { enableLeaks() }
        guard let part = try? FuzzedPart(folder: "/dev/shm", onlyParts: getenv("HASB_FUZZ_PARTS") != nil) else {
            fatalError("no file can be written")
        }
        return Setup(part: part)
    }()
}

/// Begins: with HASB_FUZZ_PARTS whole files are left out; with HASB_FUZZ_SEEDS=FOLDER it only writes inputs to begin with.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafePointer<CInt>, _ arguments: UnsafeRawPointer) -> CInt {
    guard let folder = getenv("HASB_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
    disableLeaks()
    for (number, bytes) in ((try? Setup.shared.part.seeds()) ?? []).enumerated() {
        let file = open("\(folder)/seed-\(number)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0, write(file, bytes, bytes.count) == bytes.count else { exit(74) }
        close(file)
    }
    exit(0)
}

/// Takes one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let part = Setup.shared.part
    fuzz_memory_begin()
    part.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    fuzz_memory_end(count)
    return 0
}
