import Testing

@testable import BenchSchema

@Suite struct NameTableTests {
    /// So many names that some find no slot near their hash.
    @Test func manyNames() throws {
        let names = (0..<16_384).map { "group.\($0 / 7).column number \($0)" }
        let table = try NameTable(names.map { Column($0, role: .scalar, type: .float64) })
        for (place, name) in names.enumerated() {
            #expect(table.place(name, Role.scalar.namespace) == place)
            #expect(table.place(name, Role.key.namespace) == nil)
            #expect(table.place(name + "x", Role.scalar.namespace) == nil)
        }
    }

    /// Names of every length up to a few words, which differ in one byte.
    @Test(arguments: 1..<28) func everyLength(length: Int) throws {
        let base = String(repeating: "a", count: length)
        let names = (0..<length).map { place in base.prefix(place) + "b" + base.dropFirst(place + 1) }.map {
            String($0)
        }
        let table = try NameTable(names.map { Column($0, role: .key, type: .int64) })
        for (place, name) in names.enumerated() { #expect(table.place(name, Role.key.namespace) == place) }
        for absent in [base, base + "a", String(base.dropLast()), ""] {
            #expect(table.place(absent, Role.key.namespace) == nil)
        }
    }

    @Test func namesAreComparedByTheirBytes() throws {
        let names = ["\u{E9}", "e\u{301}", "e"]
        let table = try NameTable(names.map { Column($0, role: .key, type: .int64) })
        for (place, name) in names.enumerated() { #expect(table.place(name, Role.key.namespace) == place) }
    }

    @Test func aNameThatOccursTwice() {
        let columns = ["a", "b", "a"].map { Column($0, role: .key, type: .int64) }
        #expect(throws: BenchError.self) { try NameTable(columns) }
        #expect(throws: Never.self) {
            try NameTable([Column("a", role: .key, type: .int64), Column("a", role: .seed, type: .int64)])
        }
    }
}
