import BenchSchema

extension LogScanner {
    /// Takes a record; false if it is torn or malformed.
    mutating func takeRecord(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var nested = true
        if ByteScan.starts(bytes, range, with: "{\"_type\": \"") {
            let from = range.lowerBound + 11
            let quote = ByteScan.first(UInt8(ascii: "\""), in: bytes, from..<range.upperBound)
            if let quote, ByteScan.ends(bytes, from..<quote, with: "_iter"),
                bytes[range.upperBound - 1] == UInt8(ascii: "}"),
                ByteScan.first(UInt8(ascii: "["), in: bytes, quote..<range.upperBound) == nil
            {
                if !inDump {
                    pairing.forget()
                    taken = .iteration(end: quote + 1)
                }
                return true
            }
            nested = quote.map { ByteScan.equal(bytes, from..<$0, "cfg") } ?? true
        }
        guard read(bytes, range, nested: nested) else { return false }
        var typeLeaf: Int?
        for leaf in 0..<json.count where json.path(leaf, is: Self.typeName) { typeLeaf = leaf }
        guard let typeLeaf, json.kind(typeLeaf) == .string else {
            if inDump {
                imitations += 1
            } else {
                run.findings.add(.damage, Self.file, line: line, "a record without _type")
            }
            return true
        }
        if json.text(typeLeaf, is: Self.configurationName) {
            takeConfiguration()
            return true
        }
        guard nested else {
            takeTyped(typeLeaf)
            return true
        }
        // Only a configuration's inner objects are opened.
        guard read(bytes, range, nested: false) else { return false }
        if let leaf = (0..<json.count).last(where: { json.path($0, is: Self.typeName) }) { takeTyped(leaf) }
        return true
    }

    /// What a run may have at most of types of epoch records, and of fields of other records.
    private static let (mostGroups, mostScalars) = (256, 10_000)
    private static let typeName = Array("_type".utf8)
    private static let epochName = Array("epoch".utf8)
    private static let configurationName = Array("cfg".utf8)

    /// Parses; false, and reported, if the text is no JSON object.
    private mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>, nested: Bool) -> Bool {
        guard let problem = json.read(bytes, range, nested: nested) else { return true }
        switch problem {
        case .notUTF8:
            let repaired = Array(String(decoding: [UInt8](bytes, range), as: UTF8.self).utf8)
            if json.read(repaired.span, 0..<repaired.count, nested: nested) == nil {
                if !inDump {
                    run.findings.add(.note, Self.file, line: line, "a record isn't UTF-8; U+FFFD stands for what isn't")
                }
                return true
            }
            fail("a record is torn and isn't UTF-8")
        case .malformed(let reason):
            let torn = bytes[range.isEmpty ? range.lowerBound - 1 : range.upperBound - 1] != UInt8(ascii: "}")
            fail(torn ? "a record is torn" : "a record is malformed (\(reason))")
        }
        return false
    }

    private mutating func fail(_ reason: String) {
        guard !inDump else { return }
        pairing.forget()
        run.findings.add(.damage, Self.file, line: line, reason)
    }

    /// Whether a record is one even if it stands where a dump of the environment may still go on; ends the dump.
    private mutating func isGenuine(_ type: String, _ typeLeaf: Int?) -> Bool {
        guard inDump else { return true }
        guard isKnown(type, typeLeaf) else {
            imitations += 1
            return false
        }
        inDump = false
        adoptCandidate()
        return true
    }

    private func isKnown(_ type: String, _ typeLeaf: Int?) -> Bool {
        var fields: [(name: String, isNumber: Bool)] = []
        for leaf in 0..<json.count where leaf != typeLeaf {
            let name = String(decoding: json.path(leaf), as: UTF8.self)
            if name == "_type" { continue }
            let isNumber = [.int64, .float64, .null].contains(json.kind(leaf))
            let isEpoch = name == "epoch" && json.withText(leaf, LogLine.epoch) != nil
            let isTime = name == "eta" && json.withText(leaf, LogLine.seconds) != nil
            guard isNumber || isEpoch || isTime || type == "cfg" else { return false }
            fields.append((name, isNumber))
        }
        return KnownFields.isGenuine(type: type, fields: fields)
    }

    private mutating func takeConfiguration() {
        let configuration = Configuration(json, sharing: run.configuration ?? previous)
        guard inDump else { return take(configuration, line) }
        // A value can imitate a configuration; the run's own is the last before the records of the training.
        let isLike = configuration.shape === knownShape || isKnown("cfg", nil)
        if isLike { knownShape = configuration.shape }
        if candidate != nil || !isLike { imitations += 1 }
        if isLike { candidate = (configuration, line) }
    }

    /// Takes the last configuration of a dump for the run's.
    mutating func adoptCandidate() {
        if let (configuration, line) = candidate.take() { take(configuration, line) }
    }

    private mutating func take(_ configuration: Configuration, _ line: Int) {
        pairing.forget()
        if let earlier = run.configuration {
            let changed = configuration.paths(differingFrom: earlier)
            if !changed.isEmpty {
                let finding = Finding(
                    weight: .note, file: Self.file, line: line,
                    reason: "the configuration differs from the one before in "
                        + changed.prefix(5).joined(separator: ", ")
                        + "\(changed.count > 5 ? " and \(changed.count - 5) more" : ""); the later is kept")
                if changed.contains(where: { VolatileLeaves.reason($0) == nil }) {
                    suspend(noting: finding)
                } else {
                    run.findings.add(finding)
                }
            }
        }
        configurations += 1
        run.configuration = configuration
    }

    private mutating func takeTyped(_ typeLeaf: Int) {
        if isSuspended, let leaf = epochLeaf(), let (epoch, _) = json.withText(leaf, LogLine.epoch) { sawEpoch(epoch) }
        let place: Int
        if lastGroup < run.groups.count, json.text(typeLeaf, is: run.groups[lastGroup].bytes) {
            place = lastGroup
        } else if let found = run.groups.firstIndex(where: { json.text(typeLeaf, is: $0.bytes) }) {
            place = found
        } else {
            place = -1
        }
        if place >= 0, !inDump, !KnownFields.isReserved(run.groups[place].name) {
            if let epochLeaf = epochLeaf() { return takeEpoch(place, typeLeaf, epochLeaf) }
        }
        let bytes = json.text(typeLeaf)
        guard let type = FieldName.column(bytes) else { return fail("a record's _type is too long") }
        if type.hasSuffix("_iter") {
            if !inDump { pairing.forget() }
            return
        }
        guard isGenuine(type, typeLeaf) else { return }
        guard !KnownFields.isReserved(type), !type.isEmpty else {
            return fail("a record's _type is a name that other columns have")
        }
        guard let epochLeaf = epochLeaf() else { return takeScalars(type, typeLeaf) }
        if let place = groupPlaces[type] { return takeEpoch(place, typeLeaf, epochLeaf) }
        guard run.groups.count < Self.mostGroups else {
            return fail("there are more than \(Self.mostGroups) types of records")
        }
        takeEpoch(add(RecordGroup(type, bytes: bytes)), typeLeaf, epochLeaf)
    }

    private func epochLeaf() -> Int? {
        (0..<json.count).last { json.path($0, is: Self.epochName) }
    }

    private mutating func takeEpoch(_ place: Int, _ typeLeaf: Int, _ epochLeaf: Int) {
        lastGroup = place
        guard json.kind(epochLeaf) == .string, let (epoch, of) = json.withText(epochLeaf, LogLine.epoch) else {
            fail("a record's epoch isn't of the form e/E")
            return
        }
        guard run.groups[place].hasRoom() else { return reportFull(run.groups[place].name) }
        let wrong = run.groups[place].append(epoch: epoch, of: of, json, skipping: (typeLeaf, epochLeaf))
        let name = run.groups[place].name
        for reason in wrong { run.findings.add(.damage, Self.file, line: line, "\(name).\(reason)") }
        pairing.sawRecord(name, epoch)
        if wrong.isEmpty { taken = .epoch(type: name) }
    }

    private mutating func takeScalars(_ type: String, _ typeLeaf: Int) {
        guard !KnownFields.epochTypes.contains(type) else { return fail("a record without its epoch") }
        let fields = scalars.fields(of: type, json, skipping: typeLeaf)
        for (leaf, field) in fields {
            guard let value = RawValue(json, leaf, of: field.field, known: field.known) else {
                run.findings.add(.damage, Self.file, line: line, "\(field.name) isn't of its type and is left out")
                continue
            }
            if let place = scalars.place(of: field) {
                run.scalars[place].value = value
            } else if run.scalars.count < Self.mostScalars {
                scalars.put(field, at: run.scalars.count)
                run.scalars.append(RawScalar(name: field.name, value: value))
            } else {
                return fail("the run has more than \(Self.mostScalars) fields")
            }
        }
    }
}
