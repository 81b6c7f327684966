import BenchSchema

/// The lines of a file, found in a window that slides over it.
///
/// Memory: a window of 256 KiB, which grows with a line that is longer, up to 16 MiB; what a longer line holds beyond
/// that is left out and reported.
struct LineReader: ~Copyable {
    static let longestLine = 1 << 24

    private var source: ByteSource
    /// The window; a line is a range of it, with room behind it for the JSON reader.
    private(set) var buffer: [UInt8]
    private var start = 0
    private var scanned = 0
    private var end = 0
    private var atEnd = false
    private var skipping = false
    /// The number of the last line, from 1.
    private(set) var line = 0
    /// What stopped the reading before the file's end.
    private(set) var failure: BenchError?
    /// The numbers of the lines that were too long; at most a hundred of them.
    private(set) var longLines: [Int] = []
    /// How many bytes of the file are to be read yet.
    private var allowance: Int
    /// Whether the file goes on where reading ended as was asked for.
    private(set) var hasMore = false
    /// The bytes unpacked so far.
    private(set) var bytes = 0
    /// Whether the last line had no end.
    private(set) var lacksNewline = false

    /// - Parameters:
    ///   - limit: How much is read of a file that isn't packed.
    ///   - used: The window of a reader that is done, to be used again.
    init(_ source: consuming ByteSource, window: Int = 1 << 18, limit: Int? = nil, reusing used: [UInt8] = []) {
        allowance = limit ?? .max
        self.source = source
        buffer = used.count >= window ? used : [UInt8](repeating: 0, count: window + JSONReader.padding)
    }

    /// Gives the window away, once all is read.
    mutating func takeBuffer() -> [UInt8] {
        defer { buffer = [] }
        return buffer
    }

    /// The bytes read from the file so far.
    var bytesIn: Int { source.bytesIn }

    /// What of the window is to be read.
    var ahead: Range<Int> { skipping ? start..<start : start..<end }

    /// Goes on behind lines that were read in the window.
    mutating func skip(bytes: Int, lines: Int) {
        start = min(start + bytes, end)
        scanned = start
        line += lines
    }

    /// Gets more of the file if what is ahead is only the beginning of a line; false if there is a line, or no more.
    mutating func refillWithinLine() -> Bool {
        guard !atEnd, !skipping, ByteScan.first(0x0A, in: buffer.span, scanned..<end) == nil else { return false }
        scanned = end
        refill()
        return true
    }

    /// The next line as a range of `buffer`, without its end; nil after the last.
    mutating func next() -> Range<Int>? {
        while true {
            if let newline = ByteScan.first(0x0A, in: buffer.span, scanned..<end) {
                let range = start..<newline
                start = newline + 1
                scanned = start
                line += 1
                if skipping {
                    skipping = false
                    continue
                }
                return range
            }
            scanned = end
            if atEnd {
                guard start < end, !skipping else { return nil }
                defer { start = end }
                lacksNewline = true
                line += 1
                return start..<end
            }
            refill()
        }
    }

    private mutating func refill() {
        let room = buffer.count - JSONReader.padding
        if start > 0 {
            // What is left of the window is the beginning of one line.
            for place in start..<end { buffer[place - start] = buffer[place] }
            (scanned, end, start) = (scanned - start, end - start, 0)
        } else if end == room {
            if room < Self.longestLine {
                buffer += [UInt8](repeating: 0, count: room)
            } else {
                if !skipping, longLines.count < 100 { longLines.append(line + 1) }
                (skipping, scanned, end) = (true, 0, 0)
            }
        }
        do throws(BenchError) {
            let room = end..<buffer.count - JSONReader.padding
            var count = try source.read(into: &buffer, room)
            if count == 0 { atEnd = true }
            if !source.isPacked {
                if count > allowance { (count, atEnd, hasMore) = (allowance, true, true) }
                allowance -= count
                // Less than asked for, and all that was expected: there is no more to ask for.
                if allowance == 0, count < room.count { atEnd = true }
            }
            end += count
            bytes += count
        } catch {
            failure = error
            atEnd = true
        }
    }
}
