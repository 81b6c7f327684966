// What libFuzzer calls: it brings its own main. See Scripts/fuzz.sh.
import FuzzMemory
import Glibc

@testable import BenchImport

/// What all inputs share: the recipes, and the file that they are written to.
private struct Setup: @unchecked Sendable {
    let samples: Samples
    let scratch: ScratchFile

    static let shared: Setup = {
        guard let scratch = ScratchFile() else { fatalError("no file can be written") }
        return Setup(samples: Samples(folder: variable("HASB_FUZZ_RECIPES") ?? "Specs/recipes"), scratch: scratch)
    }()

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// Begins: with HASB_FUZZ_SEEDS=FOLDER it only writes inputs to begin with.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafePointer<CInt>, _ arguments: UnsafeRawPointer) -> CInt {
    guard let folder = Setup.variable("HASB_FUZZ_SEEDS") else { return 0 }
    Setup.shared.samples.write(to: folder)
    exit(0)
}

/// Takes one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    let setup = Setup.shared
    fuzz_memory_begin()
    FuzzedReader.read(input, setup.scratch, setup.samples.recipes)
    fuzz_memory_end(count)
    return 0
}
