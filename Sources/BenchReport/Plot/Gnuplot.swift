import BenchSchema
import Glibc

/// The program that draws: Debian's gnuplot-nox.
enum Gnuplot {
    /// Runs a script of a folder in that folder.
    ///
    /// Throws `.noProgram` if there is no gnuplot, and `.io` with what it says where it fails.
    static func run(_ script: String, in folder: String) throws(BenchError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        let said = "\(folder)/\(script).err"
        posix_spawn_file_actions_addopen(&actions, 2, said, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { unlink(said) }

        // -d: the figures don't depend on what the user has set in files of his own.
        let change = "cd '\(folder.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
        var words: [UnsafeMutablePointer<CChar>?] = []
        for word in ["gnuplot", "-d", "-e", change, script] { words.append(strdup(word)) }
        defer { for word in words { free(word) } }
        words.append(nil)
        // Numbers are read and printed with a point, whatever the user's language.
        var settings: [UnsafeMutablePointer<CChar>?] = []
        for setting in environment { settings.append(strdup(setting)) }
        defer { for setting in settings { free(setting) } }
        settings.append(nil)

        var child: pid_t = 0
        let failure = posix_spawnp(&child, "gnuplot", &actions, nil, words, settings)
        guard failure == 0 else {
            guard failure == ENOENT else { throw BenchError(.io, "can't run gnuplot: \(text(of: failure))") }
            throw missing
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw BenchError(.io, "can't wait for gnuplot: \(text(of: errno))") }
        }
        guard status == 0 else {
            throw BenchError(.io, "gnuplot failed: \(firstWords(of: said))")
        }
    }

    /// Whether there is one on the path.
    static var isThere: Bool {
        guard let path = getenv("PATH").map({ String(cString: $0) }) else { return false }
        return path.split(separator: ":").contains { access("\($0)/gnuplot", X_OK) == 0 }
    }

    /// What is thrown where there is none.
    static var missing: BenchError {
        BenchError(.noProgram, "gnuplot is needed to draw figures; install Debian's package gnuplot-nox")
    }

    /// What gnuplot needs to know: where programs and fonts are.
    private static var environment: [String] {
        var settings = ["LC_ALL=C.UTF-8"]
        for name in ["PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH"] {
            if let value = getenv(name) { settings.append("\(name)=\(String(cString: value))") }
        }
        return settings
    }

    /// What it said before it gave up.
    private static func firstWords(of path: String) -> String {
        guard let stream = fopen(path, "r") else { return "it says nothing" }
        defer { fclose(stream) }
        var buffer = [UInt8](repeating: 0, count: 500)
        let count = fread(&buffer, 1, buffer.count, stream)
        return String(decoding: buffer[..<count], as: UTF8.self)
            .split { $0 == " " || $0.isNewline }.joined(separator: " ")
    }

    private static func text(of error: Int32) -> String { String(cString: strerror(error)) }
}
