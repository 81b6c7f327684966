import BenchSchema
import BenchSurrogate

/// Which runs are held out; all runs of one configuration are on the same side.
struct Split: Sendable {
    /// The places of the runs that are held out, fold after fold.
    let folds: [[Int]]

    /// The most runs that are held out unless folds are given.
    static let maximumTest = 1000

    /// One fold of a share of the configurations, drawn at random.
    init(_ runs: [TrainingRun], share: Double, seed: UInt64) {
        var random = NormalNumbers(seed: seed ^ 0x5350_4C49_54)
        var hashes = Set(runs.map(\.hash)).sorted { $0.description < $1.description }
        hashes.shuffle(using: &random)
        let count = min(Int((Double(hashes.count) * share).rounded()), Self.maximumTest)
        let chosen = Set(hashes.prefix(count))
        folds = count == 0 ? [] : [runs.indices.filter { chosen.contains(runs[$0].hash) }]
    }

    /// Reads folds from lines of a config hash and the number of the fold that it is held out in.
    init(_ runs: [TrainingRun], reading text: String, file: String) throws(BenchError) {
        var foldOfHash: [String: Int] = [:]
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(separator: " ")
            if words.isEmpty { continue }
            guard words.count == 2, let fold = Int(words[1]), (0..<1000).contains(fold) else {
                throw BenchError(
                    .usage, "a line is a config hash and a fold, such as `93027ccfb83fbd0300221aff18ccd7f3 0`",
                    at: file,
                    "line \(number + 1)")
            }
            foldOfHash[String(words[0])] = fold
        }
        var folds: [Int: [Int]] = [:]
        for (place, run) in runs.enumerated() {
            if let fold = foldOfHash[run.hash.description] { folds[fold, default: []].append(place) }
        }
        guard !folds.isEmpty else { throw BenchError(.usage, "it names no run of the table", at: file) }
        self.folds = folds.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The runs that a fold is predicted from.
    static func training(of count: Int, without fold: [Int]) -> [Int] {
        let heldOut = Set(fold)
        return (0..<count).filter { !heldOut.contains($0) }
    }
}
