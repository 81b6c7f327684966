import ArgumentParser
import BenchImport
import Testing

@Suite struct ImportCommandTests {
    @Test(arguments: [
        [], ["a"], ["a", "-o", "b", "--jobs", "0"], ["a", "-o", "b", "--level", "23"],
        ["a", "-o", "b", "--shard", "3/2"],
        ["a", "-o", "b", "--shard", "0/2"], ["a", "-o", "b", "--shard", "x"], ["a", "-o", "b", "--nonsense"],
    ])
    func wrongArgumentsAreUsageErrors(_ arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try ImportCommand.parseAsRoot(arguments) }
        if let error { #expect(ImportCommand.exitCode(for: error).rawValue == 64) }
    }

    @Test func argumentsAreTaken() throws {
        _ = try ImportCommand.parse([
            "a", "b", "-o", "c", "--key", "A", "--key", "B", "--seed-key", "S", "--task", "t", "--jobs", "2", "--level",
            "3",
            "--shard", "2/3", "--strict", "--force", "--keep-stderr", "--report", "r", "--provenance", "p",
            "--progress",
            "--json",
        ])
    }

    @Test func theHelpNamesTheVerb() {
        #expect(ImportCommand.helpMessage().contains("USAGE: hasbench convert "))
    }

    @Test func missingInputHasItsExitCode() async throws {
        var command = try ImportCommand.parse(["/nowhere/at/all", "-o", "/nowhere/out.hasb"])
        let error = await #expect(throws: ExitCode.self) { try await command.run() }
        #expect(error?.rawValue == 66)
        command = try ImportCommand.parse(["/", "-o", "/"])
        let exists = await #expect(throws: ExitCode.self) { try await command.run() }
        #expect(exists?.rawValue == 73)
    }
}
