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
        var sum = 0
        let (place, _) = try file.series(series)
        for segment in 0..<file.reader.segmentCount {
            let block = try file.reader.block(place, segment: segment)
            for length in block.seriesLengths { sum += length ?? 0 }
        }
        if let count = count { count.pointee = Int64(sum) }
    }
}

/// A series of all runs.
@implementation @c public func hasb_values(
    _ file: OpaquePointer!, _ series: Int32, _ values: UnsafeMutablePointer<Double>!,
    _ ends: UnsafeMutablePointer<Int64>!, _ error: UnsafeMutablePointer<hasb_error>!
) -> hasb_code {
    Calls.run(error) { () throws(BenchError) in
        let file = try FileHandle.of(file)
        let (place, _) = try file.series(series)
        var numbers: [Double] = []
        var (end, run) = (0, 0)
        for segment in 0..<file.reader.segmentCount {
            let block = try file.reader.block(place, segment: segment)
            let start = end
            for length in block.seriesLengths {
                guard run < file.benchmark.runCount else {
                    throw BenchError(.damaged, "it has more runs than it says", at: file.reader.path)
                }
                end += length ?? 0
                if let ends = ends { ends[run] = Int64(end) }
                run += 1
            }
            guard let values = values, end > start else { continue }
            if block.read(into: &numbers) {
                numbers.withUnsafeBufferPointer { numbers in
                    if let base = numbers.baseAddress { (values + start).update(from: base, count: end - start) }
                }
            } else {
                var next = start
                for row in 0..<block.runs where block.holdsSeries(row) {
                    let series = block.series(of: row)
                    fill(values + next, series, series.count)
                    next += series.count
                }
            }
        }
    }
}
