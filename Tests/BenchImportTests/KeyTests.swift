import BenchSchema
import Testing

@testable import BenchImport

@Suite struct KeyTests {
    /// A table of runs that differ in these members of their cfg, keys discovered.
    private func table(_ members: [String], _ change: (inout ConvertOptions) -> Void = { $0.keys = [] }) async throws
        -> Table
    {
        let sweep = try Sweep()
        for (number, member) in members.enumerated() {
            let cfg = Log.record(#"{"MODEL": {"TYPE": "regnet"}, \#(member), "_type": "cfg"}"#)
            try sweep.add("00000\(number)", [Log.start, cfg, Log.test(1, of: 1)])
        }
        return try await sweep.table(change)
    }

    @Test func whatVariesIsAKey() async throws {
        let table = try await table([
            #""OPTIM": {"BASE_LR": 0.1, "NAME": "sgd", "MOM": 0.9}, "RNG_SEED": 1, "OUT_DIR": "/a", "DESC": "x", "L": [1]"#,
            #""OPTIM": {"BASE_LR": 1, "NAME": "adam", "MOM": 0.9}, "RNG_SEED": 2, "OUT_DIR": "/b", "DESC": "y", "L": [2]"#,
        ])
        #expect(table.report.plan.choice.keys.map(\.path) == ["OPTIM.BASE_LR", "OPTIM.NAME"])
        #expect(table.report.plan.choice.leftOut == ["DESC", "L", "OUT_DIR"])
        #expect(table.cell("OPTIM.BASE_LR", .key, run: 1) == .float64(1))
        #expect(table.cell("seed", .seed, run: 1) == .int64(2))
        #expect(table.cell("OPTIM.MOM", .setting) == .float64(0.9) && table.cell("OUT_DIR", .setting) == .string("/a"))
        #expect(table.column("RNG_SEED", .setting) == nil)
    }

    @Test(arguments: [
        #""ANYNET": {"DEPTHS": %}"#, #""WANDB": {"RUN": %}"#, #""DATA_LOADER": {"NUM_WORKERS": %}"#,
        #""LOG_DEST": "%""#,
        #""NOTES": "%""#, #""DATA_DIR": "%""#, #""TRAIN": {"WEIGHTS": "/weights/%"}"#, #""X": [%]"#,
        #""X": {"Y": [[%]]}"#,
    ])
    func volatileLeavesAreNone(_ member: String) async throws {
        let members = (1...2).map { member.replacing("%", with: "\($0)") + #", "REGNET": {"DEPTH": \#($0)}"# }
        let table = try await table(members)
        #expect(table.report.plan.choice.keys.map(\.path) == ["REGNET.DEPTH"])
        #expect(table.report.plan.choice.leftOut.count == 1)
    }

    @Test func sameValuesInOtherClothesDontVary() async throws {
        let table = try await table([
            #""A": "0.1", "B": 1, "C": true, "D": 1"#, #""A": 0.1, "B": 1.0, "C": "True", "D": 2"#,
        ])
        #expect(table.report.plan.choice.keys.map(\.path) == ["D"])
        #expect(table.cell("B", .setting) == .json("1") && table.cell("B", .setting, run: 1) == .json("1.0"))
        #expect(table.cell("A", .setting) == .json(#""0.1""#) && table.cell("C", .setting) == .json("true"))
    }

    @Test func mixedKeysHashAlike() async throws {
        let table = try await table([
            #""A": "0.1", "B": 1"#, #""A": 0.1, "B": 1"#, #""A": 1, "B": 2"#,
        ])
        #expect(table.report.plan.choice.keys.map(\.path) == ["A", "B"])
        let hashes = try table.runs.map { try table.schema.configHash(of: $0) }
        #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2])
    }

    @Test func aLeafThatOnlySomeHaveIsAKey() async throws {
        let table = try await table([#""A": 1"#, #""A": 1, "TRAIN": {"CUTOUT_LENGTH": 16}"#])
        #expect(table.report.plan.choice.keys.map(\.path) == ["TRAIN.CUTOUT_LENGTH"])
        #expect(table.cell("TRAIN.CUTOUT_LENGTH", .key) == .absent)
    }

    @Test func oneConfigurationNeedsAKey() async throws {
        let error = await #expect(throws: BenchError.self) { try await table([#""A": 1"#]) }
        #expect(
            error?.code == .usage && error?.message.contains("--key") == true
                && error?.message.contains("MODEL.TYPE") == true)
    }

    @Test func unknownKeysAndListsAreRefused() async throws {
        let unknown = await #expect(throws: BenchError.self) {
            try await table([#""A": 1, "L": [1]"#]) { $0.keys = ["B"] }
        }
        #expect(unknown?.code == .usage && unknown?.message.contains("A, L, MODEL.TYPE") == true)
        let list = await #expect(throws: BenchError.self) {
            try await table([#""A": 1, "L": [1]"#]) { $0.keys = ["L"] }
        }
        #expect(list?.code == .usage)
    }

    @Test func seedsThatAreNoIntegersAreReported() async throws {
        let table = try await table([#""A": 1, "RNG_SEED": "one""#, #""A": 2, "RNG_SEED": "2""#])
        #expect(table.cell("seed", .seed) == .absent && table.cell("seed", .seed, run: 1) == .int64(2))
        #expect(table.findings(.note).count == 1)
    }

    @Test func aTaskIsAColumn() async throws {
        let table = try await table([#""A": 1"#, #""A": 2"#]) { ($0.keys, $0.task) = ([], "digits") }
        #expect(table.cell("task", .task, run: 1) == .string("digits"))
    }

    @Test func theLaterConfigurationOfAResumedRunWins() async throws {
        let table = try await Sweep.single([Log.test(1), Log.start, Log.cfg(depth: 7), Log.test(2)])
        #expect(table.cell("REGNET.DEPTH", .key) == .int64(7))
        #expect(
            table.findings(.note) == [
                "stdout.log:5 the configuration differs from the one before in REGNET.DEPTH; the later is kept"
            ])
    }
}
