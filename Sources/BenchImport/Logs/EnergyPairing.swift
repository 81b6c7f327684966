/// Which epoch record an energy block belongs to: the one just before it.
///
/// A start of the trainer, a record of single iterations, and a record that can't be read leave no record to belong to.
/// Two blocks after one record mean that blocks and records aren't interleaved (records may have gone to a file of
/// their own), so that neither is believed.
struct EnergyPairing {
    private enum State { case nothing, record(type: String, epoch: Int64), used(group: String, line: Int), refused }
    private var state = State.nothing
    /// Blocks that belong to no record.
    private(set) var unassigned = 0
    /// The line of the first of them.
    private(set) var firstUnassigned: Int?

    /// What to do with a block.
    enum Decision { case add(group: String, epoch: Int64), removeLast(group: String), ignore }

    mutating func forget() { state = .nothing }

    mutating func sawRecord(_ type: String, _ epoch: Int64) { state = .record(type: type, epoch: epoch) }

    mutating func sawBlock(line: Int) -> Decision {
        switch state {
        case .record(let type, let epoch):
            guard let group = KnownFields.energyGroup(after: type) else { break }
            state = .used(group: group, line: line)
            return .add(group: group, epoch: epoch)
        case .used(let group, let first):
            state = .refused
            refuse(2, first)
            return .removeLast(group: group)
        case .nothing, .refused: break
        }
        refuse(1, line)
        return .ignore
    }

    private mutating func refuse(_ count: Int, _ line: Int) {
        unassigned += count
        if firstUnassigned == nil { firstUnassigned = line }
    }
}
