import BenchSchema
import TestSupport
import Testing

@testable import BenchImport

/// Randomly damaged input: nothing traps, and the quick way of reading a log says what the slow one says.
@Suite struct MutationTests {
    /// A log of a run, with energy blocks, iterations and ordinary lines.
    private static func log(_ epochs: Int) -> [String] {
        var lines = [Log.start, Log.cfg(epochs: epochs)]
        lines.append(Log.record(#"{"_type": "complexity", "acts": 1, "flops": 2, "params": 3}"#))
        for epoch in 1...epochs {
            lines.append("[trainer.py: 210]: Start epoch: \(epoch)")
            let iteration = #"{"_type": "train_iter", "epoch": "\#(epoch)/\#(epochs)", "iter": "1/9", "loss": 1.5}"#
            lines += [Log.record(iteration), Log.record(iteration)]
            let fields = #""eta": "00,00:0\#(epoch % 6):19", "loss": \#(epoch).25, "lr": -0.0000, "mem": 1\#(epoch)"#
            lines.append(Log.train(epoch, of: epochs, fields))
            if epoch % 3 == 0 { lines += Log.block("\(epoch)\t0.5\t1\t2\t3\t4.5") }
            lines.append(Log.test(epoch, of: epochs, error: "\(90 - epoch).2857"))
            lines.append("checkpoint written")
        }
        return lines
    }

    private static func mutate(_ lines: [String], _ random: inout SeededGenerator) -> [UInt8] {
        var lines = lines
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines.randomElement(using: &random) ?? "", at: place)
            case 2: lines[place] += "\r"
            case 3:
                lines[place] = String(lines[place].prefix(Int.random(in: 0...80, using: &random))) + (lines.last ?? "")
            case 4:
                lines[place] = lines[place].replacing(
                    "0", with: ["NaN", "1e3", "12345678901", "0.123456789", "-"].randomElement(using: &random) ?? "")
            default: lines.insert("[trainer.py:  50]: os.environ:", at: place)
            }
            if lines.isEmpty { lines = [""] }
        }
        var bytes = Array(lines.joined(separator: "\n").utf8)
        for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
    }

    private static func parse(_ bytes: [UInt8], window: Int, skimming: Bool) throws -> [ParsedRun] {
        let folder = try TemporaryFolder()
        try TemporaryFolder.write(bytes, to: folder.file("x"))
        guard let source = try ByteSource.open(folder.file("x")) else { return [] }
        var lines = LineReader(source, window: window)
        var scanner = try LogScanner()
        scanner.begin(sharing: nil)
        while true {
            if skimming {
                scanner.skim(&lines)
                if lines.refillWithinLine() { continue }
            }
            guard let range = lines.next() else { break }
            scanner.take(lines.buffer.span, range, number: lines.line, isWhole: !lines.lacksNewline)
        }
        return scanner.finish()
    }

    private static func text(_ run: ParsedRun) -> String {
        let groups = run.groups.sorted { $0.name < $1.name }.map { group in
            "\(group.name) \(group.epochs) \(group.maxima) "
                + group.columns.sorted { $0.name < $1.name }.map { "\($0.name) \($0.kinds) \($0.bits) \($0.seen)" }
                .joined()
        }
        return "\(groups) \(run.scalars) \(run.findings.list) \(run.starts) \(run.configuration?.values ?? [])"
    }

    @Test func skimmingSaysWhatScanningSays() throws {
        var random = SeededGenerator(seed: 7)
        let whole = Self.log(40)
        for round in 0..<400 {
            let bytes = Self.mutate(whole, &random)
            let window = [64, 1000, 1 << 18][round % 3]
            let slow = try Self.parse(bytes, window: 1 << 18, skimming: false).map(Self.text)
            let quick = try Self.parse(bytes, window: window, skimming: true).map(Self.text)
            #expect(slow == quick, "round \(round)")
        }
    }

    @Test func damagedJSONIsSurvived() async throws {
        var random = SeededGenerator(seed: 8)
        let sweep = try Sweep()
        let cons = #", "cons": {"train_cons": [0.5, NaN], "test_cons": []}"#
        let document = Array(
            ("[" + (0..<6).map { SourceTests.object($0, cons) }.joined(separator: ", ") + "]").utf8)
        for round in 0..<300 {
            var bytes = document
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch round % 3 {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1:
                    bytes.replaceSubrange(
                        place..<min(place + 5, bytes.count),
                        with: Array(#"{}[]",:\e"#.utf8.shuffled(using: &random).prefix(3)))
                default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...300, using: &random), bytes.count))
                }
                if bytes.isEmpty { bytes = [0x5B] }
            }
            try sweep.write("s.json", bytes)
            // Whatever it makes of it, all that is stored fits the schema.
            _ = try? await sweep.table { ($0.sources, $0.keys) = ([sweep.folder.file("s.json")], []) }
        }
    }

    @Test func damagedRecipesAndYAMLAreSurvived() throws {
        var random = SeededGenerator(seed: 9)
        for text in [Recipe.pyclsSweepText, "a: &x {b: [1, 2.5, yes], c: 'd'}\ne:\n  <<: *x\n  f: |\n    text\n"] {
            for _ in 0..<500 {
                var bytes = Array(text.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...127, using: &random)
                }
                _ = try? Recipe(bytes, file: "r")
                _ = try? YAMLConfiguration.read(bytes)
            }
        }
    }

    @Test func shortNumbersAreReadAsSwiftReadsThem() throws {
        var random = SeededGenerator(seed: 10)
        var json = try JSONReader()
        for _ in 0..<300 {
            let texts = (0..<20).map { _ -> String in
                let whole = String(
                    UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random))
                let digits = Int.random(in: 0...10, using: &random)
                let fraction = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
                let exponent =
                    Int.random(in: 0..<8, using: &random) == 0 ? "e\(Int.random(in: -9...9, using: &random))" : ""
                return (Bool.random(using: &random) ? "-" : "") + whole + (digits > 0 ? "." + fraction : "") + exponent
            }
            let text = Array(
                ("{\"a\": [" + texts.joined(separator: Bool.random(using: &random) ? ", " : " ,") + "]}").utf8)
            #expect(json.read(text.span, 0..<text.count, [.lists], separator: 0xFF) == nil)
            let (kinds, bits) = json.values(0)
            #expect(kinds.count == texts.count)
            for (place, text) in texts.enumerated() {
                if let integer = Int64(text) {
                    #expect(kinds[place] == .int64 && Int64(bitPattern: bits[place]) == integer, "\(text)")
                } else {
                    #expect(kinds[place] == .float64 && bits[place] == Double(text)?.bitPattern, "\(text)")
                }
            }
        }
    }
}
