import BenchFile
import BenchFormat
import BenchSchema
public import CHasbench
import HASBench

/// What a run holds in a scalar.
@implementation @c public func hasb_number(
    _ file: OpaquePointer!, _ run: hasb_run, _ column: Int32, _ value: UnsafeMutablePointer<Double>!,
    _ isThere: UnsafeMutablePointer<Int32>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let number = try file.reader.number(try file.scalar(column), at: try RunLocation(run))
        if let value = value { value.pointee = number ?? .nan }
        if let isThere = isThere { isThere.pointee = number == nil ? 0 : 1 }
    }
}

/// A series of a run with its axis.
@implementation @c public func hasb_curve(
    _ file: OpaquePointer!, _ run: hasb_run, _ series: Int32, _ limit: Double, _ steps: UnsafeMutablePointer<Double>!,
    _ values: UnsafeMutablePointer<Double>!, _ room: Int64, _ count: UnsafeMutablePointer<Int64>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let (place, axis) = try file.series(series)
        let read = try file.reader.curve(
            place, axis: axis, at: try RunLocation(run), upTo: limit == .infinity ? nil : limit)
        if let count = count { count.pointee = Int64(read?.steps.count ?? -1) }
        guard let read else { return }
        let shown = min(read.steps.count, Int(clamping: max(room, 0)))
        if let steps = steps, shown > 0 {
            switch read.steps {
            case .even(let first, let stride, _):
                for step in 0..<shown { steps[step] = Double(first &+ stride &* Int64(step)) }
            case .listed(let listed): fill(steps, listed, shown)
            }
        }
        if let values = values, shown > 0 { fill(values, read.values, shown) }
    }
}

/// Puts the first numbers of a series into memory; NaN where there is none.
private func fill(_ memory: UnsafeMutablePointer<Double>, _ series: Series, _ count: Int) {
    if series.states == nil, case .float64(let numbers) = series.elements {
        let whole = min(count, numbers.count)
        numbers.withUnsafeBufferPointer { numbers in
            if let base = numbers.baseAddress { memory.update(from: base, count: whole) }
        }
        for place in whole..<max(whole, count) { memory[place] = .nan }
        return
    }
    let numbers = series.numbers(limit: count)
    for place in 0..<count { memory[place] = place < numbers.count ? numbers[place] ?? .nan : .nan }
}

/// A scalar over all runs.
@implementation @c public func hasb_numbers(
    _ file: OpaquePointer!, _ column: Int32, _ values: UnsafeMutablePointer<Double>!,
    _ isThere: UnsafeMutablePointer<UInt8>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let place = try file.scalar(column)
        guard file.schema.columns[place].type == .float64 || file.schema.columns[place].type == .int64 else {
            let column = file.schema.columns[place]
            throw BenchError(.usage, "\(column.name) is a \(column.type.name), no number")
        }
        var run = 0
        for segment in 0..<file.reader.segmentCount {
            for number in try file.reader.numbers(place, segment: segment) {
                // A file whose segments have more runs than it says is damaged; there is no room for them.
                guard run < file.benchmark.runCount else {
                    throw BenchError(.damaged, "it has more runs than it says", at: file.reader.path)
                }
                if let values = values { values[run] = number ?? .nan }
                if let isThere = isThere { isThere[run] = number == nil ? 0 : 1 }
                run += 1
            }
        }
        guard run == file.benchmark.runCount else {
            throw BenchError(.damaged, "it has fewer runs than it says", at: file.reader.path)
        }
    }
}

/// How many numbers a series has over all runs.
@implementation @c public func hasb_value_count(
    _ file: OpaquePointer!, _ series: Int32, _ count: UnsafeMutablePointer<Int64>!,
    _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        // As long as its axis, which is small; but a run may lack the series.
        let (place, _) = try file.series(series)
        let reader = file.reader
        let counts = try Cores.map(reader.segmentCount) { segment throws(BenchError) in
            let block = try reader.block(place, segment: segment)
            return block.isSeries ? block.elementCount : 0
        }
        if let count = count { count.pointee = Int64(counts.reduce(0, +)) }
    }
}

/// A series of all runs.
@implementation @c public func hasb_values(
    _ file: OpaquePointer!, _ series: Int32, _ values: UnsafeMutablePointer<Double>!,
    _ ends: UnsafeMutablePointer<Int64>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let whole = WholeSeries(file.benchmark, try file.series(series).place, values, ends)
        try Cores.run(file.reader.segmentCount) { segment throws(BenchError) in try whole.read(segment) }
    }
}

/// Memory for a series of all runs, which several threads fill.
private final class WholeSeries: @unchecked Sendable {
    private let benchmark: Benchmark
    private let place: Int
    private let values: UnsafeMutablePointer<Double>?
    private let ends: UnsafeMutablePointer<Int64>?
    /// Of values and of runs.
    private let places = OrderedPlaces(memories: 2)

    init(
        _ benchmark: Benchmark, _ place: Int, _ values: UnsafeMutablePointer<Double>?,
        _ ends: UnsafeMutablePointer<Int64>?
    ) {
        (self.benchmark, self.place, self.values, self.ends) = (benchmark, place, values, ends)
    }

    func read(_ segment: Int) throws(BenchError) {
        let block: ColumnBlock
        do throws(BenchError) { block = try benchmark.reader.block(place, segment: segment) } catch {
            places.giveUp(piece: segment)
            throw error
        }
        let count = block.isSeries ? block.elementCount : 0
        guard let starts = places.take([count, block.runs], piece: segment) else { return }
        let (start, run) = (starts[0], starts[1])
        // A file whose segments have more runs than it says is damaged; there is no room for them.
        guard block.runs <= benchmark.runCount - run else {
            throw BenchError(.damaged, "it has more runs than it says", at: benchmark.reader.path)
        }
        if let ends {
            for row in 0..<block.runs {
                ends[run + row] = Int64(start + (block.isSeries ? block.range(of: row).upperBound : 0))
            }
        }
        guard let values, count > 0 else { return }
        if block.copyNumbers(to: UnsafeMutableRawBufferPointer(start: values + start, count: 8 * count)) {
            // An integer stands in its double's place.
            if benchmark.schema.columns[place].type == .int64 {
                for place in start..<start + count {
                    values[place] = Double(Int64(bitPattern: values[place].bitPattern))
                }
            }
        } else if case .bool(let truths) = block.arrays.elements {
            for (slot, truth) in truths.enumerated() { values[start + slot] = truth ? 1 : 0 }
        } else {
            for place in start..<start + count { values[place] = .nan }
        }
        markGaps(of: block, from: start)
    }

    /// Puts NaN where there is a null or a hole.
    private func markGaps(of block: ColumnBlock, from start: Int) {
        guard let values, let isThere = block.isThere else { return }
        for (place, isThere) in isThere.enumerated() where !isThere { values[start + place] = .nan }
    }
}
