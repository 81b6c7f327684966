import Foundation
import TestSupport
import Testing

@Suite struct SampleTests {
    private let folder: TemporaryFolder
    private let space: String

    init() throws {
        folder = try TemporaryFolder()
        space = folder.file("space.json")
        let text = """
            {"name": "small", "meta": {"network": "regnet"}, "hyperparameters": [
             {"type": "uniform_int", "name": "REGNET.DEPTH", "lower": 6, "upper": 15},
             {"type": "uniform_int", "name": "REGNET.W0", "lower": 48, "upper": 128, "log": true, "q": 8},
             {"type": "uniform_float", "name": "REGNET.WA", "lower": 8, "upper": 32, "log": true, "meta": {"step": 0.1}},
             {"type": "uniform_float", "name": "REGNET.WM", "lower": 2.5, "upper": 3, "log": true, "meta": {"step": 0.001}},
             {"type": "ordinal", "name": "REGNET.GROUP_W", "sequence": [8, 16, 32]},
             {"type": "categorical", "name": "OPTIM.OPTIMIZER", "choices": ["sgd", "on"]},
             {"type": "uniform_float", "name": "OPTIM.MOMENTUM", "lower": 1e-6, "upper": 1.0, "log": true},
             {"type": "constant", "name": "OPTIM.MIN_LR", "value": 1e-06},
             {"type": "constant", "name": "TRAIN.IM_SIZE", "value": 32},
             {"type": "constant", "name": "REGNET.STEM_TYPE", "value": "res_stem_cifar"}],
             "conditions": [{"type": "EQ", "child": "OPTIM.MOMENTUM", "parent": "OPTIM.OPTIMIZER", "value": "sgd"}]}
            """
        try TemporaryFolder.write(Array(text.utf8), to: space)
    }

    private func sample(_ arguments: String...) throws -> HasbenchProcess {
        try HasbenchProcess(["sample", "--space", space] + arguments)
    }

    /// The draws are part of the format: what a seed gave once, it gives for ever.
    @Test func aSeedGivesTheseDraws() throws {
        let process = try sample(
            "-n", "5", "--seed", "4", "-o", "-", "--limit", "params<=2000000", "--limit", "stages=2")
        #expect(process.status == 0)
        try expectSnapshot(process.output + process.errors, "sample")
        let more = try sample("-n", "9", "--seed", "4", "-o", "-", "--limit", "params<=2000000", "--limit", "stages=2")
        #expect(more.output.hasPrefix(process.output))
    }

    @Test func aFolderIsASweep() throws {
        let sweep = folder.file("sweep")
        #expect(try sample("-n", "3", "-o", sweep).status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: sweep + "/cfgs").sorted()
        #expect(names == ["000000.yaml", "000001.yaml", "000002.yaml"])
        let first = try String(contentsOfFile: sweep + "/cfgs/000000.yaml", encoding: .utf8)
        let summary = try String(contentsOfFile: sweep + "/cfgs_summary.yaml", encoding: .utf8)
        try expectSnapshot(first + "---\n" + summary, "sample-folder")
        // What is drawn from is drawn from again.
        let again = try HasbenchProcess(["sample", "--space", sweep + "/space.json", "-n", "3", "-o", "-"])
        #expect(again.output == (try sample("-n", "3", "-o", "-")).output)
    }

    @Test func aFolderInUseIsLeftAlone() throws {
        let sweep = folder.file("sweep")
        #expect(try sample("-n", "3", "-o", sweep).status == 0)
        let refused = try sample("-n", "2", "-o", sweep)
        #expect(refused.status == 73 && refused.errors.contains("--force"))
        #expect(try sample("-n", "2", "-o", sweep, "--force").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sweep + "/cfgs").count == 2)
        try FileManager.default.createDirectory(atPath: sweep + "/logs", withIntermediateDirectories: false)
        let started = try sample("-n", "2", "-o", sweep, "--force")
        #expect(started.status == 73 && started.errors.contains("logs"))
        #expect(try sample("-n", "2", "-o", folder.file("no/such")).status == 73)
    }

    @Test func badArgumentsAreNamed() throws {
        let limit = try sample("-n", "1", "-o", "-", "--limit", "weights<3")
        #expect(limit.status == 64 && limit.errors.contains("params, flops, acts, stages"))
        #expect(try sample("-n", "0", "-o", "-").status == 64)
        #expect(try HasbenchProcess(["sample", "-n", "1", "-o", "-"]).status == 64)
        #expect(try HasbenchProcess(["sample", "--space", folder.file("none"), "-n", "1", "-o", "-"]).status == 66)
        let few = try sample("-n", "1", "-o", "-", "--limit", "params<10")
        #expect(few.status == 64 && few.errors.contains("widen the limits"))
    }
}
