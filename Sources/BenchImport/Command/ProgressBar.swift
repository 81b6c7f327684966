/// A bar on standard error: how much is read, how fast, and how long it will take.
///
/// Used from the task that collects results only.
final class ProgressBar {
    private var total = 0
    private var done = 0
    private var began = 0.0
    private var shownAt = -1.0
    private let isShown: Bool

    init(isShown: Bool) { self.isShown = isShown }

    /// Begins a pass over so many bytes.
    func start(bytes: Int) {
        (total, done, began) = (bytes, 0, Machine.seconds)
    }

    /// Counts more bytes as done.
    func advance(_ bytes: Int) {
        done += bytes
        let now = Machine.seconds
        guard isShown, total > 0, now - shownAt >= 0.1 || done == total else { return }
        shownAt = now
        let width = 30
        let filled = min(width, width * done / total)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let seconds = max(now - began, 1e-3)
        let rate = Double(done) / seconds
        let left = Int((Double(max(0, total - done)) / max(rate, 1)).rounded(.up))
        Machine.printError(
            "\r[\(bar)] \(done / 1_000_000) of \(total / 1_000_000) MB, \(Int(rate / 1e6)) MB/s, \(left) s left\u{1B}[K"
        )
    }

    /// Wipes the bar away.
    func clear() {
        if isShown { Machine.printError("\r\u{1B}[K") }
    }
}
