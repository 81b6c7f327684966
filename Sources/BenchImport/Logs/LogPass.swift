package import BenchSchema

/// A pass over logs that keeps nothing of them: what scanning and parsing take by themselves.
package struct LogPass: Sendable {
    /// What a pass went over.
    package struct Result: Sendable {
        /// The bytes of the logs.
        package var bytes = 0
        /// The runs.
        package var runs = 0
        /// The numbers of all their series.
        package var values = 0

        /// Makes an empty result.
        package init() {}
    }

    private let source: LogSource

    /// Lists the run folders in a folder.
    package init(_ folder: String) throws(BenchError) {
        guard let source = try LogSource(folder: folder, name: folder, prefix: "", keepsErrors: false) else {
            throw BenchError(.noInput, "there are no run folders in it", at: folder)
        }
        self.source = source
    }

    /// Reads all logs, one after the other.
    package func run() throws(BenchError) -> Result {
        var result = Result()
        for (number, portion) in source.portions.enumerated() {
            try source.read(number, Units(range: 0..<portion.units)) { _, read in
                result.bytes += read.bytesUnpacked
                result.runs += 1
                for group in read.run.groups { result.values += group.columns.count * group.epochs.count }
            }
        }
        return result
    }
}
