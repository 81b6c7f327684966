import BenchFile
import BenchSchema
import BenchSpace
import Glibc

/// Writes a sweep that is to be trained: cfgs/NNNNNN.yaml, cfgs_summary.yaml, space.json.
struct SweepFolderWriter {
    private let folder: String
    private var summary: [UInt8] = []
    private var count = 0

    /// Makes the folder; throws where it isn't empty, unless `replacing`, and where a sweep was started in it.
    init(_ folder: String, replacing: Bool) throws(BenchError) {
        self.folder = folder
        let names = try Folders.names(in: folder)
        if let names, !names.isEmpty {
            guard replacing else {
                throw BenchError(.cannotWrite, "the folder isn't empty; --force replaces what is in cfgs/", at: folder)
            }
            guard !names.contains("logs") else {
                throw BenchError(.cannotWrite, "it has a folder logs: the sweep was started already", at: folder)
            }
        }
        if names == nil { try Folders.make(folder) }
        guard let old = try Folders.names(in: "\(folder)/cfgs") else {
            try Folders.make("\(folder)/cfgs")
            return
        }
        for name in old where name.hasSuffix(".yaml") { unlink("\(folder)/cfgs/\(name)") }
    }

    /// Writes the next configuration.
    mutating func add(_ configuration: DrawnConfiguration) throws(BenchError) {
        var leaves = configuration.others
        for (name, value) in configuration.drawn { leaves[name] = value }
        let digits = String(count)
        let name = String(repeating: "0", count: max(6 - digits.count, 0)) + digits + ".yaml"
        try Folders.write(try ConfigurationYAML(leaves).bytes, to: "\(folder)/cfgs/\(name)")
        let text = configuration.drawn.map { "\($0.name) \(Self.plain($0.value))" }.joined(separator: " ")
        summary += "\(name): \(ConfigurationYAML.text(text))\n".utf8
        count += 1
    }

    /// Writes what is on all of them.
    func finish(_ space: SearchSpace) throws(BenchError) {
        try Folders.write(space.json, to: "\(folder)/space.json")
        try Folders.write(summary, to: "\(folder)/cfgs_summary.yaml")
    }

    /// A value as Python prints it, which is how pycls' summary has it.
    private static func plain(_ value: LooseValue) -> String {
        switch value {
        case .bool(let truth): truth ? "True" : "False"
        case .string(let text): text.description
        case .null, .int64, .float64, .json: ConfigurationYAML.scalar(value)
        }
    }
}
