import HASBench
import Testing

@Suite struct RegNetTests {
    /// Every run of a table: the network worked out of its configuration costs what the trainer's did.
    @Test(arguments: [("data/nas-toy.hasb", 500), ("data/digits-joint.hasb", 1332)])
    func costsWhatTheTrainerCounted(_ file: String, _ runs: Int) throws {
        let bench = try Benchmark(opening: file)
        let space = try #require(try bench.searchSpace())
        let builder = try #require(space.network)
        let shared = space.parameters.filter { $0.domain.count == 1 }
        #expect(shared.count > 5)
        var count = 0
        try bench.forEachRun { run throws(BenchError) in
            var configuration: [String: LooseValue] = [:]
            for key in bench.keys { configuration[key] = LooseValue(try run.cell(try bench.place(named: key))) }
            let point = try space.point(configuration)
            let net = try RegNet(space.configuration(point), by: builder)
            let expected = try ["params", "flops", "acts"].map { name throws(BenchError) in
                try run["complexity.\(name)"]
            }
            #expect([net.params, net.flops, net.acts].map(Double.init) == expected)
            count += 1
        }
        #expect(count == runs)
    }

    static let digits: [String: LooseValue] = [
        "REGNET.DEPTH": 8, "REGNET.W0": 24, "REGNET.WA": 8.0, "REGNET.WM": 2.5, "REGNET.GROUP_W": 8,
        "REGNET.STEM_TYPE": "res_stem_cifar", "REGNET.STEM_W": 8, "REGNET.SE_ON": false, "TRAIN.IM_SIZE": 8,
    ]

    @Test func aGroupWidthThatDoesNotFitIsSaidToBeSo() throws {
        let changed = Self.digits.merging(["REGNET.GROUP_W": 16]) { $1 }
        // One group, as 16 goes once into 24.
        #expect(try RegNet(changed, by: .digits).stages[0].groupWidth == 24)
        let bad = Self.digits.merging(["REGNET.GROUP_W": 16, "REGNET.W0": 56]) { $1 }
        let error = #expect(throws: BenchError.self) { try RegNet(bad, by: .digits) }
        #expect(
            error?.message
                == "no RegNet can be built: REGNET.GROUP_W 16 makes 3 groups, which do not divide the width 56 of a stage"
        )
        #expect(error?.code == .infeasible)
        #expect(error?.code.exitCode == 64)
        // pycls makes the width fit: 24 is 1.5 groups, and half goes to even.
        #expect(try RegNet(changed, by: .pycls).stages.map(\.width) == [32, 64])
    }

    /// The example of a width that pycls adjusts: w0 48, group width 32, [48, 120] becomes [64, 128].
    @Test func widthsAreAdjustedAsInPycls() throws {
        let configuration = Self.digits.merging(
            ["REGNET.W0": 48, "REGNET.WA": 20.0, "REGNET.GROUP_W": 32]
        ) { $1 }
        #expect(try RegNet(configuration, by: .pycls).stages.map(\.width) == [64, 128])
    }

    /// RegNetX-200MF as pycls' model zoo states it: 2.7 M parameters, 0.2 GFLOPs, 2.2 M activations.
    @Test func regNetX200MFCostsWhatTheZooSays() throws {
        let net = try RegNet(
            [
                "REGNET.DEPTH": 13, "REGNET.W0": 24, "REGNET.WA": 36.44, "REGNET.WM": 2.49, "REGNET.GROUP_W": 8,
                "REGNET.SE_ON": false, "MODEL.NUM_CLASSES": 1000, "TRAIN.IM_SIZE": 224,
            ], by: .pycls)
        #expect(net.stages.map(\.depth) == [1, 1, 4, 7])
        #expect(net.stages.map(\.width) == [24, 56, 152, 368])
        #expect((2.65e6..<2.75e6).contains(Double(net.params)))
        #expect((1.95e8..<2.05e8).contains(Double(net.flops)))
        #expect((2.15e6..<2.25e6).contains(Double(net.acts)))
    }

    /// RegNetY-200MF, with squeeze and excitation: 3.2 M parameters, 0.2 GFLOPs, 2.2 M activations.
    @Test func regNetY200MFCostsWhatTheZooSays() throws {
        let net = try RegNet(
            [
                "REGNET.DEPTH": 13, "REGNET.W0": 24, "REGNET.WA": 36.44, "REGNET.WM": 2.49, "REGNET.GROUP_W": 8,
                "MODEL.NUM_CLASSES": 1000,
            ], by: .pycls)
        #expect((3.1e6..<3.25e6).contains(Double(net.params)))
        #expect((1.95e8..<2.05e8).contains(Double(net.flops)))
        #expect((2.15e6..<2.25e6).contains(Double(net.acts)))
    }

    @Test(
        arguments: [
            (["REGNET.DEPTH": 0], "REGNET.DEPTH is 0"), (["REGNET.W0": 20], "must be divisible by 8"),
            (["REGNET.WM": 1.0], "more than 1"), (["REGNET.WA": 1e5, "REGNET.DEPTH": 4000], "too large"),
            (["REGNET.BLOCK_TYPE": "vanilla_block"], "is not known"), (["REGNET.STEM_TYPE": "x"], "is not known"),
            (["REGNET.GROUP_W": "no"], "REGNET.GROUP_W is \"no\""),
        ] as [([String: LooseValue], String)])
    func saysWhatCannotBeBuilt(_ change: [String: LooseValue], _ message: String) {
        let error = #expect(throws: BenchError.self) {
            try RegNet(Self.digits.merging(change) { $1 }, by: .pycls)
        }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
