import BenchFile
import BenchFormat
import BenchSchema
import BenchSpace

/// The runs of another bench file; metrics are computed anew.
final class BenchSource: RunSource {
    let name: String
    private let reader: BenchReader
    let portions: [Portion]
    let findings = Findings()

    private let prefix: String
    let provenance: [UInt8]?
    let space: SearchSpace?

    /// What was unpacked must stay open to be read.
    private let file: ByteFile

    /// Opens a file, which may have been unpacked from another.
    init(_ file: ByteFile, name: String, prefix: String = "") throws(BenchError) {
        if let failure = file.failure { throw failure.within(name) }
        (self.name, self.prefix, self.file) = (name, prefix, file)
        let reader = try BenchReader(file.readablePath, named: name)
        self.reader = reader
        var portions: [Portion] = []
        for segment in 0..<reader.segmentCount {
            portions.append(
                Portion(
                    units: Int(try reader.page(segment).runs), bytes: reader.byteCount / max(1, reader.segmentCount)))
        }
        self.portions = portions
        provenance = try reader.attachment(AttachmentName.provenance)
        space = try reader.attachment(AttachmentName.searchSpace).map { text throws(BenchError) in
            try SearchSpace(json: text, source: reader.path)
        }
    }

    /// The columns of the file.
    var schema: Schema { reader.schema }

    func read(
        _ portion: Int, _ units: Units, _ take: (Int, consuming ReadRun) throws(BenchError) -> Void
    ) throws(BenchError) {
        let schema = reader.schema
        let leaves = schema.columns.indices.filter { [.key, .setting].contains(schema.columns[$0].role) }
        let share = reader.byteCount / max(1, reader.runCount)
        var shape: ConfigurationShape?
        for unit in units.all {
            let run = try reader.run(at: RunLocation(segment: UInt32(portion), row: UInt16(unit)))
            var parsed = ParsedRun()
            parsed.name = "\(prefix)\(portion).\(unit)"
            let present = leaves.filter { run.cells[$0] != .absent }
            let paths = present.map { schema.columns[$0].name }
            if shape?.paths != paths { shape = ConfigurationShape(paths: paths) }
            if let shape {
                parsed.configuration = Configuration(shape: shape, values: present.map { run.cells[$0].loose })
            }
            if let place = schema.seed, run.cells[place] != .absent { parsed.seed = run.cells[place].loose }
            if let place = schema.task, case .string(let task) = run.cells[place] { parsed.task = task }
            if let place = schema.state, case .string(let state) = run.cells[place] {
                parsed.state = RunState(rawValue: state.description)
            }
            for (place, column) in schema.columns.enumerated() where column.role == .scalar {
                if run.cells[place] == .absent { continue }
                parsed.scalars.append(RawScalar(name: column.name, value: run.cells[place].raw))
            }
            parsed.groups = groups(run)
            try take(unit, ReadRun(run: parsed, bytesIn: share, bytesUnpacked: share))
        }
    }

    private func groups(_ run: Run) -> [RecordGroup] {
        let schema = reader.schema
        var groups: [RecordGroup] = []
        for (place, axis) in schema.columns.enumerated() where axis.role == .axis {
            guard case .series(let steps) = run.cells[place] else { continue }
            var columns: [RawColumn] = []
            for (other, column) in schema.columns.enumerated() where column.role == .series {
                guard schema.axis(of: other) == place, case .series(let series) = run.cells[other] else { continue }
                columns.append(RawColumn(String(column.field), known: column.type, series))
            }
            groups.append(
                RecordGroup(
                    String(axis.group), axis: String(axis.field),
                    steps: RawColumn(String(axis.field), known: axis.type, steps), columns: columns))
        }
        return groups
    }
}

extension Cell {
    /// The value as one of a configuration.
    fileprivate var loose: LooseValue { raw.loose }

    /// The value as a raw one.
    fileprivate var raw: RawValue {
        switch self {
        case .absent, .series: RawValue(kind: .hole)
        case .null: RawValue(kind: .null)
        case .float64(let bits): RawValue(kind: .float64, bits: bits.value.bitPattern)
        case .int64(let value): RawValue(kind: .int64, bits: UInt64(bitPattern: value))
        case .bool(let value): RawValue(kind: .bool, bits: value ? 1 : 0)
        case .string(let text): RawValue(kind: .string, text: text)
        case .json(let text): RawValue(kind: .json, text: text)
        }
    }
}

extension RawColumn {
    /// Takes a series as a file holds it.
    fileprivate init(_ name: String, known: ValueType, _ series: Series) {
        self.init(name, known: known)
        reserve(series.count)
        for row in 0..<series.count {
            guard series.isValue(row) else {
                set(row, series.states?[row] == .null ? .null : .hole, 0)
                continue
            }
            switch series.elements {
            case .float64(let values): set(row, .float64, values[row].bitPattern)
            case .int64(let values): set(row, .int64, UInt64(bitPattern: values[row]))
            case .bool(let values): set(row, .bool, values[row] ? 1 : 0)
            case .string(let values): set(row, .string, text: values[row].bytes)
            case .json(let values): set(row, .json, text: values[row].bytes)
            }
        }
    }
}
