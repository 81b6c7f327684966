/// Something in a run's files that a person should know of; it never quotes what a line holds.
struct Finding: Hashable, Sendable {
    /// Whether something is lost or wrong, or merely worth a note.
    enum Weight: String, Sendable { case damage, note }

    var weight: Weight
    /// The file in the run's folder.
    var file: String
    /// The line, from 1, where there is one.
    var line: Int?
    /// What it is.
    var reason: String
}

/// The findings of one run; beyond a hundred they are only counted.
struct Findings: Sendable {
    private(set) var list: [Finding] = []
    private(set) var left = 0
    private(set) var hasDamage = false

    mutating func add(_ weight: Finding.Weight, _ file: String, line: Int? = nil, _ reason: String) {
        add(Finding(weight: weight, file: file, line: line, reason: reason))
    }

    mutating func add(_ finding: Finding) {
        if finding.weight == .damage { hasDamage = true }
        if list.count < 100 { list.append(finding) } else { left += 1 }
    }

    /// Adds the findings of another part.
    mutating func merge(_ other: Findings) {
        for finding in other.list { add(finding) }
        left += other.left
        hasDamage = hasDamage || other.hasDamage
    }

    /// Whether there are none.
    var isEmpty: Bool { list.isEmpty && left == 0 }
}
