import Testing

@testable import BenchImport

@Suite struct JSONReaderTests {
    /// The leaves as "path kind value".
    private func leaves(_ text: String, nested: Bool = false) throws -> [String]? {
        var reader = try JSONReader()
        let bytes = Array(text.utf8)
        guard reader.read(bytes.span, 0..<bytes.count, nested: nested) == nil else { return nil }
        var leaves: [String] = []
        for leaf in 0..<reader.count {
            let path = String(decoding: reader.path(leaf), as: UTF8.self)
            switch reader.kind(leaf) {
            case .null: leaves.append("\(path) null")
            case .bool: leaves.append("\(path) bool \(reader.integer(leaf))")
            case .int64: leaves.append("\(path) int64 \(reader.integer(leaf))")
            case .float64: leaves.append("\(path) float64 \(reader.number(leaf))")
            case .string: leaves.append("\(path) string \(String(decoding: reader.text(leaf), as: UTF8.self))")
            case .json, .list: leaves.append("\(path) json \(String(decoding: reader.text(leaf), as: UTF8.self))")
            }
        }
        return leaves
    }

    @Test func givesEveryKind() throws {
        #expect(
            try leaves(#"{"a": 1, "b": -1.50, "c": "x\u00e9\"", "d": true, "e": null, "f": [1, "]"], "g": {"h": 2}}"#)
                == [
                    "a int64 1", "b float64 -1.5", "c string xé\"", "d bool 1", "e null", "f json [1, \"]\"]",
                    "g json {\"h\": 2}",
                ])
        #expect(try leaves("{}") == [])
    }

    @Test func opensInnerObjects() throws {
        #expect(
            try leaves(#"{"A": {"B": {"C": 1, "D": []}, "E": {}}, "F": 2.0}"#, nested: true)
                == ["A.B.C int64 1", "A.B.D json []", "A.E json {}", "F float64 2.0"])
    }

    @Test func givesNumbersAtTheEdges() throws {
        #expect(
            try leaves(
                #"{"a": 9223372036854775807, "b": 9223372036854775808, "c": -9223372036854775808, "d": 1e400, "e": -0.0, "f": -0}"#
            )
                == [
                    "a int64 9223372036854775807", "b float64 9.223372036854776e+18", "c int64 -9223372036854775808",
                    "d float64 inf", "e float64 -0.0", "f int64 0",
                ])
        #expect(try leaves(#"{"a": 123456789012345678901234567890}"#) == ["a float64 1.2345678901234568e+29"])
    }

    @Test func takesBareNonFiniteTokens() throws {
        #expect(
            try leaves(#"{"a": NaN, "b": Infinity, "c": -Infinity, "d": [NaN, 1], "e": "NaN"}"#)
                == ["a float64 nan", "b float64 inf", "c float64 -inf", #"d json ["NaN", 1]"#, "e string NaN"])
    }

    @Test(arguments: [
        "", "[1]", "{", #"{"a": 1"#, #"{"a": 1} x"#, #"{"a": 1} {"b": 2}"#, #"{"a": 01}"#, #"{"a": nul}"#,
        #"{"a": NaNs}"#,
        #"{"a": +Infinity}"#, #"{"a": [1, 2}"#, #"{"a": [1,, 2]}"#, #"{"a": 1,}"#, #"{"a" 1}"#, #"{"a": 1}}"#,
        "{\"a\": \"\u{1}\"}", #"{"a": }"#, #"{"a": ["\q"]}"#,
    ])
    func refuses(_ text: String) throws {
        #expect(try leaves(text) == nil)
        #expect(try leaves(text, nested: true) == nil)
    }

    @Test func refusesDeepNesting() throws {
        let deep = String(repeating: #"{"a": "#, count: 5000) + "1" + String(repeating: "}", count: 5000)
        #expect(try leaves(deep) == nil)
        #expect(try leaves(deep, nested: true) == nil)
    }

    @Test func tellsWhatIsNotUTF8() throws {
        var reader = try JSONReader()
        let bytes = Array(#"{"a": ""#.utf8) + [0xFF] + Array("\"}".utf8)
        #expect(reader.read(bytes.span, 0..<bytes.count, nested: false) == .notUTF8)
        #expect(reader.count == 0)
    }

    @Test func survivesChangedBytes() throws {
        let base = Array(#"{"a": 1, "b": {"c": [1, NaN, {"x": -Infinity}], "d": {}}, "e": "\u00e9", "f": 1e5}"#.utf8)
        let others = Array("{}[],:\"\\ 0-.eNI".utf8) + [0, 0xFF]
        var reader = try JSONReader()
        for place in base.indices {
            for other in others {
                var bytes = base
                bytes[place] = other
                for nested in [false, true] {
                    if reader.read(bytes.span, 0..<bytes.count, nested: nested) == nil { #expect(reader.count > 0) }
                }
            }
            _ = reader.read(base.span, 0..<place, nested: true)
        }
    }

    @Test func readsRowsOfNumbers() {
        func numbers(_ text: String) -> [Double]? {
            let bytes = Array(text.utf8)
            return JSONReader.numbers(3, in: bytes.span, 0..<bytes.count)
        }
        #expect(numbers("1.5\t-2\t3e-4") == [1.5, -2, 3e-4])
        #expect(numbers("1.5\t2") == nil)
        #expect(numbers("1.5\t2\t3\t4") == nil)
        #expect(numbers("1.5\t2\tx") == nil)
        #expect(numbers("1.5 2 3") == nil)
    }
}
