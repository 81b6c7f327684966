import BenchSchema
import BenchSpace
import Testing

@Suite struct SearchSpaceTests {
    static let text = """
        {"name": "s", "hyperparameters": [
         {"type": "uniform_int", "name": "D", "lower": 4, "upper": 12, "log": false, "meta": {"group": "architecture"}},
         {"type": "uniform_int", "name": "W", "lower": 8, "upper": 48, "log": true, "q": 8},
         {"type": "uniform_float", "name": "A", "lower": 4.0, "upper": 16.0, "log": true, "meta": {"step": 0.1}},
         {"type": "uniform_float", "name": "F", "lower": 0.0, "upper": 1.0, "default": 0.5, "meta": null},
         {"type": "categorical", "name": "O", "choices": ["sgd", "adam"], "weights": [1, 3], "default_value": "adam"},
         {"type": "ordinal", "name": "Q", "sequence": [0.1, 10, 1]},
         {"type": "constant", "name": "K", "value": 3}],
         "conditions": [{"type": "AND", "child": "F", "conditions": [
            {"type": "EQ", "child": "F", "parent": "O", "value": "sgd"},
            {"type": "GT", "child": "F", "parent": "Q", "value": 0.1}]}],
         "forbiddens": [{"type": "AND", "clauses": [
            {"type": "EQUALS", "name": "D", "value": 4}, {"type": "IN", "name": "O", "values": ["adam"]}]},
            {"type": "RELATION_GT", "left": "D", "right": "W"}]}
        """

    static func space(_ text: String = text) throws -> SearchSpace {
        try SearchSpace(json: Array(text.utf8), source: "space.json")
    }

    static let inside: [String: LooseValue] = ["D": 5, "W": 16, "A": 4.3, "O": "adam", "Q": 1]

    @Test func readsWhatItWrites() throws {
        let space = try Self.space()
        let again = try SearchSpace(json: space.json, source: "again")
        #expect(again == space)
        #expect(again.json == space.json)
        #expect(space["W"]?.domain == .integer(try #require(IntegerRange(8, 48, step: 8, isLogarithmic: true))))
        #expect(space["D"]?.group == .architecture)
        #expect(space["O"]?.group == .hyperparameter)
        #expect(space["O"]?.domain == .categorical([.string("sgd"), .string("adam")], weights: [0.25, 0.75]))
        #expect(space["F"]?.defaultValue == .float64(0.5))
    }

    @Test func givesAPointOfTypedValues() throws {
        let space = try Self.space()
        var configuration = Self.inside
        #expect(
            try space.point(configuration) == [
                .int64(5), .int64(16), .float64(4.3), .absent, .string("adam"), .float64(1), .int64(3),
            ])
        configuration["D"] = "5"
        configuration["K"] = 3.0
        let point = try space.point(configuration)
        #expect(point[0] == .int64(5))
        #expect(space.configuration(point)["K"] == 3)
        #expect(try space.point(space.configuration(point)) == point)
    }

    @Test(
        arguments: [
            (["D": 13], "D is 13, which is outside of the search space: it is an integer from 4 to 12"),
            (
                ["W": 20],
                "W is 20, which is outside of the search space: it is an integer from 8 to 48 in steps of 8 (the nearest is 24)"
            ),
            (
                ["A": 4.36],
                "A is 4.36, which is outside of the search space: it is a number from 4.0 to 16.0 in steps of 0.1 (the nearest is 4.4)"
            ),
            (["O": "rms"], "O is \"rms\", which is outside of the search space: it is one of \"sgd\", \"adam\""),
            (["F": 0.5], "F is 0.5, but may be there only where O = \"sgd\" and Q > 0.1; leave it out"),
            (["O": "sgd"], "F is missing; it is a number from 0.0 to 1.0"),
            (["D": 4], "the search space forbids D = 4 and O = \"adam\""),
            (["D": 9, "W": 8], "the search space forbids D > W"),
            (["X": 1], "X is no parameter of the search space; they are D, W, A, F, O, Q, K"),
            (["K": 4], "K is 4, which is outside of the search space: it is always 3"),
            (
                ["A": "nan"],
                "A is \"nan\", which is outside of the search space: it is a number from 4.0 to 16.0 in steps of 0.1"
            ),
        ] as [([String: LooseValue], String)])
    func saysWhatIsOutside(_ change: [String: LooseValue], _ message: String) throws {
        let space = try Self.space()
        let configuration = Self.inside.merging(change) { $1 }
        let error = #expect(throws: BenchError.self) { try space.check(configuration) }
        #expect(error?.message == message)
        #expect(error?.code == .usage)
        #expect(!space.contains(configuration))
    }

    @Test func anActiveChildIsNeeded() throws {
        let space = try Self.space()
        #expect(space.contains(Self.inside.merging(["O": "sgd", "F": 0.25]) { $1 }))
        // The sequence's own order: 10 stands before 1, and after 0.1.
        #expect(space.contains(Self.inside.merging(["O": "sgd", "Q": 10, "F": 0.25]) { $1 }))
        #expect(!space.contains(Self.inside.merging(["O": "sgd", "Q": 0.1, "F": 0.25]) { $1 }))
    }

    @Test(arguments: [
        ("{}", "a search space needs \"hyperparameters\", a list"),
        (#"{"hyperparameters": []}"#, "a search space has a parameter at least"),
        (#"{"hyperparameters": [{"type": "normal_int", "name": "a"}]}"#, "normal_int is not read"),
        (#"{"hyperparameters": [{"type": "uniform_int", "name": "a", "lower": 3, "upper": 3}]}"#, "must be less"),
        (
            #"{"hyperparameters": [{"type": "uniform_int", "name": "a", "lower": 0, "upper": 9, "q": 2}]}"#,
            "whole number"
        ),
        (
            #"{"hyperparameters": [{"type": "uniform_int", "name": "a", "lower": 0, "upper": 9, "log": true}]}"#,
            "above 0"
        ),
        (#"{"hyperparameters": [{"type": "uniform_int", "name": "a", "lwoer": 0, "upper": 9}]}"#, "has no \"lwoer\""),
        (#"{"hyperparameters": [{"type": "categorical", "name": "a", "choices": [1, 1.0]}]}"#, "has a value twice"),
        (#"{"hyperparameters": [{"type": "ordinal", "name": "a", "sequence": []}]}"#, "has no value"),
        (
            #"{"hyperparameters": [{"type": "constant", "name": "a", "value": 1}], "conditions": [{"type": "EQ", "child": "a", "parent": "a", "value": 1}]}"#,
            "go in a circle"
        ),
        (
            #"{"hyperparameters": [{"type": "constant", "name": "a", "value": 1}], "forbiddens": [{"type": "EQUALS", "name": "b", "value": 1}]}"#,
            "there is no parameter b"
        ),
    ])
    func refusesBadSpaces(_ text: String, _ message: String) {
        let error = #expect(throws: BenchError.self) { try Self.space(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func gridsAreDecimals() throws {
        let grid = try #require(FloatRange(4, 16, step: 0.1)?.grid)
        #expect(grid.count == 121)
        #expect((0..<121).allSatisfy { grid.value(at: $0) == Double("\(40 + $0)e-1") })
        #expect((0..<121).allSatisfy { grid.nearest(grid.value(at: $0)) == $0 })
        let fine = try #require(FloatRange(1.5, 3, step: 0.001)?.grid)
        #expect((0..<fine.count).allSatisfy { fine.value(at: $0) == Double("\(1500 + $0)e-3") })
        #expect(FloatRange(0, 1, step: 0.3) == nil)
        #expect(FloatRange(0, 1, step: 1.0 / 3) == nil)
    }
}
