import CSimdjson
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
    /// What the shim holds of each form.
    private var handles: [OpaquePointer] = unsafe []
    /// The beginnings of lines with records of single iterations, up to the end of their type.
    private var iterations: [[UInt8]] = []
    /// Of each form, and from `most` on of each beginning: what followed it last.
    private var successor = Array(repeating: 0, count: 2 * LineSkimmer.most)
    /// The forms that have rows, in the order of their first.
    private var order: [Int] = []
    private static let most = 32

    /// Learns from a line that holds an epoch record of this type.
    mutating func learn(type: String, line: [UInt8], record start: Int) {
        guard let form = RecordForm(type: type, line: line, start: start) else { return }
        if let place = forms.firstIndex(where: { $0.type == type }) {
            forms[place] = form
            unsafe handles[place] = form.handle
        } else if forms.count < Self.most {
            forms.append(form)
            unsafe handles.append(form.handle)
        }
    }

    /// Learns how lines with records of single iterations begin.
    mutating func learn(iteration beginning: [UInt8]) {
        if iterations.count < Self.most, !iterations.contains(beginning) { iterations.append(beginning) }
    }

    /// Whether rows wait to be taken.
    var hasRows: Bool { !order.isEmpty }

    /// The rows read, as groups in the order of their first records.
    mutating func takeRows() -> [RecordGroup] {
        defer { order.removeAll(keepingCapacity: true) }
        return order.map { forms[$0].takeRows() }
    }

    /// Goes over lines from the range's beginning as long as they are known, and have their ends within it.
    mutating func skim(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Progress {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return Progress() }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return Progress() }
            return unsafe handles.withUnsafeBufferPointer {
                unsafe skim(base + range.lowerBound, base + range.upperBound, $0)
            }
        }
    }

    private mutating func skim(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ handles: UnsafeBufferPointer<OpaquePointer>
    ) -> Progress {
        var progress = Progress()
        var line = unsafe start
        var last = -1
        var guess = 0
        while unsafe line < end {
            var found: Int?
            var lineEnd: UnsafePointer<UInt8>
            // What followed last time is tried first; a form finds the line's end by itself.
            if guess < handles.count, let newline = unsafe csj_form_take(handles[guess], line, end) {
                unsafe (found, lineEnd) = (guess, newline)
            } else {
                guard let newline = unsafe memchr(line, 0x0A, end - line) else { break }
                unsafe lineEnd = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self))
                if unsafe line.pointee == UInt8(ascii: "[") {
                    found = unsafe find(guess, line, lineEnd, handles)
                    guard unsafe found != nil || Self.isOrdinaryTagged(line, lineEnd) else { break }
                } else if unsafe !Self.isOrdinary(line, lineEnd) {
                    break
                }
            }
            if let found {
                if found < handles.count, unsafe csj_form_rows(handles[found]) == 1 { order.append(found) }
                if last >= 0 { successor[last] = found }
                last = found
                guess = successor[found]
            }
            unsafe line = lineEnd + 1
            progress.lines += 1
        }
        progress.bytes = unsafe line - start
        if last >= Self.most {
            progress.last = .iteration
        } else if last >= 0 {
            progress.last = .epoch(type: forms[last].type, forms[last].lastEpoch)
        }
        return progress
    }

    /// The form or beginning that a line has, looked for after the guess was no form of it.
    private func find(
        _ guess: Int, _ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
        _ handles: UnsafeBufferPointer<OpaquePointer>
    ) -> Int? {
        if guess >= Self.most, unsafe isIteration(guess - Self.most, line, end) { return guess }
        // Those of single iterations first, which are the most and told the soonest.
        for other in iterations.indices where other + Self.most != guess {
            if unsafe isIteration(other, line, end) { return other + Self.most }
        }
        for other in 0..<handles.count where other != guess {
            // Up to behind the newline.
            if unsafe csj_form_take(handles[other], line, end + 1) != nil { return other }
        }
        return nil
    }

    /// Whether a line is a record of single iterations with this beginning.
    private func isIteration(_ number: Int, _ line: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        guard number < iterations.count else { return false }
        let count = iterations[number].count
        let length = unsafe end - line
        guard length > count, unsafe (end - 1).pointee == UInt8(ascii: "}") else { return false }
        let isSame = unsafe iterations[number].withUnsafeBytes { text in
            guard let base = text.baseAddress else { return false }
            return unsafe memcmp(base, line, count) == 0
        }
        // Another line may stand within a torn one.
        return unsafe isSame && memchr(line + count, 0x5B, length - count) == nil
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
