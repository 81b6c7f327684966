import BenchStatistics
import Testing

@Suite struct HypervolumeTests {
    struct Case: Decodable {
        let name: String
        let columns: [[Double]]
        let dimension: Int
        let volume: Double
    }

    @Test func volumesEqualPymoo() throws {
        for fixture in try Fixture.read("volumes", as: Case.self) {
            let directions = Array(repeating: Direction.minimize, count: fixture.dimension)
            let reference = Array(repeating: 1.0, count: fixture.dimension)
            let volume = hypervolume(of: fixture.columns.flatMap(\.self), directions, reference)
            #expect(close(volume, fixture.volume), Comment(rawValue: fixture.name))
        }
    }

    /// On a lattice the volume is the number of cells that some point dominates.
    @Test(arguments: 1...3) func volumeCountsCells(dimension: Int) throws {
        var random = SeededGenerator(seed: UInt64(dimension))
        for _ in 0..<100 {
            let (count, side) = (Int.random(in: 0...25, using: &random), 6)
            let columns = (0..<dimension * count).map { _ in Double(Int.random(in: 0...side, using: &random)) }
            let cells = (0..<3).reduce(1) { size, axis in axis < dimension ? size * side : size }
            let dominated = (0..<cells).count { cell in
                let corner = (0..<dimension).map { axis in (0..<axis).reduce(cell) { rest, _ in rest / side } % side }
                return (0..<count).contains { point in
                    (0..<dimension).allSatisfy { columns[$0 * count + point] <= Double(corner[$0]) }
                }
            }
            let reference = Array(repeating: Double(side), count: dimension)
            #expect(
                hypervolume(of: columns, Array(repeating: .minimize, count: dimension), reference) == Double(dominated))
            let turned = Array(repeating: -Double(side), count: dimension)
            #expect(
                hypervolume(of: columns.map { -$0 }, Array(repeating: .maximize, count: dimension), turned)
                    == Double(dominated))
        }
    }

    @Test func whatHasNoVolume() {
        #expect(hypervolume(of: [1, 2, 3, 4], Array(repeating: .minimize, count: 4), [5, 5, 5, 5]) == nil)
        #expect(hypervolume(of: [1, 2, 3], [.minimize, .minimize], [5, 5]) == nil)
        #expect(hypervolume(of: [1, 2], [.minimize, .minimize], [5]) == nil)
        #expect(hypervolume(of: [1, 2], [.minimize, .minimize], [5, .nan]) == nil)
        #expect(hypervolume(of: [.nan, 1, 2, 2], [.minimize, .minimize], [5, 5]) == 12)
        #expect(hypervolume(of: [-.infinity, 2], [.minimize, .minimize], [5, 5]) == .infinity)
    }
}
