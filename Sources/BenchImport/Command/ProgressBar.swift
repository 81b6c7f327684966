/// A bar on standard error that shows how many runs are done.
///
/// Used from the task that collects results only.
final class ProgressBar {
    private var total = 0
    private var done = 0
    private var shown = -1
    private let isShown: Bool

    init(isShown: Bool) { self.isShown = isShown }

    /// Begins a pass over so many runs.
    func start(total: Int) {
        (self.total, done, shown) = (total, 0, -1)
    }

    /// Counts more runs as done.
    func advance(_ count: Int) {
        done += count
        guard isShown, total > 0 else { return }
        let width = 40
        let filled = min(width, width * done / total)
        guard filled != shown else { return }
        shown = filled
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        Machine.printError("\r[\(bar)] \(done)/\(total) runs")
    }

    /// Wipes the bar away.
    func clear() {
        if isShown { Machine.printError("\r\u{1B}[K") }
    }
}
