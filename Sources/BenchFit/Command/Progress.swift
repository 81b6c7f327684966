import Glibc

/// One line on standard error that says what is being fitted.
struct Progress {
    let isShown: Bool
    private let began = Self.seconds

    init(isShown: Bool) { self.isShown = isShown }

    /// Shows what is being done now.
    func show(_ what: String) {
        if isShown { Self.write("\r[\(Int(Self.seconds - began)) s] \(what)\u{1B}[K") }
    }

    /// Wipes the line away.
    func clear() {
        if isShown { Self.write("\r\u{1B}[K") }
    }

    /// Writes to standard error; a failure has nowhere to be told.
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
