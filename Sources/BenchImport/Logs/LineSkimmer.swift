import Glibc

/// Reads the lines that logs mostly consist of: records of a form seen before, single iterations, ordinary lines.
///
/// It serves run after run, so that what it learnt of one is known for the next. What it doesn't know stops it, and is
/// the scanner's to read. It holds the rows of records until the scanner takes them.
///
/// Memory safety: pointers go into a window within the bounds that are checked here, and not beyond a line's newline.
@safe
struct LineSkimmer {
    /// What the last record was, as far as energy blocks are concerned.
    enum Record { case iteration, epoch(type: String, Int64) }

    /// What a call went over.
    struct Progress {
        var bytes = 0
        var lines = 0
        var last: Record?
    }

    private var forms: [RecordForm] = []
    /// The beginnings of lines with records of single iterations, up to the end of their type.
    private var iterations: [[UInt8]] = []
    /// Of each form, then of each beginning: what followed it last.
    private var successor = Array(repeating: 0, count: 2 * LineSkimmer.most)
    private var order: [Int] = []
    private static let most = 32

    /// Learns from a line that holds an epoch record of this type.
    mutating func learn(type: String, line: [UInt8], record start: Int) {
        guard let form = RecordForm(type: type, line: line, start: start) else { return }
        if let place = forms.firstIndex(where: { $0.type == type }) {
            forms[place] = form
        } else if forms.count < Self.most {
            forms.append(form)
        }
    }

    /// Learns how lines with records of single iterations begin.
    mutating func learn(iteration beginning: [UInt8]) {
        if iterations.count < Self.most, !iterations.contains(beginning) { iterations.append(beginning) }
    }

    /// Whether rows wait to be taken.
    var hasRows: Bool { forms.contains { $0.hasRows } }

    /// The rows read, as groups in the order of their first records.
    mutating func takeRows() -> [RecordGroup] {
        var groups: [RecordGroup] = []
        for place in order where forms[place].hasRows { groups.append(forms[place].takeRows()) }
        order.removeAll(keepingCapacity: true)
        return groups
    }

    /// Goes over lines from the range's beginning as long as they are known, and have their ends within it.
    mutating func skim(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Progress {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return Progress() }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return Progress() }
            return unsafe skim(base + range.lowerBound, base + range.upperBound)
        }
    }

    private mutating func skim(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Progress {
        var progress = Progress()
        var line = unsafe start
        var (lastForm, lastEpoch): (Int, Int64) = (-1, 0)
        var guess = 0
        while unsafe line < end, let newline = unsafe memchr(line, 0x0A, end - line) {
            let lineEnd = unsafe UnsafePointer(newline.assumingMemoryBound(to: UInt8.self))
            if unsafe line.pointee == UInt8(ascii: "[") {
                // What followed last time is tried first.
                var found = -1
                if let epoch = unsafe take(guess, line, lineEnd) {
                    (found, lastEpoch) = (guess, epoch)
                } else {
                    for other in 0..<forms.count + iterations.count where other != guess {
                        guard let epoch = unsafe take(other, line, lineEnd) else { continue }
                        (found, lastEpoch) = (other, epoch)
                        break
                    }
                }
                if found >= 0 {
                    if lastForm >= 0 { successor[lastForm] = found }
                    lastForm = found
                    guess = successor[found]
                } else if unsafe !Self.isOrdinaryTagged(line, lineEnd) {
                    break
                }
            } else if unsafe !Self.isOrdinary(line, lineEnd) {
                break
            }
            unsafe line = lineEnd + 1
            progress.lines += 1
        }
        progress.bytes = unsafe line - start
        if lastForm >= forms.count {
            progress.last = .iteration
        } else if lastForm >= 0 {
            progress.last = .epoch(type: forms[lastForm].type, lastEpoch)
        }
        return progress
    }

    /// Reads a line as the form or beginning of this number; its epoch, 0 for an iteration, nil if it is another.
    @inline(__always)
    private mutating func take(_ number: Int, _ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int64? {
        if number < forms.count {
            let isFirst = !forms[number].hasRows
            guard let epoch = unsafe forms[number].take(line, end) else { return nil }
            if isFirst { order.append(number) }
            return epoch
        }
        guard number - forms.count < iterations.count else { return nil }
        let beginning = iterations[number - forms.count]
        let length = unsafe end - line
        guard length > beginning.count, unsafe (end - 1).pointee == UInt8(ascii: "}") else { return nil }
        let isSame = unsafe beginning.withUnsafeBytes { text in
            guard let base = text.baseAddress else { return false }
            return unsafe memcmp(base, line, text.count) == 0
        }
        // Another line may stand within a torn one.
        guard isSame, unsafe memchr(line + beginning.count, 0x5B, length - beginning.count) == nil else { return nil }
        return 0
    }

    /// Whether a line without a prefix says nothing: no energy block, no dump of the environment, no codes before it.
    private static func isOrdinary(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        guard unsafe line < end else { return true }
        let first = unsafe line.pointee
        guard first != UInt8(ascii: "["), first != UInt8(ascii: "e"), first != 0, first != 0x1B else { return false }
        let last = unsafe (end - 1).pointee
        return last > 0x20 && last != UInt8(ascii: ":")
    }

    /// Whether a line that begins with a bracket holds neither a record nor a start.
    private static func isOrdinaryTagged(_ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        let last = unsafe (end - 1).pointee
        guard last > 0x20, last != UInt8(ascii: ":") else { return false }
        let length = unsafe min(end - line, 300)
        guard let bracket = unsafe memchr(line, 0x5D, length) else { return true }
        let rest = unsafe UnsafePointer(bracket.assumingMemoryBound(to: UInt8.self)) + 1
        // Behind the prefix stand a colon and a blank.
        guard unsafe end - rest > 2 else { return false }
        let next = unsafe rest[2]
        return unsafe rest[0] == UInt8(ascii: ":") && rest[1] == 0x20 && next != UInt8(ascii: "j")
            && next != UInt8(ascii: "P")
    }
}
