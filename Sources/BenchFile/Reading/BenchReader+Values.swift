package import BenchFormat
package import BenchSchema

extension BenchReader {
    /// The place of a metric, scalar or key, in this order.
    package func scalar(_ name: String) -> Int? {
        for role in [Role.metric, .scalar, .key] {
            if let place = footer.schema.place(name, role), footer.schema.axis(of: place) == nil { return place }
        }
        return nil
    }

    /// The place of a series and of its axis.
    package func series(_ name: String) -> (place: Int, axis: Int)? {
        guard let place = footer.schema.place(name, .series), let axis = footer.schema.axis(of: place), axis != place
        else { return nil }
        return (place, axis)
    }

    /// What a run holds in a column.
    package func cell(_ column: Int, at location: RunLocation) throws(BenchError) -> Cell {
        if footer.schema.axis(of: column) != nil {
            if let known = store.withSeries(column, column, at: location, { $0.block[$2] }) { return known }
            return try storedBlock(column, at: location).block[Int(location.row)]
        }
        if let known = store.withScalars(column, at: location, { $0.block[$1] }) { return known }
        return try scalars(column, at: location).block[Int(location.row)]
    }

    /// A scalar that a run holds, as a number; nil where it holds none.
    package func number(_ column: Int, at location: RunLocation) throws(BenchError) -> Double? {
        if let known = store.withScalars(column, at: location, { $0.numbers[$1] }) { return known }
        return try scalars(column, at: location).numbers[Int(location.row)]
    }

    /// A series that a run holds and its axis, up to a step; nil where it lacks one of them. O(steps).
    package func curve(
        _ column: Int, axis: Int, at location: RunLocation, upTo limit: Double?
    ) throws(BenchError) -> (steps: Steps, values: Series)? {
        let known = store.withSeries(axis, column, at: location) { Self.curve($0, $1, $2, upTo: limit) }
        if let known { return known }
        let steps = try storedBlock(axis, at: location)
        return Self.curve(steps, try storedBlock(column, at: location), Int(location.row), upTo: limit)
    }

    private static func curve(
        _ axis: StoredBlock, _ values: StoredBlock, _ run: Int, upTo limit: Double?
    ) -> (steps: Steps, values: Series)? {
        guard axis.block.holdsSeries(run), values.block.holdsSeries(run) else { return nil }
        // A series is as long as its axis.
        let steps = axis.steps(of: run, count: values.block.range(of: run).count)
        let count = limit.map { steps.steps(upTo: $0) } ?? steps.count
        return (steps.prefix(count), values.block.series(of: run, limit: count))
    }

    private func scalars(_ column: Int, at location: RunLocation) throws(BenchError) -> StoredBlock {
        let stored = try storedBlock(column, at: location)
        store.insert(scalars: stored, column: column, segment: Int(location.segment))
        return stored
    }

    /// The block of a column that holds a run.
    private func storedBlock(_ column: Int, at location: RunLocation) throws(BenchError) -> StoredBlock {
        let stored = try storedBlock(column, segment: Int(location.segment))
        guard location.row < stored.block.runs else {
            throw BenchError(.damaged, "row \(location.row) of \(stored.block.runs)", at: file.path, "index")
        }
        return stored
    }
}
