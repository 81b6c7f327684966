import BenchSchema

/// Paths of a sweep's files.
enum SweepPath {
    /// What follows the sweep's folder in a path of a log, `logs/NNNNNN/stdout.log`; other texts as they are.
    static func relative(_ text: [UInt8]) -> [UInt8] {
        guard text.first == UInt8(ascii: "/"), !text.contains(0x0A) else { return text }
        let steps = text.split(separator: UInt8(ascii: "/"))
        guard let logs = steps.lastIndex(where: { $0.elementsEqual("logs".utf8) }) else {
            return Array(steps.last ?? [])
        }
        return Array(steps[logs...].joined(separator: [UInt8(ascii: "/")]))
    }
}
